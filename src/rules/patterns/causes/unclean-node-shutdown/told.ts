import type { Told } from '../../../told/saying.ts'

const stop =
  /\b(?:reboot(?:s|ed|ing)?|shut(?:s|ting)?[- ]?downs?|shut(?:s|ting)? (?:it |them )?(?:down|off)|restart(?:s|ed|ing)?|power(?:ed|ing)? (?:off|down)|poweroff)\b/i
/** A stop may hang for what has nothing to do with storage. */
const storage =
  /\b(?:unmount\w*|umount\w*|mounts?|volumes?|pods?|containers?|kubelet|k3s|containerd|iscsi|nfs|longhorn|PVCs?|rbd|ceph)\b/i

/** How people tell that a stop of the node tore something down, or hung on it. */
export const sentences: Told = {
  sayings: [
    {
      about: stop,
      says: /\b(?:(?:gets?|got|is|was|are|were|being|stays?) stuck|hangs?|hung|stall(?:s|ed)|never (?:finish\w*|complet\w*|ends?))\b.{0,30}\b(?:un-?mount\w*|stop job|detach\w*|log(?:ging)? out|kubelet|containerd?|pods?|volumes?|iscsi|nfs)\b/i,
      given: storage,
    },
    {
      about: stop,
      says: /\b(?:did|does|do|would)(?:n['’]t| not) wait (?:for|until) (?:the |its |all |any )?(?:pods?|containers?|workloads?|volumes?|unmount\w*)|\b(?:kills?|killed|tears?|tore|cuts?) (?:down )?(?:all |the )?(?:pods?|containers?|engines?|volumes?|iscsi\w*|network) (?:at once|immediately|instantly|first|before|while|without)\b/i,
    },
    {
      about: stop,
      says: /\b(?:containerd(?:-shim)?|shims?|runc|pods?|containers?|iscsid?|mounts?|volumes?)\b.{0,30}\b(?:do|does|did|will|would)(?:n['’]t| not) (?:stop|exit|end|terminate|unmount|detach|log out)\b/i,
      sentencesBefore: 0,
    },
    {
      about:
        /\b(?:reboot(?:ed|s)?|shut down|restarted|powered off|stopped)\b.{0,24}\bwithout (?:an? |the |any )?(?:drain\w*|cordon\w*)/i,
      says: /\b(?:volumes?|PVCs?|file ?systems?|engines?|replicas?)\b.{0,40}\b(?:read-?only|corrupt\w*|damaged|fault\w*|detached|lost|stuck)\b/i,
      sentencesBefore: 2,
    },
    {
      about: /\bstop job\b/i,
      says: /\b(?:(?:is|was) running|timed out|hangs?|never ends?|takes? (?:minutes|forever|for ever|ages)|no limit)\b/i,
      given: storage,
    },
    {
      about: /\b(?:stop job|un-?mount\w*|shutdown|reboot)\b/i,
      says: /\b(?:press(?:ed|ing)|hit|held|holding|us(?:ed|ing)|had to (?:press|hold|use|do)) (?:the |a )?(?:reset|power|hard)\b/i,
      given: storage,
      sentencesBefore: 1,
    },
    {
      about: /\bun-?clean(?:ly)? (?:shut ?down|stop|reboot)\b|\bunclean shutdowns?\b/i,
      says: /\b(?:following|after|by|due to|caused by|because of|had|was|were) (?:an? |the |several |my )?un-?clean/i,
      given:
        /\b(?:reset|reboot\w*|stop job|systemctl|shutdown -|powered (?:it|them) (?:off|down))\b/i,
      unless: /\bpower (?:outage|cut|loss|failure)\b|\bpower went\b/i,
    },
  ],
}
