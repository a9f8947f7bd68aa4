import type { Told } from '../../../told/saying.ts'

const store = String.raw`\b(?:etcd\w*|sqlite?\w*|sqlLite|kine|datastore|control[- ]?plane|kube-?apiserver|api ?server|leader election|leases?|controller[- ]manager|k3s(?: server)?|wal_fsync|fdatasync|fsync)\b`

/** How people tell that the datastore waits for its disk. */
export const sentences: Told = {
  sayings: [
    {
      about: new RegExp(store, 'i'),
      says: /\b(?:slow (?:voter|disk|storage|micro ?SD|SD|I\/O|fsync|member|write\w*)|(?:disk|I\/O|fsync|write|commit|storage)\b.{0,24}\b(?:latency\b(?!\D{0,6}\d{1,2} ?ms)|latencies|too slow|is slow|slowness)|(?:too )?slow\b.{0,24}\b(?:disk|card|storage|drive|HDD|eMMC)|(?:card|disk|stick|drive|storage|eMMC|HDD|SD) (?:is|was|were|are|seems?) (?:just |simply |far |way |much )*too slow|(?:can(?:not|['’]t)|could(?: not|n['’]t)) keep up|slow SQL|(?:requests?|appl(?:y|ies)|reads?|writes?) (?:took|takes?|taking) too long|wal_fsync\D{0,24}\d{2,}|los\w+ leader|(?:loose|lose|loses|losing|lost) (?:the |its |their )?(?:leader|lease|leadership)|leader (?:changes?|elections?|lost)|time(?:s|d)?[- ]?outs?|timing out|(?:takes?|took|taking|lasts?) (?:whole |several |many |some |\d+ )?seconds|restart\w*|crash\w*)/i,
      given:
        /\b(?:micro ?SD|SD[- ]?cards?|eMMC|HDDs?|spinning|hard ?disks?|USB (?:stick|drive|SSD|disk)|slow (?:disk|storage|NVMe|SSD)|budget NVMe|\w*fsync|I\/O (?:disk )?latency|disk latency|QLC)\b/i,
      unless:
        /\b(?:I\/O errors? at|SIGBUS|bad sectors?|no space left|certificate has expired|memory pressure)\b/i,
    },
    {
      // What fio or etcd's own check measured: 10 ms at the 99th percentile is what etcd wants.
      about: /\b(?:99(?:\.\d+)?(?:th)?[- ]?(?:percentile)?|p99|fdatasync|fsync|IOPS)\b/i,
      says: /(?:\bpercentile|\bp99|\bfd?a?t?a?sync|99(?:th|\.\d+)?)\b[^.\n]{0,40}?\b(?:[3-9]\d|\d{3,5}) ?ms\b|\bIOPS\b.{0,60}\b(?:below|under|less than|lower than) (?:even )?the (?:minimum|required|recommended)\b/i,
      given:
        /\b(?:etcd|leader (?:changes?|elections?)|control[- ]plane|kube-(?:scheduler|apiserver|controller-manager)|k3s)\b/i,
    },
    {
      about: /\b(?:sqlite\w*|state\.db|kine|datastore|etcd)\b/i,
      says: /\b(?:painfully|extremely|terribly|awfully|unbearably|incredibly|very|so) slow\b/i,
      given:
        /\b(?:disks?|drives?|SSDs?|HDDs?|volumes?|cards?|storage|I\/O|oblivion|huge|gr(?:ew|own|ows)|GB)\b/i,
      unless:
        /\b(?:I\/O errors? at|SIGBUS|bad sectors?|no space left|certificate has expired|memory pressure)\b/i,
    },
    {
      about: /\b(?:writes?|commits?|fsyncs?|requests?)\b/i,
      says: /\b(?:takes?|took|taking|lasts?) (?:whole |several |many |some |\d+ )?seconds\b/i,
      given:
        /\b(?:etcd|kine|datastore|sqlite|k3s)\b.*\b(?:SD|eMMC|HDD|spinning|hard ?disk|USB)\b|\b(?:SD|eMMC|HDD|spinning|hard ?disk|USB)\b.*\b(?:etcd|kine|datastore|sqlite|k3s)\b/i,
    },
  ],
  cures: [
    {
      part: /\betcd\b.{0,80}\b(?:SSDs?|NVMe)\b|\/var\/lib\/rancher\b.{0,60}\b(?:SSDs?|NVMe)\b|\b(?:SSDs?|NVMe)\b.{0,80}\b(?:etcd|control[- ]plane|datastore|k3s)\b/i,
    },
  ],
}
