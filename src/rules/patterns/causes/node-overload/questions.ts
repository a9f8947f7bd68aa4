import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { busyDisk } from '../../words/busy-disk.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** CoreDNS plugin/health, kube-router pkg/healthcheck, and systemd for its own journal: programs that wait for their turn. */
  slowSelf: lines([
    'Local health request to',
    'Network Policy Controller heartbeat missed',
    'systemd-journald.service: Watchdog timeout',
  ]),
  busyDisk,
  /** `ps`, of processes that cannot be woken until a disk or a mount has answered. */
  waitsForDisk: pastedLines(
    [
      'jbd2_log_wait',
      'io_schedule',
      'wait_on_page_w',
      'blk_mq_get_tag',
      'folio_wait_bit',
      'rq_qos_wait',
    ],
    /\sD[sl<+LN]*\s.*\b(?:jbd2_log_wait\w*|io_schedule\w*|wait_on_page_w\w*|blk_mq_get_tag|folio_wait_bit\w*|rq_qos_wait)\b/,
  ),
  /** metrics-server pkg/scraper. */
  kubeletSlow: lines('timeout to access kubelet'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.slowSelf.length > 0)
    return unknown(
      'a program did not come to its turn in time: the processor, the memory or a slow disk of this node',
      { next: 'uptime; free -m; cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io' },
    )
  if (found.busyDisk.length > 0)
    return unknown('a disk is busy all the time: much is written to it, it is slow, or it fails', {
      next: 'pidstat -d 5 3; journalctl -k | grep -iE "mmc|nvme|usb|ata|I/O error" | tail; smartctl -a /dev/DISK',
    })
  if (found.waitsForDisk.length > 0)
    return unknown('processes wait for a disk or a volume that does not answer at once', {
      next: 'iostat -x 5 3; journalctl -k | grep -iE "mmc|nvme|usb|ata|I/O error|blocked for" | tail',
    })
  if (found.kubeletSlow.length > 0)
    return unknown(
      'a kubelet did not answer in time: its node is busy or off, or the way to it is cut',
      {
        next: 'kubectl get nodes; kubectl get --raw /api/v1/nodes/NODE/proxy/healthz; on the node: uptime; free -m',
      },
    )
  return noMatch
}
