import type { Coverage } from '#src/model/evidence.ts'
import { count } from './text.ts'

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
