import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** rancher/remotedialer on the server: nothing came from an agent any more. One that stops says so, and is no matter. */
  tunnelBroke: lines(
    'error in remotedialer server',
    /error in remotedialer server \[\d+\]: .*(?:i\/o timeout|connection timed out|no route to host)/,
  ),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.tunnelBroke.length > 0)
    return unknown(
      'the tunnel of an agent fell silent: its node is off, hangs or restarts, or the way to it is cut',
      {
        next: 'kubectl get nodes -o wide; ping ADDRESS; on that node: journalctl -u k3s-agent -n 50; uptime',
      },
    )
  return noMatch
}
