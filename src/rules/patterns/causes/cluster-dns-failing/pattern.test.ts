import { pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const coredns = (name: string, ready: boolean) => ({
  namespace: 'kube-system',
  name: `coredns-${name}`,
  phase: 'Running',
  ready,
  containers: [],
})

testPattern(pattern, {
  finds: [
    {
      name: 'a question that got no answer, cut before it says so',
      evidence: [
        log(
          'dial tcp: lookup shop.lark.svc on 10.43.0.10:53: read udp 10.42.3.9:40871->10.43.0.10:53:',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note of what dig got',
      evidence: [log('dig @10.43.0.10 lark.test → SERVFAIL, dig @9.9.9.9 lark.test → 192.0.2.7')],
      confidence: 'suspected',
    },
    {
      name: "bind's tools about the cluster's name server",
      evidence: [log(';; communications error to 10.43.0.10#53: timed out')],
      confidence: 'suspected',
    },
    {
      name: 'BusyBox, which is refused',
      evidence: [log("nslookup: write to '10.43.0.10': Connection refused")],
      confidence: 'suspected',
    },
    {
      name: 'nginx, whose resolver does not answer',
      evidence: [
        log(
          '[error] 31#31: *4 api.lark.test could not be resolved (110: Operation timed out), client: 10.42.0.9',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'GNU wget',
      evidence: [log("wget: unable to resolve host address 'lark.test'")],
      confidence: 'suspected',
    },
    {
      name: 'apk',
      evidence: [
        log('fetch https://mirror.lark.test/v3.22/main: DNS: transient error (try again later)'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'c-ares',
      evidence: [log('Error: Timeout while contacting DNS servers')],
      confidence: 'suspected',
    },
    {
      name: '.NET',
      evidence: [
        log('System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable'),
      ],
      confidence: 'suspected',
    },
    {
      name: "the cluster's own name, which its server does not know",
      evidence: [log("** server can't find kubernetes.default.svc.cluster.local: NXDOMAIN")],
      confidence: 'suspected',
    },
    {
      name: 'Tailscale, which has nobody to ask',
      evidence: [
        log(
          'tailscaled[611]: dns: resolver: forward: no upstream resolvers set, returning SERVFAIL',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "host that appends the router's domain",
      evidence: [log('Host www.example.org.fritz.box not found: 2(SERVFAIL)')],
      confidence: 'suspected',
    },
    {
      name: 'a client of gRPC',
      confidence: 'suspected',
      evidence: [log('E0000 DNS resolution failed for service: metadata.default.svc:8080')],
    },
    {
      name: 'a registry that exists, and a name server that says no',
      evidence: [
        log(
          'Head "https://registry-1.docker.io/v2/rancher/mirrored-pause/manifests/3.6": dial tcp: lookup registry-1.docker.io on 192.168.1.1:53: no such host',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the words of CoreDNS until 1.2',
      evidence: [
        log(
          '[ERROR] 2 mail.example.net. A: unreachable backend: read udp 10.42.1.7:34504->10.43.0.10:53: i/o timeout',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'names that get no answer, in the words of curl, PHP, Rust, nslookup and dig',
      evidence: [
        log('curl: (28) Resolving timed out after 5000 milliseconds', { origin: 'pods' }),
        log('php_network_getaddresses: getaddrinfo failed: Try again', { origin: 'pods' }),
        log('dns error: failed to lookup address information: Try again', { origin: 'pods' }),
        log("** server can't find example.net: SERVFAIL"),
        log(';; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 4711'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a name that BusyBox cannot resolve',
      evidence: [log("nc: bad address 'ledger'", { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'a Corefile that is refused',
      evidence: [
        log("/etc/coredns/Corefile:11 - Error during parsing: Unknown directive 'forwards'", {
          origin: 'pods',
        }),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a service of the cluster that has no name',
      evidence: [
        log(
          'Get "http://longhorn-backend:9500/v1": dial tcp: lookup longhorn-backend on 10.43.0.10:53: no such host',
        ),
      ],
    },
    {
      name: 'no answer from above, and none from the API either',
      evidence: [
        log(read('upstream-1.8.txt')),
        log('dial tcp 10.43.0.1:443: i/o timeout', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a CoreDNS that waits for the API, which nobody else misses',
      evidence: [log('[INFO] plugin/ready: Still waiting on: "kubernetes"')],
      confidence: 'suspected',
    },
    { name: 'a loop', evidence: [log(read('loop-1.11.txt'))], confidence: 'confirmed' },
    {
      name: 'no answer from above',
      evidence: [log(read('upstream-1.8.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a program that finds no name',
      evidence: [log(read('app.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a row of CoreDNS',
      evidence: [log('kube-system   coredns-77cc-abcde   0/1   CrashLoopBackOff   9   20m')],
      confidence: 'suspected',
    },
    {
      name: 'no CoreDNS that is ready, and names that fail',
      evidence: [facts(pods, [coredns('a', false)]), log(read('app.txt'))],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'CoreDNS that was given no network',
      rival: 'cni-not-ready',
      evidence: [
        log(
          'coredns-5d78c9869d-aaaaa 0/1 ContainerCreating 0 45m\nFailedCreatePodSandBox: failed to setup network for sandbox "4f": plugin type="bridge" failed (add): no IP ranges specified',
        ),
      ],
    },
    {
      name: 'a name that there is not, by nginx and by a search domain',
      evidence: [
        log(
          "api.lark.test could not be resolved (3: Host not found)\n** server can't find kubernetes.default.lark.test: NXDOMAIN",
        ),
      ],
    },
    {
      name: "the node's own resolver",
      evidence: [log(';; communications error to 127.0.0.53#53: timed out')],
    },
    {
      name: "a node that finds no server by its name: the node's resolver, not CoreDNS",
      rival: 'server-unreachable-from-agent',
      evidence: [
        log(
          'failed to get CA certs: Get "https://hut.lan:6443/cacerts": dial tcp: lookup hut.lan: Try again',
        ),
      ],
    },
    {
      name: 'a registry of somebody that does not exist',
      rival: 'image-unusable',
      evidence: [log('dial tcp: lookup registry.shop.example on 192.168.1.1:53: no such host')],
    },
    {
      name: 'CoreDNS that has just been made',
      evidence: [facts(pods, [{ ...coredns('a', false), createdAt: '2026-03-01T11:59:20.000Z' }])],
    },
    {
      name: 'a name that does not exist',
      rival: 'app-fault',
      evidence: [log('dial tcp: lookup databse.shop on 10.43.0.10:53: no such host')],
    },
    {
      name: 'a question that is answered: there is no such name',
      rival: 'app-fault',
      evidence: [
        log(
          "** server can't find web.example.net: NXDOMAIN\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 7",
        ),
      ],
    },
    {
      name: 'too many name servers',
      rival: 'benign-nameserver-limit',
      evidence: [log('Nameserver limits were exceeded, some nameservers have been omitted')],
    },
    {
      name: 'an image that does not exist',
      rival: 'image-unusable',
      evidence: [log('failed to resolve reference "docker.io/x/y:1": not found')],
    },
    {
      name: 'CoreDNS that runs',
      evidence: [
        facts(pods, [coredns('a', true)]),
        log('coredns-77cc-abcde   1/1   Running   0   9d'),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a name server that does not answer, and a service without a name that does not either',
      evidence: [
        log(
          'lookup larch.den.svc.cluster.local on 10.43.0.10:53: dial udp 10.43.0.10:53: i/o timeout\ndial tcp 10.43.62.5:8080: i/o timeout',
        ),
      ],
    },
    {
      name: 'CoreDNS that no node took, as the scheduler says',
      evidence: [
        log(
          `coredns-5d78c9869d-aaaaa 0/1 Pending 0 3h
pod/coredns-5d78c9869d-aaaaa 0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.`,
        ),
      ],
    },
    ...[
      'dig @192.168.50.4 lark.test\n;; communications error to 192.168.50.4#53: timed out\n;; no servers could be reached',
      'nslookup lark.test 9.9.9.9\n;; connection timed out; no servers could be reached',
    ].map((text) => ({
      name: `one server that was asked by its own address: ${text.slice(0, 24)}`,
      evidence: [log(text)],
    })),
    {
      name: 'CoreDNS that no node can take',
      evidence: [
        log(
          '5m14s  Warning  FailedScheduling  pod/coredns-7db6d8ff4d-abcde  0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.',
        ),
      ],
    },
    {
      name: 'a name without an address of that kind',
      evidence: [
        log("Name:\texample.org\nAddress: 203.0.113.4\n\n*** Can't find example.org: No answer"),
      ],
    },
    {
      name: 'CoreDNS that begins before it knows the cluster',
      evidence: [log('[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API')],
    },
    {
      name: 'a CoreDNS that is cut off from the API, as another pod is',
      evidence: [
        facts(pods, [coredns('a', false)]),
        log(
          'Error: Get https://10.43.0.1:443/api/v1/namespaces/kube-system/configmaps/x: dial tcp 10.43.0.1:443: connect: connection refused',
        ),
        log('[INFO] plugin/ready: Still waiting on: "kubernetes"'),
      ],
    },
    {
      name: 'an answer from the address of the pod',
      evidence: [
        log(';; reply from unexpected source: 10.42.0.7#53, expected 10.43.0.10#53', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'a name server of the node that does not answer',
      evidence: [log('dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: server misbehaving')],
    },
  ],
})
