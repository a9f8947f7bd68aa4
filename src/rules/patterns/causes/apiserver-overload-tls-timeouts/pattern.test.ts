import { apiHealth, nodes } from '#src/model/facts/kubernetes.ts'
import { load } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const lease = (words: string) =>
  `"Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a?timeout=10s\\": ${words}"`
const handshake = 'Unable to connect to the server: net/http: TLS handshake timeout'
const server = facts(nodes, [
  {
    name: 'pi01',
    conditions: [],
    unschedulable: false,
    taints: [],
    roles: ['control-plane'],
    addresses: [],
  },
])
const busy = (node: string) => facts(load, [{ one: 19, five: 17, fifteen: 12, cpuCount: 4 }], node)

testPattern(pattern, {
  finds: [
    {
      name: 'a request of ten seconds that somebody pasted',
      evidence: [
        log(
          'trace.go:205] Trace[873651971]: "Get" url:/api/v1/nodes/fell,user-agent:k3s (01-Mar-2026 11:46:10.149) (total time: 9997ms):',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a scheduler that is a pod of its own and lost its lease',
      evidence: [
        log(
          'E0301 11:50:45.353862 1 leaderelection.go:330] error retrieving resource lock kube-system/kube-scheduler: Get "https://10.0.3.9:9999/x": net/http: request canceled (Client.Timeout exceeded while awaiting headers)\nI0301 11:51:42.008006 1 leaderelection.go:287] failed to renew lease kube-system/kube-scheduler: context deadline exceeded',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an agent of an old K3s',
      evidence: [log(read('agent-k3s-v1.21.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a starved server that gives requests up',
      evidence: [log(read('server-k3s-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a kubelet that calls the API behind a balancer, without a port',
      evidence: [
        log(
          'Error updating node status, will retry: Put https://k3s.lan/api/v1/nodes/pi02/status: net/http: TLS handshake timeout',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a controller that calls the API at a port of its own',
      evidence: [
        log(
          'Error getting endpoints: Get https://10.0.0.4:8443/api/v1/namespaces/default/endpoints/web: net/http: TLS handshake timeout',
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'what kubectl says', evidence: [log(handshake)], confidence: 'suspected' },
    {
      name: 'a cut line that names the port only',
      evidence: [log('... 127.0.0.1:6444/... net/http: TLS handshake timeout')],
      confidence: 'suspected',
    },
    {
      name: 'time-outs of an agent while the server is loaded',
      evidence: [
        log(lease('net/http: TLS handshake timeout'), { node: 'pi02' }),
        server,
        busy('pi01'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'deadlines again and again, without any word of a broken path',
      evidence: [
        log(
          `${lease('context deadline exceeded')}\n${lease('net/http: request canceled (Client.Timeout exceeded while awaiting headers)')}`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'deadlines while SQL is slow',
      evidence: [
        log(lease('context deadline exceeded')),
        log('level=info msg="Slow SQL: SELECT 1" duration=1.2s'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a local connection that times out again and again',
      evidence: [
        log(
          'Get "https://127.0.0.1:6443/api/v1/nodes": dial tcp 127.0.0.1:6443: i/o timeout\nGet "https://127.0.0.1:6443/api/v1/pods": dial tcp 127.0.0.1:6443: i/o timeout',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an exit for want of the leader lease',
      evidence: [log('level=fatal msg="leaderelection lost for k3s"')],
      confidence: 'suspected',
    },
    {
      name: 'an API server that answers after nine seconds, on a loaded server',
      evidence: [
        facts(apiHealth, [
          { address: '10.0.0.11:6443', ready: true, milliseconds: 9000, failedChecks: [] },
        ]),
        server,
        busy('pi01'),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a request of a second',
      evidence: [
        log(
          'trace.go:205] Trace[873651971]: "Get" url:/api/v1/nodes/fell,user-agent:k3s (01-Mar-2026 11:46:10.149) (total time: 997ms):',
        ),
      ],
    },
    ...[
      'Unauthorized',
      'leases.coordination.k8s.io "kube-scheduler" is forbidden: User "system:kube-scheduler" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-system"',
    ].map((why) => ({
      name: `a scheduler that may not read its lease: ${why.slice(0, 30)}`,
      rival: 'cert-expired',
      evidence: [
        log(
          `E1103 leaderelection.go:330] error retrieving resource lock kube-system/kube-scheduler: ${why}`,
        ),
      ],
    })),
    {
      name: 'an application in a pod that lost a lease of its own',
      rival: 'app-fault',
      evidence: [
        log('failed to renew lease shop/leader: context deadline exceeded', { origin: 'pods' }),
      ],
    },
    {
      name: 'an application with an API of its own that is slow',
      rival: 'app-fault',
      evidence: [
        log('Get "https://cellar.lan:8443/api/v1/albums": net/http: TLS handshake timeout'),
      ],
    },
    {
      name: 'a server that is not there',
      rival: 'server-unreachable-from-agent',
      evidence: [
        log(
          'level=error msg="Failed to connect to proxy" error="dial tcp 10.0.0.11:6443: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'time-outs after which a certificate is refused',
      rival: 'cert-expired',
      evidence: [
        log(
          `${handshake}\nx509: certificate has expired or is not yet valid: current time 2026-03-01T00:00:00Z is after 2026-02-01T00:00:00Z`,
        ),
      ],
    },
    {
      name: 'a registry that is slow',
      rival: 'image-unusable',
      evidence: [
        log(
          'Failed to pull image "ghcr.io/a/b:1": Get "https://ghcr.io/v2/": net/http: TLS handshake timeout',
        ),
      ],
    },
    {
      name: 'a page on the internet that is slow',
      rival: 'app-fault',
      evidence: [log('Get "https://api.example.org/feed": net/http: TLS handshake timeout')],
    },
    {
      name: 'a lease that pods cannot reach across the overlay',
      rival: 'traffic-blocked',
      evidence: [
        log(
          'error retrieving resource lock longhorn-system/driver-longhorn-io: Get "https://10.43.0.1:443/apis/coordination.k8s.io/v1": dial tcp 10.43.0.1:443: i/o timeout',
        ),
      ],
    },
    {
      name: 'time-outs without any route',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          `${lease('context deadline exceeded')}\ndial tcp 10.0.0.11:6443: connect: no route to host\nmacb 1f00100000.ethernet eth0: Link is Down`,
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a client whose own way to the server is slow',
      evidence: [
        log(
          'Unable to connect to the server: net/http: TLS handshake timeout\n64 bytes from 10.7.0.1: icmp_seq=4 ttl=64 time=188 ms',
        ),
      ],
    },
    ...[
      'FATA[0025] apiserver exited: context deadline exceeded',
      'level=fatal msg="failed to start controllers: timed out waiting for the condition"',
    ].map((text) => ({ name: `a server that gave up: ${text}`, evidence: [log(text)] })),
    { name: 'one deadline alone', evidence: [log(lease('context deadline exceeded'))] },
    {
      name: 'a connection that went silent, as behind a cut cable',
      evidence: [
        log(
          `${lease('http2: client connection lost')}\n${lease('context deadline exceeded')}\n${lease('net/http: request canceled (Client.Timeout exceeded while awaiting headers)')}`,
        ),
      ],
    },
    {
      name: 'pods that time out at the service address',
      evidence: [
        log('Get "https://10.43.0.1:443/api/v1/namespaces": net/http: TLS handshake timeout', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'a loaded agent and nothing else',
      silent: true,
      evidence: [server, busy('pi02')],
    },
  ],
})
