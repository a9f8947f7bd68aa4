import type { Status } from '#src/model/status.ts'
import { cleanLine } from '#src/model/text.ts'
import { labelled } from './layout.ts'
import { shortNames } from './text.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

const runWords = {
  'goes-on': 'goes on',
  stopped: 'stopped midway and is not settled',
  died: 'ended midway with its process and is not settled',
} as const

/** What somebody began and nobody ended: it tells why a node is cordoned, for example. */
export function runLines({ unsettledRun: run, takenAt }: Status, view: View): string[] {
  if (!run) return []
  const { id, goal, state, lastAt, next } = run
  const since = clockTime(lastAt, takenAt, view)
  const text = `${id} · ${shortNames(goal)} ${runWords[state]}, last entry ${since}`
  const [first = '', ...more] = labelled('run', text, view.columns, 11)
  const painted =
    state === 'goes-on' ? first : first.replace('run', view.paint.severity('warning', 'run'))
  return [painted, ...more, ...labelled('', cleanLine(next), view.columns, 11)]
}
