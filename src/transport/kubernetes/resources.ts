import { defect } from '#src/model/error.ts'

/** A kind of object as the API's paths name it. `group` is empty for the core. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly namespaced: boolean
}

const core = (plural: string, namespaced: boolean): Resource => ({
  group: '',
  version: 'v1',
  plural,
  namespaced,
})

const storage = (plural: string): Resource => ({
  group: 'storage.k8s.io',
  version: 'v1',
  plural,
  namespaced: false,
})

const longhorn = (plural: string): Resource => ({
  group: 'longhorn.io',
  version: 'v1beta2',
  plural,
  namespaced: true,
})

/** Every resource that Bramble asks for. */
export const resources = {
  nodes: core('nodes', false),
  namespaces: core('namespaces', false),
  pods: core('pods', true),
  events: core('events', true),
  persistentVolumes: core('persistentvolumes', false),
  configMaps: core('configmaps', true),
  secrets: core('secrets', true),
  services: core('services', true),
  helmCharts: { group: 'helm.cattle.io', version: 'v1', plural: 'helmcharts', namespaced: true },
  ingresses: { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', namespaced: true },
  leases: { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true },
  disruptionBudgets: {
    group: 'policy',
    version: 'v1',
    plural: 'poddisruptionbudgets',
    namespaced: true,
  },
  volumeAttachments: storage('volumeattachments'),
  csiNodes: storage('csinodes'),
  storageClasses: storage('storageclasses'),
  longhornVolumes: longhorn('volumes'),
  longhornReplicas: longhorn('replicas'),
  longhornEngines: longhorn('engines'),
  longhornNodes: longhorn('nodes'),
  longhornSettings: longhorn('settings'),
  longhornBackups: longhorn('backups'),
  longhornEngineImages: longhorn('engineimages'),
} as const satisfies Record<string, Resource>

interface Place {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly subresource?: 'eviction' | undefined
}

/** Path of a collection, an object or its subresource. Every value is percent-encoded. */
export function pathOf(resource: Resource, { namespace, name, subresource }: Place = {}): string {
  const root =
    resource.group === '' ? ['api', resource.version] : ['apis', resource.group, resource.version]
  const within = resource.namespaced && namespace !== undefined ? ['namespaces', namespace] : []
  const object = name === undefined ? [] : [name, ...(subresource ? [subresource] : [])]
  const parts = [...root, ...within, resource.plural, ...object]
  return `/${parts.map(encodePathPart).join('/')}`
}

/**
 * Percent-encodes one part of a path. `.` and `..` have no encoded form that servers keep apart
 * from the path's own dots, and no object has such a name.
 */
function encodePathPart(part: string): string {
  if (part === '' || part === '.' || part === '..')
    throw defect('api-path-part', `"${part}" cannot be a part of an API path.`)
  return encodeURIComponent(part)
}
