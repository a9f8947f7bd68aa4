import type { Coverage } from '#src/model/evidence.ts'
import { hang } from './layout.ts'
import { count } from './text.ts'
import type { View } from './view.ts'

/** Which doors answered: `API and 4 of 4 nodes`. A door that nobody configured is named, too. */
export function seenWords(coverage: readonly Coverage[]): string {
  const asked = coverage.filter(({ outcome }) => outcome !== 'not-asked')
  const nodes = asked.filter(({ door }) => door === 'ssh')
  const answered = nodes.filter(({ outcome }) => outcome === 'answered').length
  const ofNodes =
    nodes.length > 0
      ? `${answered} of ${count(nodes.length, 'node')}`
      : 'no node asked (name them in bramble.yaml)'
  return `${apiWords(asked.find(({ door }) => door === 'api'))} and ${ofNodes}`
}

function apiWords(api: Coverage | undefined): string {
  if (!api) return 'no API asked'
  if (api.outcome === 'answered') return 'API'
  return `no API (${(api.reason ?? api.outcome).replace(/\.$/, '')})`
}

const lead = 'not seen: '

/**
 * Who did not answer, and what is missing of an answer: a line each.
 *
 * @param detail whether each missing part says why it is
 */
export function notSeenLines(
  coverage: readonly Coverage[],
  view: View,
  detail: 'reasons' | 'names',
): string[] {
  const gaps = coverage.flatMap((door) => gapOf(door, detail, view.all))
  return gaps.flatMap((gap, place) => {
    const margin = place === 0 ? view.paint.severity('warning', lead) : ' '.repeat(lead.length)
    return hang(margin, gap, view.columns)
  })
}

function gapOf(
  { target, outcome, reason = outcome, missing }: Coverage,
  detail: 'reasons' | 'names',
  all: boolean,
): string[] {
  if (outcome === 'not-asked' || outcome === 'not-applicable') return []
  // An address that does not answer begins its reason itself.
  if (outcome !== 'answered')
    return [reason.startsWith(target) ? reason : `${target} (${reason.replace(/\.$/, '')})`]
  const parts = missing.filter(
    (part) => part.outcome !== 'not-applicable' && part.outcome !== 'not-asked',
  )
  if (parts.length === 0) return []
  const names = (some: typeof parts) =>
    few(
      some.map(({ kind }) => kind),
      all,
    )
  // A session that was cut off gives all that it did not come to the same reason: it is told once.
  const groups = [...Map.groupBy(parts, (part) => part.reason)]
  const words =
    detail === 'names' ? [names(parts)] : groups.map(([why, some]) => `${names(some)} (${why})`)
  return [`${target}: ${words.join(', ')}`]
}

const mostParts = 4

function few(names: readonly string[], all: boolean): string {
  const shown = all ? names : names.slice(0, mostParts)
  const rest = names.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
