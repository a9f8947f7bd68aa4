import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

/** An agent that was refused at 02:04:05, and its lease. */
const refusedThenLease = (leaseRenewedAt: string) => [
  log(
    '2026-11-24T02:04:05Z pi04 k3s[604]: time="2026-11-24T02:04:05Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: failed to retrieve configuration from server: https://127.0.0.1:6444/v1-k3s/config: 401 Unauthorized"',
    { node: 'pi04' },
  ),
  facts(nodes, [
    {
      name: 'pi04',
      conditions: [],
      unschedulable: false,
      taints: [],
      roles: [],
      addresses: [],
      leaseRenewedAt,
    },
  ]),
]

testPattern(pattern, {
  finds: [
    {
      name: 'a refusal where the authorities are asked for',
      confidence: 'suspected',
      evidence: [log('Failed to validate connection: failed to get CA certs: Unauthorized')],
    },
    ...[
      'discovery: Invalid value: "": invalid discovery token CA certificate hash "ab12"',
      'Joining cluster failed. Could not verify the identity of 10.9.0.2.',
      'level=fatal msg="failed to validate token: not authorized"',
    ].map((text) => ({
      name: `what kubeadm, MicroK8s and K3s say of it: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: 'a kubelet that has no certificate and asks as nobody, at a second that ends in 403',
      evidence: [
        log(
          'kubelet[300]: E0301 10:00:01.440312 controller.go:136] failed to ensure lease exists, will retry in 7s, error: leases.coordination.k8s.io "pi04" is forbidden: User "system:anonymous" cannot get resource "leases" in API group "coordination.k8s.io"',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'failed to run Kubelet: cannot create certificate signing request: Unauthorized',
      'cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User "system:anonymous" cannot create resource "certificatesigningrequests"',
    ].map((text) => ({
      name: `a first certificate that is refused: ${text.slice(-40)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a token of MicroK8s that was used before',
      evidence: [log('Contacting cluster at 10.3.1.2\nConnection failed. Invalid token (500).')],
      confidence: 'confirmed',
    },
    ...[
      'could not find a JWS signature in the cluster-info ConfigMap for token ID "ab12cd"',
      'cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:1f" are pinned',
      'error downloading the secret: Secret "kubeadm-certs" was not found in the "kube-system" Namespace. This Secret might have expired.',
    ].map((text) => ({
      name: `kubeadm: ${text.slice(0, 40)}`,
      evidence: [log(text)],
      confidence: 'confirmed' as const,
    })),
    {
      name: "the server's own log on whoever asks",
      evidence: [
        log(
          'level=error msg="Failed to authenticate request from 10.0.0.7:41202: invalid username/password combination"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the token of another cluster, in the words of an old agent',
      evidence: [
        log(
          'time="2019-05-08T13:42:09Z" level=error msg="token does not match the server 5b1ec0de != 0ddba115"',
        ),
      ],
    },
    {
      name: 'a refusal after the last lease: two boards may share the name, or this one was turned away',
      evidence: refusedThenLease('2026-11-24T02:04:20Z'),
      confidence: 'suspected',
      subject: 'node/pi04',
    },
    {
      name: 'a Secret that holds no password any more',
      evidence: [log("unable to locate hash data for node secret 'pi03.node-password.k3s'")],
      confidence: 'confirmed',
    },
    {
      name: 'the view of an old server',
      evidence: [
        log(
          "level=error msg=\"Node password validation failed for 'pi02', using passwd file '/var/lib/rancher/k3s/server/cred/node-passwd'\"",
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a rejected node password',
      evidence: [log(read('agent-v1.19.txt'), { node: 'fen' })],
      confidence: 'confirmed',
      subject: 'node/fen',
    },
    {
      name: "a token that is not the server's",
      evidence: [log(read('agent-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: "the server's side",
      evidence: [log(read('server-v1.30.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a token of another cluster',
      evidence: [
        log(
          'level=error msg="Failed to validate connection to cluster at https://10.2.0.5:6443: token CA hash does not match the Cluster CA certificate hash: aa != bb"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a cut line',
      evidence: [log('failed to retrieve configuration from server: not authorized')],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a first certificate that nobody answers for',
      rival: 'server-unreachable-from-agent',
      evidence: [
        log(
          'cannot create certificate signing request: Post "https://10.3.1.2:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.3.1.2:6443: connect: connection refused',
        ),
      ],
    },
    {
      name: 'a client whose certificate has ended',
      rival: 'cert-expired',
      evidence: [
        log('Failed to authenticate request from 10.0.0.7:41202: x509: certificate has expired'),
      ],
    },
    {
      name: 'an agent that has joined since, and renews its lease',
      evidence: refusedThenLease('2026-11-24T02:06:00Z'),
    },
    {
      name: 'no server that answers',
      rival: 'server-unreachable-from-agent',
      evidence: [log('failed to get CA certs: Get "https://127.0.0.1:6444/cacerts": EOF')],
    },
    {
      name: 'another authority',
      rival: 'cert-not-trusted',
      evidence: [log('x509: certificate signed by unknown authority')],
    },
    {
      name: 'a registry that wants a login',
      rival: 'image-unusable',
      evidence: [
        log(
          'Failed to pull image "reg.lan/a": unexpected status code [manifests 1]: 401 Unauthorized',
        ),
      ],
    },
    {
      name: 'a kubectl that is refused',
      rival: 'cert-expired',
      evidence: [log('error: You must be logged in to the server (Unauthorized)')],
    },
  ],
  cannotTell: [
    {
      name: 'a forbidden request',
      evidence: [log('https://127.0.0.1:6444/v1-k3s/serving-kubelet.crt: 403 Forbidden')],
    },
  ],
})
