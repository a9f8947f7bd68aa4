import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Goal } from '#src/model/plan.ts'
import { isServer } from '#src/rules/ready-nodes.ts'
import { compareK3sVersions, parseK3sVersion } from '#src/rules/versions/k3s-version.ts'
import type { Around } from '../draft.ts'
import type { Member } from './k3s-member.ts'
import { oneByOne, skipsMinor } from './minor-versions.ts'

/** @throws usage error `update-k3s-version`: a version is pinned, never "latest" */
export function wantedVersion({ target }: Goal, { configuration }: Around): string {
  const wanted = target === '' ? configuration?.k3s.version : target
  if (wanted === undefined)
    throw usageError('update-k3s-version', 'bramble.yaml names no version of K3s.', {
      next: 'k3s: { version: v1.36.3+k3s1 }, or bramble update k3s v1.36.3+k3s1',
    })
  if (parseK3sVersion(wanted)) return wanted
  throw usageError('update-k3s-version', `"${wanted.slice(0, 40)}" is no release of K3s.`, {
    next: 'A whole one is needed: v1.36.3+k3s1',
  })
}

/** @throws usage error `update-k3s-skips` with the minor versions between */
export function refuseSkipped(behind: readonly Member[], to: string): void {
  const wanted = parseK3sVersion(to)
  if (!wanted) return
  const far = behind.find(({ isServer: server, version }) => server && skipsMinor(version, wanted))
  if (!far) return
  throw usageError(
    'update-k3s-skips',
    `${far.name} runs ${far.from}; to ${to} would skip a minor version.`,
    { next: oneByOne('k3s', far.version, wanted) },
  )
}

/** @throws usage error `update-k3s-servers-first` where an agent would be newer than a server */
export function refuseMixture(behind: readonly Member[], to: string, index: EvidenceIndex): void {
  const wanted = parseK3sVersion(to)
  if (!wanted || behind.every(({ isServer: server }) => server)) return
  const older = factsOf(index, nodes).find((node) => {
    const version = parseK3sVersion(node.version ?? '')
    const isOld = !version || compareK3sVersions(version, wanted) < 0
    return isServer(node) && isOld && !behind.some(({ name }) => name === node.name)
  })
  if (older)
    throw usageError(
      'update-k3s-servers-first',
      `The server ${older.name} runs ${older.version ?? 'nothing known'}, and an agent is never newer.`,
      { next: 'Servers first: leave --nodes out, or name them too.' },
    )
}
