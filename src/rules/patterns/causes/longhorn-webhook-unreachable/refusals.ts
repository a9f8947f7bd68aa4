import type { LogLine } from '#src/model/line.ts'
import { type PatternOutcome, unknown } from '#src/model/verdict.ts'

/**
 * What Longhorn's webhook says no to, when it answers (longhorn-manager, the validators of
 * webhook/resources). Nothing is broken by that: the request does not fit what is there.
 */
interface Refusal {
  readonly said: RegExp
  readonly reason: string
  readonly next: string
}

const refusals: readonly Refusal[] = [
  {
    said: /no other healthy replica available|may still contain data for recovery/,
    reason:
      'Longhorn keeps the last good copy of a volume from being deleted: another one has to be rebuilt first',
    next: 'kubectl -n longhorn-system get replicas.longhorn.io -o wide | grep VOLUME; kubectl -n longhorn-system get volumes.longhorn.io VOLUME -o jsonpath="{.status.robustness}"',
  },
  {
    said: /could not delete node|remove all replicas|disable scheduling on (?:node|disk)|cannot disable v2 data engine on node/,
    reason:
      'Longhorn lets a node or disk go only when it takes no new replicas and holds none any more',
    next: 'kubectl -n longhorn-system get nodes.longhorn.io; kubectl -n longhorn-system get replicas.longhorn.io -o wide | grep NODE',
  },
  {
    said: /please retry later|please try again later|SystemRestore in progress|Another .* is in .* phase/,
    reason:
      'Longhorn is still busy with the change before: does it refuse the same a minute later?',
    next: 'kubectl -n longhorn-system get volumes.longhorn.io,nodes.longhorn.io',
  },
  {
    said: /storageReserved setting of disk|duplicate disk paths|type is not allow to change|disks? .* (?:is a block device|is not supported)/,
    reason: 'a disk is described to Longhorn in a way that does not fit it',
    next: 'kubectl -n longhorn-system get nodes.longhorn.io NODE -o yaml | grep -A12 -E "disks:|diskStatus:"; df -h /var/lib/longhorn',
  },
  {
    said: /shrinking volume|does not allow the volume expansion|should be expanded from|size .* is not supported|does not support volume size/,
    reason: 'a volume grows only, and only where its storage class allows it',
    next: 'kubectl get storageclass -o custom-columns=NAME:.metadata.name,EXPAND:.allowVolumeExpansion; kubectl get pvc -A | grep CLAIM',
  },
  {
    said: /data locality|CSI ticket|migratable|attachment ?[tT]ickets?|VolumeAttachment update/,
    reason: 'a volume is wanted in a place or a second time that its kind does not allow',
    next: 'kubectl -n longhorn-system get volumeattachments.longhorn.io VOLUME -o yaml; kubectl -n longhorn-system get volumes.longhorn.io VOLUME -o wide',
  },
  {
    said: /must be no more than 63|must be a valid label/,
    reason:
      'Longhorn makes a label of a name, and a label has room for 63 characters: this one is longer',
    next: 'kubectl get volumesnapshots -A; kubectl -n longhorn-system get snapshots.longhorn.io,volumes.longhorn.io',
  },
  {
    said: /[Bb]ackup ?[Vv]olume|backup \S+ not found|annot get backup/,
    reason: 'Longhorn knows no backup of that name: another name, or another backup target',
    next: 'kubectl -n longhorn-system get backupvolumes.longhorn.io,backups.longhorn.io,backuptargets.longhorn.io',
  },
  {
    said: /[Bb]ackup ?[Tt]arget|credential|cannot access \S+ without/,
    reason: 'the target of the backups, or its secret, is not as Longhorn needs it',
    next: 'kubectl -n longhorn-system get backuptargets.longhorn.io -o wide; kubectl -n longhorn-system get secret',
  },
]

const anyOther: Omit<Refusal, 'said'> = {
  reason:
    "Longhorn's webhook answers, and refuses this one change: its words say what does not fit",
  next: 'kubectl -n longhorn-system get settings.longhorn.io,volumes.longhorn.io',
}

/** What decides where the webhook answered, and said no. */
export function whyRefused(denied: readonly LogLine[]): PatternOutcome {
  const known = refusals.find(({ said }) => denied.some(({ text }) => said.test(text)))
  const { reason, next } = known ?? anyOther
  return unknown(reason, { next })
}
