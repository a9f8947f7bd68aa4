import type { Told } from '../../../told/saying.ts'

const host =
  /\b(?:nodes?|hosts?|servers?|machines?|boards?|Pis?|systems?|it|they|box|[A-Z][a-z]+)\b/

/** How people tell of a kernel that gives up. That a node hangs has many causes. */
export const sentences: Told = {
  sayings: [
    {
      about: /\bkernel\b/i,
      says: /\b(?:panick(?:s|ed|ing)|panics|oops(?:es|ed)?|(?:gets?|got|shows?|hit|hits|ended in|ends in|with) (?:an? )?(?:kernel )?(?:panic|oops|soft lockup|hard lockup))\b/i,
      unless:
        /\b(?:after|since|following|new|newer|latest|older|previous)\b.{0,40}\b(?:upgrad\w+|updat\w+|kernel|firmware|version|release)\b|\broot (?:fs|file ?system|device)\b/i,
    },
    {
      about: /\b(?:nodes?|hosts?|servers?|machines?|boards?|Pis?|VMs?)\b/i,
      says: /\bpanick(?:s|ed|ing)\b/i,
      named: true,
      not: /\b(?:pods?|containers?|apps?|programs?|process|goroutine|nil)\b/i,
    },
    {
      about: /\b(?:CPUs?|cores?|processors?)\b/i,
      says: /\bstuck for \d+ ?s(?:ec\w*)?\b|\b(?:soft|hard) ?lock-?ups?\b/i,
      unless:
        /\b(?:after|since|following|new|newer|latest|older|previous)\b.{0,40}\b(?:upgrad\w+|updat\w+|kernel|firmware|version|release)\b/i,
    },
    // The processor's own word leaves it open what its error did.
    {
      about: host,
      says: /\b(?:hard[- ])?(?:crash(?:es|ed|ing)?|resets? (?:itself|without)|reboots? (?:itself|on its own|randomly|without)|rebooted (?:itself|on its own)|fr(?:eezes|oze|ozen)|hangs?|hung|locks? up|locked up)\b/i,
      ifOpen: true,
    },
  ],
}
