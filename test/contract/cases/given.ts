import { type Case, type Exchange, namespace } from '../case.ts'

/** Objects of the cases' own: made first, and deleted last. */

const root = '/api/v1'
export const inside = `${root}/namespaces/${namespace}`
export const apps = `/apis/apps/v1/namespaces/${namespace}`
const policy = `/apis/policy/v1/namespaces/${namespace}`

const labels = { 'bramble-contract': 'yes' }
const metadata = (name: string) => ({ name, labels })

const container = {
  name: 'app',
  image: 'docker.io/library/lab-app:1',
  imagePullPolicy: 'IfNotPresent',
  resources: { requests: { memory: '16Mi', cpu: '1m' }, limits: { memory: '64Mi' } },
}
const podSpec = {
  terminationGracePeriodSeconds: 2,
  containers: [container],
  volumes: [{ name: 'cache', emptyDir: {} }],
}

const create = (path: string, body: object): Exchange => ({
  ask: `POST ${path}`,
  body,
  answers: '201',
})

/** A deployment with one pod, and a budget that wants it to stay. */
const workload = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata(name),
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: podSpec },
  },
})

export const alonePod: object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata('alone'),
  spec: podSpec,
}

/** The account that a pod runs as comes some moments after its namespace. */
export const createAlone: Exchange = {
  ...create(`${inside}/pods`, alonePod),
  until: ['code', '201'],
}

const settled: readonly Exchange[] = [
  {
    ask: `GET ${inside}/pods/alone`,
    answers: '200',
    until: ['status.containerStatuses.0.ready', 'true'],
    keep: { aloneUid: 'metadata.uid' },
  },
  {
    ask: `GET ${policy}/poddisruptionbudgets/web`,
    answers: '200',
    until: ['status.currentHealthy', '1'],
  },
  {
    ask: `GET ${inside}/pods?labelSelector=app%3Dweb`,
    answers: '200',
    keep: { pod: 'items.0.metadata.name', podUid: 'items.0.metadata.uid' },
  },
]

export const given: Case = {
  line: 'create',
  title: 'objects of many kinds',
  exchanges: [
    {
      ...create(`${root}/namespaces`, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: metadata(namespace),
      }),
      whole: true,
    },
    createAlone,
    create(`${apps}/deployments`, workload('web')),
    create(`${policy}/poddisruptionbudgets`, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata('web'),
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    }),
    create(`${inside}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('words'),
      data: { greeting: 'hello' },
    }),
    create(`${inside}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('web'),
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
    }),
    create(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadata('web'),
      spec: {
        rules: [
          {
            host: 'web.home.arpa',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    }),
    create('/apis/storage.k8s.io/v1/storageclasses', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: metadata(namespace),
      provisioner: 'bramble.invalid/none',
      parameters: { numberOfReplicas: '2' },
    }),
    create(`${root}/persistentvolumes`, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: metadata(namespace),
      spec: {
        capacity: { storage: '1Mi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: namespace,
        persistentVolumeReclaimPolicy: 'Retain',
        csi: { driver: 'bramble.invalid', volumeHandle: namespace },
        claimRef: { namespace, name: 'none' },
      },
    }),
    create('/apis/storage.k8s.io/v1/volumeattachments', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttachment',
      metadata: metadata(namespace),
      spec: {
        attacher: 'bramble.invalid',
        nodeName: 'bramble-no-such-node',
        source: { persistentVolumeName: namespace },
      },
    }),
    create(`/apis/helm.cattle.io/v1/namespaces/${namespace}/helmcharts`, {
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChart',
      metadata: metadata('none'),
      spec: { chart: 'none', repo: 'https://bramble.invalid', targetNamespace: namespace },
    }),
    create(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: metadata('run'),
      spec: {
        holderIdentity: 'a',
        leaseDurationSeconds: 40,
        renewTime: '2026-11-26T20:00:00.000000Z',
      },
    }),
    ...settled,
  ],
}

const remove = (path: string): Exchange => ({ ask: `DELETE ${path}`, answers: '200', whole: true })

export const takenAway: Case = {
  line: 'delete',
  title: 'objects of many kinds, and a namespace with all that is in it',
  exchanges: [
    remove(`${inside}/configmaps/words`),
    { ask: `DELETE ${root}/persistentvolumes/${namespace}`, answers: '200' },
    remove('/apis/storage.k8s.io/v1/storageclasses/bramble-contract'),
    remove(`/apis/helm.cattle.io/v1/namespaces/${namespace}/helmcharts/none`),
    remove(`${policy}/poddisruptionbudgets/web`),
    remove(`${root}/namespaces/${namespace}`),
    { ask: `GET ${root}/namespaces/${namespace}`, answers: '404 NotFound', until: ['code', '404'] },
    { ask: `GET ${apps}/deployments/web`, answers: '404 NotFound' },
    { ask: `GET ${inside}/pods?limit=500`, answers: '200' },
  ],
}
