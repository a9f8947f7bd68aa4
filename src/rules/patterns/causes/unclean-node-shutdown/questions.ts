import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** systemd src/core/job.c: what it stops did not stop, and it goes on without it. */
  notDone: lines([
    'Forcibly rebooting: job timed out',
    'reboot.target/start timed out',
    'poweroff.target/start timed out',
  ]),
  /** kubelet pkg/kubelet/nodeshutdown: it asked logind for more time than logind grants. */
  noDelay: lines('ailed to start node shutdown manager'),
  /** systemd src/shutdown/detach-dm.c. */
  mapHeld: lines('Could not detach DM'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.notDone.length > 0)
    return unknown(
      'the node was forced to stop: a pod, an unmount or a session did not end in time',
      {
        next: 'journalctl -b -1 -n 200 | grep -iE "timed out|unmount|iscsi|nfs|stop job"; mount | grep -E "longhorn|nfs"',
      },
    )
  if (found.noDelay.length > 0)
    return unknown(
      'the kubelet cannot delay a shutdown, so the next one stops its pods without waiting: logind grants less time than it asks, or does not answer',
      {
        next: 'systemd-inhibit --list; grep -rs InhibitDelayMaxSec /etc/systemd/logind.conf*; kubectl get --raw /api/v1/nodes/NODE/proxy/configz | grep -o shutdownGrace[^,]*',
      },
    )
  if (found.mapHeld.length > 0)
    return unknown('a mapped disk was still in use when the node stopped: who held it?', {
      next: 'lsblk -o NAME,TYPE,TRAN,MOUNTPOINTS; dmsetup ls --tree; journalctl -b -1 -n 100 | grep -iE "unmount|iscsi|timed out"',
    })
  return noMatch
}
