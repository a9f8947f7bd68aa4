import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** containerd plugins/snapshots/overlay and longhorn-engine pkg/util: they try it where their folder is. */
  folderCannot: lines(['does not support d_type', 'file extent is unsupported']),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.folderCannot.length > 0)
    return unknown(
      'the file system under a folder of containerd or Longhorn lacks what they need: which one is it?',
      {
        next: 'findmnt -T /var/lib/rancher/k3s/agent/containerd; findmnt -T /var/lib/longhorn; xfs_info MOUNTPOINT | grep ftype',
      },
    )
  return noMatch
}
