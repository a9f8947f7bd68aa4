import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** server/etcdserver/api/rafthttp/peer.go. */
  unsent: lines('dropped internal Raft message since sending buffer is full'),
  /** K3s pkg/etcd: a server that joins copies the store first. */
  stalled: lines('stalled at RaftAppliedIndex'),
  /** etcdctl endpoint health (ctlv3/command/printer_simple.go). */
  unhealthy: lines('is unhealthy: failed to commit proposal'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.unsent.length > 0)
    return unknown(
      'a member takes in no more messages of etcd: it is off, its disk stalls, or the network between them does',
      {
        next: 'kubectl get nodes; kubectl get --raw /readyz/etcd; journalctl -u k3s | grep -E "slow fdatasync|prober|lost TCP"',
      },
    )
  if (found.stalled.length > 0)
    return unknown(
      'a server that joins does not catch up with etcd: its disk or the way to it is slow, or it has gone',
      {
        next: 'kubectl get nodes; on that server: journalctl -u k3s | grep -E "etcd|snapshot" | tail -20; iostat -x 1 3',
      },
    )
  if (found.unhealthy.length > 0)
    return unknown(
      'a member of etcd could not write within the time: it has no majority, hangs on its disk, or does not run',
      {
        next: 'etcdctl endpoint status --cluster -w table; etcdctl member list -w table; journalctl -u k3s | grep -E "slow fdatasync|no leader|election" | tail',
      },
    )
  return noMatch
}
