import type { NewObject } from '../kubernetes/store.ts'

/**
 * What a household runs on its four boards: a web page in two copies behind a budget, and three
 * programs with a volume each. Controllers make the pods, Longhorn makes the volumes.
 */
interface Program {
  readonly namespace: string
  readonly name: string
  readonly kind: 'Deployment' | 'StatefulSet'
  readonly replicas: number
  readonly image: string
  readonly memory: string
  /** Size of its volume in gibibytes; none where it keeps nothing. */
  readonly volumeGibibytes?: number
}

const programs: readonly Program[] = [
  {
    namespace: 'web',
    name: 'page',
    kind: 'Deployment',
    replicas: 2,
    image: 'docker.io/library/caddy:2.10',
    memory: '64Mi',
  },
  {
    namespace: 'photos',
    name: 'immich',
    kind: 'Deployment',
    replicas: 1,
    image: 'ghcr.io/immich-app/immich-server:v2.1.0',
    memory: '1Gi',
    volumeGibibytes: 16,
  },
  {
    namespace: 'home',
    name: 'home-assistant',
    kind: 'StatefulSet',
    replicas: 1,
    image: 'ghcr.io/home-assistant/home-assistant:2026.11',
    memory: '768Mi',
    volumeGibibytes: 4,
  },
  {
    namespace: 'papers',
    name: 'paperless',
    kind: 'Deployment',
    replicas: 1,
    image: 'ghcr.io/paperless-ngx/paperless-ngx:2.20',
    memory: '512Mi',
    volumeGibibytes: 5,
  },
]

/** Namespaces, workloads, claims and the one budget. */
export function household(): NewObject[] {
  const namespaces = [...new Set(programs.map(({ namespace }) => namespace))]
  return [
    ...namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      status: { phase: 'Active' },
    })),
    ...programs.flatMap((program) => [workload(program), ...claim(program)]),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'page', namespace: 'web' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'page' } } },
    },
  ]
}

function workload({ namespace, name, kind, replicas, image, memory, ...more }: Program): NewObject {
  const labels = { app: name }
  const mounts = more.volumeGibibytes !== undefined
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' && { serviceName: name }),
      ...(mounts && kind === 'Deployment' && { strategy: { type: 'Recreate' } }),
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name,
              image,
              resources: { requests: { cpu: '100m', memory }, limits: { memory } },
              ...(mounts && { volumeMounts: [{ name: 'content', mountPath: '/content' }] }),
            },
          ],
          ...(mounts && {
            volumes: [{ name: 'content', persistentVolumeClaim: { claimName: `${name}-content` } }],
          }),
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  }
}

function claim({ namespace, name, volumeGibibytes }: Program): NewObject[] {
  if (volumeGibibytes === undefined) return []
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `${name}-content`, namespace },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'longhorn',
        resources: { requests: { storage: `${volumeGibibytes}Gi` } },
      },
    },
  ]
}
