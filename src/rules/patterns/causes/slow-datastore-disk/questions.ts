import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { busyDisk } from '../../words/busy-disk.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** Kine over SQLite, as K3s has it without etcd, or over the dqlite of MicroK8s. */
  lockedStore: lines(
    'database is locked',
    /(?:[Cc]ompact|kine|txn|\/registry\/|k3s|"Requeue"|rpc error: code = Unknown desc = exec).*database is locked/,
  ),
  /** canonical/k8s-dqlite: it asked hundreds of times. */
  retried: lines('): database is locked', /exec \(try: \d{3,}\): database is locked/),
  /** What leads the control plane; the key may stand on a line of its own. */
  leaseKey: pastedLines('/registry/leases/kube-system/'),
  /** server/etcdserver/api/v3rpc/maintenance.go. */
  slowTransfer: lines('snapshotting taking too long to transfer'),
  /** The middle of etcd's line of a slow request, as somebody notes it: less than a second is no proof. */
  someWait: pastedLines(
    'expected-duration: ',
    /\btook: [2-9]\d\d(?:\.\d+)?ms, expected-duration: /,
  ),
  busyDisk,
  /** The API in the words of its clients and its own. */
  apiSlow: lines([
    'unable to return a response in the time allotted',
    'TLS handshake timeout',
    'http: Handler timeout',
  ]),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.lockedStore.length > 0)
    return unknown(
      'the datastore waits for a lock of its own: a slow disk or card under it, or a second program that has it open',
      {
        next: 'iostat -x 1 5; fuser -v /var/lib/rancher/k3s/server/db/state.db; ls -lh /var/lib/rancher/k3s/server/db',
      },
    )
  if (found.slowTransfer.length > 0)
    return unknown(
      'a snapshot of etcd was slow on its way: the disk that it comes from, or the network to who asked for it',
      { next: 'iostat -x 1 5; journalctl -u k3s | grep -E "slow fdatasync|took too long" | tail' },
    )
  if (found.someWait.length > 0)
    return unknown(
      'etcd waited for some tenths of a second: a small board does under load, and a disk that something else keeps busy may soon make it seconds',
      {
        next: 'iostat -x 1 5; journalctl -u k3s | grep -E "slow fdatasync|took too long" | tail; ps -eo state,pid,comm | grep ^D',
      },
    )
  return noMatch
}
