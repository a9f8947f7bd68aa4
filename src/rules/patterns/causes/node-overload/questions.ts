import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** CoreDNS plugin/health, kube-router pkg/healthcheck, and systemd for its own journal: programs that wait for their turn. */
  slowSelf: lines([
    'Local health request to',
    'Network Policy Controller heartbeat missed',
    'systemd-journald.service: Watchdog timeout',
  ]),
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
  if (found.kubeletSlow.length > 0)
    return unknown(
      'a kubelet did not answer in time: its node is busy or off, or the way to it is cut',
      {
        next: 'kubectl get nodes; kubectl get --raw /api/v1/nodes/NODE/proxy/healthz; on the node: uptime; free -m',
      },
    )
  return noMatch
}
