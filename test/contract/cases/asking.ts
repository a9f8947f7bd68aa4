import { pathOf, resources } from '#src/transport/kubernetes/resources.ts'
import { type Case, type Exchange, namespace } from '../case.ts'
import { inside } from './given.ts'

/** What asks and changes nothing. */

const get = (target: string, more: Partial<Exchange> = {}): Exchange => ({
  ask: `GET ${target}`,
  answers: '200',
  ...more,
})
const refused = (target: string, answers: string, more: Partial<Exchange> = {}) =>
  get(target, { answers, ...more })
const nodes = '/api/v1/nodes'

export const whoAsks: readonly Case[] = [
  {
    line: 'who',
    title: 'nobody is anonymous',
    exchanges: [
      refused('/version', '401 Unauthorized', { by: 'nobody' }),
      refused(nodes, '401 Unauthorized', { by: 'nobody' }),
      refused(nodes, '401 Unauthorized', { by: 'a stranger' }),
    ],
  },
  {
    line: 'may',
    title: 'what somebody may not do is refused in these words',
    exchanges: [
      refused(nodes, '403 Forbidden', { by: 'alice' }),
      refused(`${nodes}/{node}`, '403 Forbidden', { by: 'alice' }),
      refused(`${nodes}?watch=true`, '403 Forbidden', { by: 'alice' }),
      refused('/apis/storage.k8s.io/v1/csinodes', '403 Forbidden', { by: 'alice' }),
      refused(`${inside}/pods`, '403 Forbidden', { by: 'alice' }),
      refused(`${inside}/pods/{pod}/log?container=app`, '403 Forbidden', { by: 'alice' }),
      refused('/metrics', '403 Forbidden', { by: 'alice' }),
      {
        ask: `POST ${inside}/pods/{pod}/eviction`,
        by: 'alice',
        body: {},
        answers: '403 Forbidden',
      },
      {
        ask: `PATCH ${nodes}/{node}`,
        by: 'alice',
        type: 'merge',
        body: {},
        answers: '403 Forbidden',
      },
      { ask: `DELETE ${inside}/pods/{pod}`, by: 'alice', answers: '403 Forbidden' },
      { ask: `POST ${inside}/configmaps`, by: 'alice', body: {}, answers: '403 Forbidden' },
    ],
  },
]

export const itself: readonly Case[] = [
  {
    line: 'health',
    title: 'the server tells how it is, and its version',
    exchanges: [
      get('/version', { whole: true }),
      ...['/readyz', '/livez', '/healthz'].flatMap((path) => [get(path), get(`${path}?verbose`)]),
    ],
  },
  { line: 'metrics', title: 'the histogram of the datastore', exchanges: [get('/metrics')] },
  {
    line: 'discovery',
    title: 'which kinds there are',
    exchanges: [
      get('/api'),
      get('/apis'),
      get('/api/v1'),
      ...[
        'apps/v1',
        'policy/v1',
        'storage.k8s.io/v1',
        'coordination.k8s.io/v1',
        'networking.k8s.io/v1',
      ].map((version) => get(`/apis/${version}`)),
      get('/apis/longhorn.io/v1beta2'),
      get('/apis/helm.cattle.io/v1'),
      refused('/apis/none.invalid/v1', '404'),
    ],
  },
  {
    line: 'openapi',
    title: 'how kubectl learns that the server checks fields',
    exchanges: [get('/openapi/v3/apis/apps/v1')],
  },
]

const list = '200'
const all = Object.values(resources)
  .filter(({ plural }) => plural !== 'namespaces')
  .map((resource) => get(`${pathOf(resource)}?limit=500`))
/** Of the first moment of a cluster. */
const oldToken = Buffer.from(
  JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'a\u0000' }),
).toString('base64url')

export const lists: Case = {
  line: 'list',
  title: 'lists, in pages and chosen by selectors',
  exchanges: [
    ...all,
    get('/api/v1/namespaces?limit=500'),
    get(`${nodes}?limit=1`, { keep: { token: 'metadata.continue' } }),
    get(`${nodes}?limit=1&continue={token}`),
    get(`${nodes}?limit=500&continue={token}`),
    get(`${nodes}?limit=1&labelSelector=kubernetes.io%2Fos`),
    refused(`${nodes}?limit=1&continue=nonsense`, '400 BadRequest'),
    get(`${inside}/pods?limit=500`),
    get(`/api/v1/pods?limit=500&fieldSelector=spec.nodeName%3D{node}`),
    get(`${inside}/pods?limit=500&labelSelector=app+in+%28web%2Cother%29`),
    get(`${inside}/pods?limit=500&labelSelector=app%3Dnone`),
    get(`/api/v1/events?limit=500&fieldSelector=involvedObject.kind%3DPod`),
    get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?limit=500'),
    get('/api/v1/namespaces/kube-system/configmaps?limit=500&fieldSelector=metadata.name%3Dnone'),
    refused(`/api/v1/pods?fieldSelector=spec.foo%3Da`, '400 BadRequest'),
    refused(`${nodes}?fieldSelector=spec.nodeName%3Da`, '400 BadRequest'),
    refused(`${nodes}?labelSelector=a+b`, '400 BadRequest'),
    refused('/api/v1/bananas', '404 NotFound'),
    get('/api/v1/namespaces/bramble-none/pods?limit=500', { answers: list }),
  ],
}

/** A new cluster keeps its first moment for up to a quarter of an hour. */
export const expiry: Case = {
  line: 'list',
  title: 'a moment that is forgotten has no further pages',
  exchanges: [
    refused(`${nodes}?limit=1&continue=${oldToken}`, '410 Expired', { until: ['code', '410'] }),
  ],
}

export const objects: Case = {
  line: 'get',
  title: 'one object, or that there is none',
  exchanges: [
    get(`${nodes}/{node}`),
    get(`${inside}/pods/{pod}`),
    get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{node}', {
      until: ['code', '200'],
    }),
    refused(`${nodes}/none`, '404 NotFound'),
    refused(`${inside}/pods/none`, '404 NotFound'),
    refused('/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/bramble', '404 NotFound'),
    refused('/apis/policy/v1/namespaces/none/poddisruptionbudgets/none', '404 NotFound'),
    refused('/apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes/none', '404 NotFound'),
    { ask: `POST ${nodes}/{node}`, body: {}, answers: '405 MethodNotAllowed' },
    { ask: 'DELETE /api/v1/pods', answers: '405 MethodNotAllowed' },
  ],
}

export const logs: Case = {
  line: 'log',
  title: 'what a container said',
  exchanges: [
    get(`${inside}/pods/{pod}/log?container=app&tailLines=1`),
    get(`${inside}/pods/{pod}/log?container=app&tailLines=5&limitBytes=8`),
    get(`${inside}/pods/{pod}/log`),
    refused(`${inside}/pods/{pod}/log?container=app&previous=true`, '400 BadRequest'),
    refused(`${inside}/pods/{pod}/log?container=none`, '400 BadRequest'),
    refused(`${inside}/pods/none/log?container=app`, '404 NotFound'),
  ],
}

const accept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'
const tabled = [
  ...[nodes, '/api/v1/namespaces', '/api/v1/pods', '/api/v1/events', '/api/v1/configmaps'],
  '/api/v1/secrets',
  ...['/api/v1/services', '/api/v1/persistentvolumes', '/api/v1/persistentvolumeclaims'],
  ...['deployments', 'replicasets', 'daemonsets', 'statefulsets'].map(
    (kind) => `/apis/apps/v1/${kind}`,
  ),
  ...['storageclasses', 'volumeattachments', 'csinodes'].map(
    (kind) => `/apis/storage.k8s.io/v1/${kind}`,
  ),
  ...['volumes', 'replicas', 'engines', 'nodes', 'settings', 'backups', 'engineimages'].map(
    (kind) => `/apis/longhorn.io/v1beta2/${kind}`,
  ),
  '/apis/coordination.k8s.io/v1/leases',
  '/apis/policy/v1/poddisruptionbudgets',
  '/apis/networking.k8s.io/v1/ingresses',
  '/apis/helm.cattle.io/v1/helmcharts',
]

export const tables: Case = {
  line: 'table',
  title: 'what `kubectl get` shows',
  exchanges: [
    ...tabled.map((path) => get(`${path}?limit=500`, { accept })),
    get(`${nodes}/{node}`, { accept }),
    get(`${nodes}?limit=1&includeObject=Object`, { accept }),
    get(`${nodes}?limit=1&includeObject=None`, { accept }),
    refused(`${nodes}/none`, '404 NotFound', { accept }),
  ],
}

export const watches: Case = {
  line: 'watch',
  title: 'changes as they come, and bookmarks',
  exchanges: [
    get(`${nodes}?limit=500`, { keep: { version: 'metadata.resourceVersion' } }),
    get(
      `${nodes}?watch=true&allowWatchBookmarks=true&resourceVersion={version}&timeoutSeconds={bookmarkSeconds}`,
      // "nor may they assume the server will send any" (allowWatchBookmarks of ListOptions): a busy
      // one left them out.
      { holds: '"BOOKMARK"' },
    ),
    get(`${inside}/pods?watch=true&resourceVersion=0&timeoutSeconds=1`),
    get(`${inside}/pods?watch=1&resourceVersion=0&timeoutSeconds=1&labelSelector=app%3Dnone`),
    get(
      `${nodes}?watch=true&resourceVersion=0&timeoutSeconds=1&fieldSelector=metadata.name%3D{node}`,
    ),
    get(`${nodes}?watch=true&resourceVersion=1&timeoutSeconds=1`),
    refused(`/api/v1/namespaces/${namespace}/bananas?watch=true`, '404 NotFound'),
  ],
}
