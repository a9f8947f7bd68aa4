import { type Case, type Exchange, namespace } from '../case.ts'
import { alonePod, apps, createAlone, inside } from './given.ts'

/** What changes something, and what is refused. */

const node = '/api/v1/nodes/{node}'
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
const patch = (target: string, body: object, more: Partial<Exchange> = {}): Exchange => ({
  ask: `PATCH ${target}`,
  type: 'merge',
  body,
  answers: '200',
  ...more,
})
const strategic = { type: 'strategic' } as const
const otherUid = '11111111-1111-1111-1111-111111111111'

export const creating: Case = {
  line: 'create',
  title: 'what cannot be made',
  exchanges: [
    { ask: `POST ${inside}/pods`, body: alonePod, answers: '409 AlreadyExists' },
    {
      ask: `POST ${leases}`,
      body: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'run' } },
      answers: '409 AlreadyExists',
    },
    {
      ask: `POST ${inside}/configmaps`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} },
      answers: '422 Invalid',
    },
    {
      ask: `POST ${inside}/configmaps`,
      body: { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'a' } },
      answers: '400 BadRequest',
    },
    {
      ask: `POST ${inside}/configmaps`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'other' } },
      answers: '400 BadRequest',
    },
    { ask: `POST ${inside}/configmaps`, body: '{"cut', answers: '400 BadRequest' },
    {
      ask: 'POST /api/v1/namespaces/bramble-none/configmaps',
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
      answers: '404 NotFound',
    },
    {
      ask: `POST ${inside}/configmaps`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } },
      answers: '201',
    },
  ],
}

export const patching: Case = {
  line: 'patch',
  title: 'a cordon, an annotation, a taint, and what is refused',
  exchanges: [
    { ask: `GET ${node}`, answers: '200', keep: { oldVersion: 'metadata.resourceVersion' } },
    patch(node, { spec: { unschedulable: true } }),
    {
      ask: `GET ${node}`,
      answers: '200',
      until: ['spec.taints.0.key', 'node.kubernetes.io/unschedulable'],
    },
    patch(
      node,
      { metadata: { resourceVersion: '{oldVersion}' }, spec: { unschedulable: false } },
      { answers: '409 Conflict' },
    ),
    patch(`${node}?fieldManager=kubectl-cordon`, { spec: { unschedulable: false } }, strategic),
    { ask: `GET ${node}`, answers: '200', until: ['spec.taints', 'undefined'] },
    patch(node, { metadata: { annotations: { 'bramble/doing': 'contract' } } }),
    patch(node, { metadata: { annotations: { 'bramble/doing': null } } }),
    patch(
      `${node}?fieldManager=kubectl-taint`,
      { spec: { taints: [{ key: 'bramble/contract', value: 'yes', effect: 'PreferNoSchedule' }] } },
      strategic,
    ),
    patch(`${node}?fieldManager=kubectl-taint`, { spec: { taints: [] } }, strategic),
    patch(node, {}),
    patch(node, { metadata: { uid: otherUid } }, { answers: '422 Invalid' }),
    patch(node, { metadata: { name: 'other' } }, { answers: '400 BadRequest' }),
    patch('/api/v1/nodes/none', { spec: { unschedulable: true } }, { answers: '404 NotFound' }),
    patch(node, {}, { type: 'text', answers: '415 UnsupportedMediaType' }),
    patch(node, {}, { body: '{"cut', answers: '400 BadRequest' }),
    patch(
      node,
      {},
      {
        type: 'json patch',
        body: '[{"op":"add","path":"/metadata/annotations/bramble","value":"a"}]',
      },
    ),
    patch(
      node,
      {},
      {
        type: 'json patch',
        body: '[{"op":"remove","path":"/metadata/annotations/bramble"}]',
      },
    ),
    patch(`${leases}/run`, {
      metadata: { annotations: { 'bramble/doing': 'drain' } },
      spec: { holderIdentity: 'b', renewTime: '2026-11-26T20:00:10.000000Z' },
    }),
    patch(`${leases}/run`, { spec: { holderIdentity: null } }),
    patch(
      `${apps}/deployments/web`,
      {
        spec: {
          template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } },
        },
      },
      strategic,
    ),
  ],
}

const scale = `${apps}/deployments/web/scale`

export const scaling: Case = {
  line: 'scale',
  title: 'how many pods a workload wants',
  exchanges: [
    { ask: `GET ${scale}`, answers: '200', whole: true },
    patch(scale, { spec: { replicas: 2 } }, { whole: true }),
    { ask: `GET ${apps}/deployments/web`, answers: '200', until: ['spec.replicas', '2'] },
    patch(scale, { spec: { replicas: 1 } }, { whole: true }),
    { ask: `GET ${apps}/deployments/none/scale`, answers: '404 NotFound' },
  ],
}

export const replacing: Case = {
  line: 'replace',
  title: 'a whole object in the place of another',
  exchanges: [
    {
      ask: `GET ${inside}/configmaps/words`,
      answers: '200',
      keep: { wordsVersion: 'metadata.resourceVersion' },
    },
    {
      ask: `PUT ${inside}/configmaps/words`,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'words',
          resourceVersion: '{wordsVersion}',
          labels: { 'bramble-contract': 'yes' },
        },
        data: { greeting: 'again' },
      },
      answers: '200',
      whole: true,
    },
    {
      ask: `PUT ${inside}/configmaps/words`,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'words', resourceVersion: '{wordsVersion}' },
        data: {},
      },
      answers: '409 Conflict',
    },
    {
      ask: `PUT ${inside}/configmaps/words`,
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } },
      answers: '400 BadRequest',
    },
  ],
}

const eviction = (name: string, deleteOptions: object = {}): object => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name, namespace },
  deleteOptions: { apiVersion: 'v1', kind: 'DeleteOptions', ...deleteOptions },
})
const evict = (name: string, answers: string, deleteOptions: object = {}): Exchange => ({
  ask: `POST ${inside}/pods/${name}/eviction`,
  body: eviction(name, deleteOptions),
  answers,
  whole: true,
})

export const evicting: Case = {
  line: 'evict',
  title: 'a pod whose budget is spent stays; another one goes',
  exchanges: [
    {
      ask: `GET ${apps}/deployments/web`,
      answers: '200',
      until: ['status.availableReplicas', '1'],
    },
    {
      ask: `GET /apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/web`,
      answers: '200',
      until: ['status.disruptionsAllowed', '0'],
    },
    {
      ask: `GET ${inside}/pods?labelSelector=app%3Dweb`,
      answers: '200',
      // The patches above have made other pods, and those before them go.
      until: ['items.length', '1'],
      holds: 'restartedAt',
      keep: { pod: 'items.0.metadata.name' },
    },
    evict('{pod}', '429 TooManyRequests'),
    evict('none', '404 NotFound'),
    evict('alone', '409 Conflict', { preconditions: { uid: otherUid } }),
    evict('alone', '201', { preconditions: { uid: '{aloneUid}' } }),
    { ask: `GET ${inside}/pods/alone`, answers: '404 NotFound', until: ['code', '404'] },
  ],
}

const options = (more: object) => ({ apiVersion: 'v1', kind: 'DeleteOptions', ...more })

export const deleting: Case = {
  line: 'delete',
  title: 'a pod, by its grace and by force, and who is meant',
  exchanges: [
    createAlone,
    {
      ask: `GET ${inside}/pods/alone`,
      answers: '200',
      until: ['status.containerStatuses.0.ready', 'true'],
      keep: { aloneUid: 'metadata.uid' },
    },
    {
      ask: `DELETE ${inside}/pods/alone`,
      body: options({ preconditions: { uid: otherUid } }),
      answers: '409 Conflict',
    },
    {
      ask: `DELETE ${inside}/pods/alone`,
      body: options({ preconditions: { uid: '{aloneUid}' }, gracePeriodSeconds: 30 }),
      answers: '200',
    },
    { ask: `DELETE ${inside}/pods/alone?gracePeriodSeconds=0`, answers: '200' },
    { ask: `GET ${inside}/pods/alone`, answers: '404 NotFound', until: ['code', '404'] },
    { ask: `DELETE ${inside}/pods/none`, answers: '404 NotFound' },
    { ask: `DELETE ${inside}/configmaps/none`, body: options({}), answers: '404 NotFound' },
    { ask: 'DELETE /api/v1/nodes/none', body: options({}), answers: '404 NotFound' },
    {
      ask: 'DELETE /api/v1/nodes/{node}',
      body: options({ preconditions: { uid: otherUid } }),
      answers: '409 Conflict',
    },
  ],
}
