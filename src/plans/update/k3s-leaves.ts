import type { Left } from '#src/model/plan.ts'
import type { Around } from '../draft.ts'
import type { Member } from './k3s-member.ts'

/** What `up` would build the next node with. */
export function otherVersionInFile(to: string, { configuration }: Around): Left[] {
  const version = configuration?.k3s.version
  if (version === undefined || version === to) return []
  return [
    {
      kind: 'not-asked',
      what: 'k3s.version in bramble.yaml',
      reason: `it says ${version}; a node that joins later would get that`,
      instead: [`k3s: { version: ${to} }`],
    },
  ]
}

/** Only its own tools take a snapshot of a database that K3s does not keep. */
export function ownDatastore(behind: readonly Member[]): Left[] {
  if (!behind.some(({ datastore }) => datastore === 'external')) return []
  return [
    {
      kind: 'by-hand',
      what: 'a copy of the external datastore',
      reason: 'K3s does not keep it, so no snapshot of it is taken here',
      instead: ['take one with its own tools before you say yes'],
    },
  ]
}

/** The API server counts who asks for kinds that the next minor version no longer has. */
export function deprecatedKinds(behind: readonly Member[], to: string): Left[] {
  if (!behind.some(({ isServer, isMinor }) => isServer && isMinor)) return []
  const minor = /^v(\d+\.\d+)/.exec(to)?.[1] ?? ''
  return [
    {
      kind: 'not-asked',
      what: `kinds that Kubernetes ${minor} no longer has`,
      reason: 'who still asks for them is counted by the API server, and not looked at here',
      instead: [
        `kubectl get --raw /metrics | grep 'apiserver_requested_deprecated_apis.*removed_release="${minor}"'`,
      ],
    },
  ]
}
