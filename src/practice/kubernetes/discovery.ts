import { apiVersionOf, kinds } from './kinds.ts'

/** What kubectl asks first: which groups, versions and resources there are. */
export function discover(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }
  const [, version] = /^\/(?:api|apis)\/(.+)$/.exec(path) ?? []
  const found = kinds.filter((kind) => apiVersionOf(kind) === version)
  if (version === undefined || found.length === 0) return undefined
  const resources = found.map((kind) => ({
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
    ...(kind.shortNames && { shortNames: kind.shortNames }),
  }))
  const evictions = found.some((kind) => kind.kind === 'Pod') ? [eviction] : []
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: version,
    resources: [...resources, ...evictions],
  }
}

/** kubectl drain evicts only where discovery shows it this. */
const eviction = {
  name: 'pods/eviction',
  singularName: '',
  namespaced: true,
  group: 'policy',
  version: 'v1',
  kind: 'Eviction',
  verbs: ['create'],
}

function groups(): object[] {
  const names = new Set(kinds.map((kind) => kind.group).filter(Boolean))
  return [...names].map((name) => {
    const version = kinds.find((kind) => kind.group === name)?.version ?? ''
    const preferred = { groupVersion: `${name}/${version}`, version }
    return { name, versions: [preferred], preferredVersion: preferred }
  })
}
