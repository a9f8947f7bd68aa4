import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const cacerts =
  'failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": context deadline exceeded'
const node = (name: string, status: 'True' | 'False' | 'Unknown', roles: string[] = []) => ({
  name,
  conditions: [{ type: 'Ready', status }],
  unschedulable: false,
  taints: [],
  roles,
  addresses: [],
})

testPattern(pattern, {
  finds: [
    {
      name: 'a reason that stands on the next line',
      evidence: [
        log(
          'failed to get CA certs: Get "https://10.9.0.11:6443/cacerts":\ncontext deadline exceeded',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a server that gave up on the balancer which it was to join through',
      evidence: [
        log(
          'level=info msg="Starting k3s v1.36.3+k3s1 (5aed4d7b)"\nlevel=fatal msg="Error: preparing server: failed to validate token: failed to get CA certs: Get \\"https://192.168.1.160:6443/cacerts\\": EOF"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a server that the balancer of the agent does not reach',
      evidence: [
        log(
          'level=debug msg="Dial error from server 10.9.0.2:6443@STANDBY after 10.0001s: i/o timeout"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a server that failed for five minutes',
      evidence: [
        log(
          'time="2026-03-01T10:00:00Z" level=info msg="Server 10.9.0.2:6443@PREFERRED*->FAILED from failed health check"\ntime="2026-03-01T10:05:00Z" level=info msg="Server 10.9.0.2:6443@RECOVERING*->FAILED from failed dial"',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'level=error msg="failed to get CA certs: https://127.0.0.1:6444/cacerts: 404 Not Found"',
      'level=error msg="failed to get CA certs: https://127.0.0.1:6444/cacerts: 502 Bad Gateway"',
      'level=error msg="failed to get CA certs: Get "https://127.0.0.1:6444/cacerts\\": read tcp 127.0.0.1:40112->...reset by peer"',
    ].map((text) => ({
      name: `no server behind the address: ${text.slice(-30)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a controller of k0s that asks the first one for its authority',
      evidence: [
        log(
          'CA sync failed: failed to sync CA: Get "https://10.0.3.9:9443/v1beta1/ca": dial tcp 10.0.3.9:9443: connect: connection refused',
        ),
      ],
    },
    {
      name: "an address of MicroK8s' API server that nobody has",
      evidence: [
        log('Get "https://10.0.0.9:16443/api": dial tcp 10.0.0.9:16443: connect: no route to host'),
      ],
      confidence: 'suspected',
    },
    {
      name: "the kubelet's first call, at a balancer's port",
      evidence: [
        log(
          '"Unable to register node with API server" err="Post \\"https://gate.lan:16443/api/v1/nodes\\": dial tcp 10.0.0.9:16443: connect: connection refused"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a line that is cut at the right',
      evidence: [
        log(
          'level=error msg="failed to get node-token: Get \\"https://10.0.0.2:6443/v1-k3s/node-token\\": dial tcp 10.0.0.2:6443: connect: connection ref',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a tunnel without a route, as 1.28 says it',
      evidence: [log(read('agent-v1.28.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a refused tunnel and a reset balancer, as 1.33 says it',
      evidence: [log(read('agent-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a sum of it whose reason stands on the next line',
      evidence: [
        log(
          'Failed to validate connection to cluster at https://hut.lan:6443:\nfailed to get CA certs: Get "https://127.0.0.1:6444/cacerts":\nread tcp 127.0.0.1:5->127.0.0.1:6444: read: connection reset by peer',
        ),
      ],
      confidence: 'suspected',
    },
    ...['Try again', 'device or resource busy', 'Temporary failure in name resolution'].map(
      (words) => ({
        name: `a server whose name the node does not resolve: ${words}`,
        evidence: [
          log(
            `level=fatal msg="Error: preparing server: failed to get CA certs: Get \\"https://hut.lan:6443/cacerts\\": dial tcp: lookup hut.lan: ${words}"`,
          ),
        ],
        confidence: 'suspected' as const,
      }),
    ),
    { name: 'a join that gets no answer', evidence: [log(cacerts)], confidence: 'suspected' },
    {
      name: 'a balancer without a server for an hour',
      evidence: [
        log(
          'Jan 18 07:02:11 porch k3s[5]: "Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/x\\": read tcp 127.0.0.1:57394->127.0.0.1:6444: read: connection reset by peer"\nJan 18 08:02:19 porch k3s[5]: "Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/x\\": read tcp 127.0.0.1:57395->127.0.0.1:6444: read: connection reset by peer"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an old server address',
      evidence: [
        log(
          'failed to validate connection to cluster at https://10.0.0.2:6443: Get "https://10.0.0.2:6443/cacerts": dial tcp 10.0.0.2:6443: i/o timeout',
        ),
      ],
    },
    {
      name: 'a refused agent while the server is Ready for others',
      evidence: [
        log(read('agent-v1.33.txt'), { node: 'porch' }),
        facts(nodes, [node('pi01', 'True', ['control-plane']), node('porch', 'Unknown')]),
      ],
      confidence: 'confirmed',
      subject: 'node/porch',
    },
  ],
  staysQuiet: [
    {
      name: 'an agent that systemd has begun to start',
      evidence: [
        log(
          '● k3s-agent.service - Lightweight Kubernetes\n   Active: activating (start) since Tue 2026-03-01 11:59:58 UTC; 2s ago',
        ),
      ],
    },
    {
      name: 'a tunnel whose agent does not allow the port that is asked for',
      rival: 'known-version-bug',
      evidence: [log('level=error msg="Remotedialer proxy error" error="connect not allowed"')],
    },
    {
      name: "a server's own kubelet before its API server is up",
      evidence: [
        log(
          '"Unable to register node with API server" err="Post \\"https://127.0.0.1:6443/api/v1/nodes\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'a web proxy that is away',
      rival: 'k3s-configuration-invalid',
      evidence: [
        log(
          'Unable to register node with API server: Post https://10.0.0.2:8443/api/v1/nodes: proxyconnect tcp: dial tcp 127.0.0.1:3128: connection refused',
        ),
      ],
    },
    {
      name: 'an agent that found its server on the second try',
      evidence: [
        log(
          'Jan 18 07:02:11 porch k3s[5]: level=error msg="Failed to validate connection to cluster at https://10.0.0.2:6443: failed to get CA certs: Get \\"https://127.0.0.1:6444/cacerts\\": EOF"\nJan 18 07:02:19 porch k3s[5]: level=info msg="k3s agent is up and running"',
        ),
      ],
    },
    {
      name: 'a sum of it whose next line is a certificate',
      rival: 'cert-not-trusted',
      evidence: [
        log(
          'Failed to validate connection to cluster at https://hut.lan:6443:\nCA cert validation failed: x509: certificate signed by unknown authority',
        ),
      ],
    },
    {
      name: 'a lease at a balancer whose server refuses the token',
      rival: 'join-credentials-mismatch',
      evidence: [
        log(
          'Put "https://127.0.0.1:6444/apis/a": EOF\nPut "https://127.0.0.1:6444/apis/b": EOF\nNode password rejected, duplicate hostname',
        ),
      ],
    },
    {
      name: 'a server that answers and refuses',
      rival: 'join-credentials-mismatch',
      evidence: [
        log(
          `${read('agent-v1.33.txt')}\nfailed to retrieve configuration from server: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized`,
        ),
      ],
    },
    {
      name: 'a server with an unknown certificate',
      rival: 'cert-not-trusted',
      evidence: [
        log(
          'level=error msg="Failed to connect to proxy. Empty dialer response" error="x509: certificate signed by unknown authority"',
        ),
      ],
    },
    {
      name: 'a server whose kube-proxy ended, and the agent that lost it',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          `${read('agent-v1.33.txt')}\nlevel=error msg="Shutdown request received: \\"kube-proxy exited: no support for primary IP family\\""`,
        ),
      ],
    },
    {
      name: 'a server that is too busy',
      rival: 'apiserver-overload-tls-timeouts',
      evidence: [log(`${read('agent-v1.33.txt')}\nlevel=fatal msg="leaderelection lost for k3s"`)],
    },
    {
      name: 'a lease that times out at the balancer',
      rival: 'apiserver-overload-tls-timeouts',
      evidence: [
        log(
          '"Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/coordination.k8s.io/v1/leases/a\\": net/http: TLS handshake timeout"',
        ),
      ],
    },
    {
      name: 'pods that are refused at the service address',
      rival: 'traffic-blocked',
      evidence: [
        log('Get "https://10.43.0.1:443/api": dial tcp 10.43.0.1:443: connect: connection refused'),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a server that failed once',
      evidence: [
        log(
          'time="2026-03-01T10:00:00Z" level=info msg="Server 10.9.0.2:6443@ACTIVE*->FAILED from failed dial"',
        ),
      ],
    },
    {
      name: 'an agent that systemd has been starting for an hour',
      evidence: [
        log(
          '● k3s-agent.service - Lightweight Kubernetes\n   Active: activating (start) since Tue 2026-03-01 10:08:58 UTC; 1h 44min ago',
        ),
      ],
    },
    ...[
      'level=error msg="failed to get CA certs: https://127.0.0.1:6444/cacerts: 503 Service Unavailable"',
      'W0301 lease.go:265] Resetting endpoints for master service "kubernetes" to [10.9.0.2]',
    ].map((text) => ({ name: `open: ${text.slice(0, 60)}`, evidence: [log(text)] })),
    {
      name: 'a server that has no tunnel to the node, asked at its own address',
      evidence: [
        log(
          'proxy error from 10.0.3.9:6443 while dialing 10.0.3.12:10250, code 502: 502 Bad Gateway',
        ),
      ],
    },
    {
      name: 'a tunnel that fell silent',
      evidence: [
        log(
          'level=info msg="error in remotedialer server [400]: read tcp 192.0.2.10:6443->192.0.2.14:40112: i/o timeout"',
        ),
      ],
    },
    {
      name: 'a server without the tunnel of an agent',
      evidence: [
        log(
          'level=error msg="Sending HTTP 502 response to 127.0.0.1:39310: failed to find Session for client pi06"',
        ),
        log(
          'error dialing backend: proxy error from 127.0.0.1:6443 while dialing 10.7.0.26:10250, code 502: 502 Bad Gateway',
        ),
      ],
    },
    {
      name: 'a tunnel that a server answers and does not open',
      evidence: [
        log(
          'level=error msg="Failed to connect to proxy" error="websocket: bad handshake"\nlevel=error msg="Remotedialer proxy error" error="websocket: bad handshake"',
        ),
      ],
    },
    {
      name: 'a balancer without a server for some seconds',
      evidence: [
        log(
          'Jan 18 07:02:11 porch k3s[5]: "Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/x\\": EOF"\nJan 18 07:02:19 porch k3s[5]: "Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/x\\": EOF"',
        ),
      ],
    },
    {
      name: 'a server that waits for itself',
      evidence: [
        log(
          'level=info msg="Starting k3s v1.33.4+k3s1"\nlevel=info msg="Waiting to retrieve agent configuration; server is not ready: Get \\"https://127.0.0.1:6444/cacerts\\": EOF"',
        ),
      ],
    },
    {
      name: 'an agent that starts',
      silent: true,
      evidence: [log('level=info msg="Starting k3s agent v1.33.4+k3s1"')],
    },
  ],
})
