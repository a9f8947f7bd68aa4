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
  const gaps = coverage.flatMap((door) => gapOf(door, detail))
  return gaps.flatMap((gap, place) => {
    const margin = place === 0 ? view.paint.severity('warning', lead) : ' '.repeat(lead.length)
    return hang(margin, gap, view.columns)
  })
}

function gapOf(
  { target, outcome, reason = outcome, missing }: Coverage,
  detail: 'reasons' | 'names',
): string[] {
  if (outcome === 'not-asked' || outcome === 'not-applicable') return []
  // An address that does not answer begins its reason itself.
  if (outcome !== 'answered')
    return [reason.startsWith(target) ? reason : `${target} (${reason.replace(/\.$/, '')})`]
  const parts = missing.filter(
    (part) => part.outcome !== 'not-applicable' && part.outcome !== 'not-asked',
  )
  const words = parts.map((part) =>
    detail === 'names' ? part.kind : `${part.kind} (${part.reason})`,
  )
  return words.length > 0 ? [`${target}: ${words.join(', ')}`] : []
}
