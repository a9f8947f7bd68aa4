import { type LogLine, lines } from '#src/model/line.ts'

/** kubectl drain (kubectl pkg/cmd/drain): which nodes it closed, and which it got empty. */
export const drainCourse = lines(
  [' cordoned', ' drained'],
  /\bnode\/(?<node>\S+) (?<state>cordoned|drained)\b/,
)

/** Refusals on the way were waited out: each node that was closed is empty now. */
export function drainEnded(course: readonly LogLine[]): boolean {
  const nodesThat = (state: string) =>
    new Set(course.filter(({ groups }) => groups['state'] === state).map(nameOf))
  const drained = nodesThat('drained')
  return drained.size > 0 && nodesThat('cordoned').isSubsetOf(drained)
}

function nameOf({ groups }: LogLine): string | undefined {
  return groups['node']
}
