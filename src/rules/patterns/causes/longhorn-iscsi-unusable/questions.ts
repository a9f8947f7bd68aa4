import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** tgt usr/tgtadm.c: the daemon of the instance manager did not answer its own command. */
  targetGone: lines(['tgtadm: failed to send request hdr to tgt daemon']),
  /** The same program: a target of an engine before was left, and is in the way of the next one. */
  targetLeft: lines(["tgtadm: can't find the logical unit", 'tgtadm: this target is still active']),
  /** open-iscsi usr/iscsiadm.c. */
  noPortals: lines('iscsiadm: No portals found'),
  /** systemd waits at a start for the unit of open-iscsi, which logs in to all it has noted. */
  loginAwaited: lines('A start job is running for Login'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.targetGone.length > 0)
    return unknown(
      'the iSCSI target in an instance manager has ended or hangs: it ran out of memory, or its node is too busy',
      {
        next: 'kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide; kubectl -n longhorn-system logs INSTANCE-MANAGER --tail=50; on its node: dmesg | grep -i oom',
      },
    )
  if (found.targetLeft.length > 0)
    return unknown(
      'the iSCSI daemon of an instance manager still has the target of an engine that is gone: does another volume fail there with `Failed to init frontend`?',
      {
        next: 'kubectl -n longhorn-system logs INSTANCE-MANAGER --tail=200 | grep -iE "tgtadm|frontend"; kubectl -n longhorn-system exec INSTANCE-MANAGER -- tgtadm --lld iscsi --op show --mode target',
      },
    )
  if (found.noPortals.length > 0)
    return unknown(
      'iscsiadm was shown no target: iscsid does not run or cannot keep its records, or the instance manager offers none',
      {
        next: 'systemctl status iscsid; ls /etc/iscsi /var/lib/iscsi /run/lock/iscsi; kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide',
      },
    )
  if (found.loginAwaited.length > 0)
    return unknown(
      'the start waits for iSCSI logins: records of volumes that are attached nowhere, or a target that does not answer',
      { next: 'iscsiadm -m node; iscsiadm -m session; systemctl status open-iscsi' },
    )
  return noMatch
}
