import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const image = process.env['BRAMBLE_LAB_IMAGE'] ?? 'docker.io/library/lab-app:1'

interface Wish {
  /** Where the writer writes: a folder of node2's by itself, or through a claim. */
  readonly data?: 'hostPath' | 'claim'
}

const dataPath = '/var/tmp/lab-writer'

/** Three web servers behind a port of every node, and a pod of node2 that writes and syncs. */
export function webAndWriter(
  folder: string,
  namespace: string,
  { data = 'hostPath' }: Wish = {},
): string {
  const file = join(folder, 'workloads.json')
  const container = (args: string[], mount: object[] = []) => ({
    name: 'app',
    image,
    imagePullPolicy: 'IfNotPresent',
    args,
    volumeMounts: mount,
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
  })
  const spread = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { app: 'web' } },
  }
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            topologySpreadConstraints: [spread],
            terminationGracePeriodSeconds: 5,
            containers: [container([])],
          },
        },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: {
        type: 'NodePort',
        selector: { app: 'web' },
        ports: [{ port: 80, targetPort: 8080, nodePort: 30_880 }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'writer', namespace },
      spec: {
        serviceName: 'writer',
        selector: { matchLabels: { app: 'writer' } },
        template: {
          metadata: { labels: { app: 'writer' } },
          spec: {
            nodeSelector: { 'kubernetes.io/hostname': 'node2' },
            terminationGracePeriodSeconds: 5,
            containers: [
              container(['--write', '/data/times'], [{ name: 'data', mountPath: '/data' }]),
            ],
            volumes: [
              {
                name: 'data',
                ...(data === 'claim'
                  ? { persistentVolumeClaim: { claimName: namespace } }
                  : { hostPath: { path: dataPath, type: 'DirectoryOrCreate' } }),
              },
            ],
          },
        },
      },
    },
    ...(data === 'claim' ? claimed(namespace) : []),
  ]
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  return file
}

/** A volume of the namespace's name and a claim of the same: it outlives the namespace. */
function claimed(namespace: string): object[] {
  const wish = { accessModes: ['ReadWriteOnce'], storageClassName: '' }
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: namespace },
      spec: {
        ...wish,
        capacity: { storage: '1Gi' },
        hostPath: { path: dataPath, type: 'DirectoryOrCreate' },
        claimRef: { namespace, name: namespace },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: namespace, namespace },
      spec: { ...wish, volumeName: namespace, resources: { requests: { storage: '1Gi' } } },
    },
  ]
}
