import { apiVersionOf, type Kind, kinds } from './kinds.ts'

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

/** What kubectl asks first: which groups, versions and resources there are. */
export function discover(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }
  const found = kinds.filter((kind) => rootOf(kind) === path)
  const [first] = found
  if (!first) return undefined
  const resources = found.map((kind) => ({
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.kind === 'Namespace' ? verbs : [...verbs, 'deletecollection'],
    ...(kind.shortNames && { shortNames: kind.shortNames }),
  }))
  const below = found.flatMap(({ plural, namespaced, subresources = [] }) =>
    subresources.map((name) => ({
      name: `${plural}/${name}`,
      singularName: '',
      namespaced,
      ...subresource[name],
    })),
  )
  return {
    kind: 'APIResourceList',
    // The oldest group says it without a version of its own.
    ...(first.group !== '' && { apiVersion: 'v1' }),
    groupVersion: apiVersionOf(first),
    resources: [...resources, ...below],
  }
}

function rootOf(kind: Kind): string {
  return `/${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`
}

/** Whether a path is below a group and version that is served: no other path is known. */
export function isOfGroup(path: string): boolean {
  return kinds.some((kind) => path.startsWith(`${rootOf(kind)}/`))
}

/** kubectl drain evicts, and kubectl scale scales, only where discovery shows it this. */
const subresource = {
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  log: { kind: 'Pod', verbs: ['get'] },
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
}

function groups(): object[] {
  const names = new Set(kinds.map((kind) => kind.group).filter(Boolean))
  return [...names].map((name) => {
    const version = kinds.find((kind) => kind.group === name)?.version ?? ''
    const preferred = { groupVersion: `${name}/${version}`, version }
    return { name, versions: [preferred], preferredVersion: preferred }
  })
}
