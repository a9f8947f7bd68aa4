import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { sentences } from './told.ts'

/** The server knows this node name with another password: pkg/nodepassword, pkg/agent/config. */
const password = lines([
  'ode password rejected',
  'node-passwd entry',
  'unable to verify hash for node',
  'unable to verify password for node',
  'nable to verify node password',
  'unable to locate hash data for node secret',
  // The server's view, up to v1.19.
  'ode password validation failed for',
])
/** The token is another cluster's, is malformed, or is not the one the data was encrypted with. */
const token = lines([
  'token CA hash does not match',
  // Up to v0.9.
  'token does not match the server ',
  'encrypted with different token',
  'invalid token CA hash length',
  'invalid token format',
  'failed to normalize token',
  'must be in format K10',
  'ootstrap token is expired',
  // kubeadm: a token that ran out after a day, a hash of another cluster, a key that ran out after two hours.
  'could not find a JWS signature',
  'none of the public keys',
  'Secret "kubeadm-certs" was not found',
  // MicroK8s: each of its tokens is good for one try to join, and for a while.
  'Connection failed. Invalid token',
  'Could not verify the identity of',
  'Fingerprint too short',
  // kubeadm, of a hash that lacks its kind (cmd/kubeadm/app/util/pubkeypin).
  'invalid discovery token CA certificate hash',
])
/** The server's own log on whoever asks (pkg/server/handlers/auth.go); a certificate's end says so. */
const stranger = lines(
  'ailed to authenticate request from',
  /ailed to authenticate request from \S+: (?!.*(?:x509|certificate))/,
)
/** The server refused: by a wrong token as a rule, or because it is another cluster's server. */
const refused = lines(
  ['401 Unauthorized', '403 Forbidden', 'not authorized', 'unauthorized', 'get CA certs: Un'],
  /(?:\/v1-(?:k3s|rke2)\/|\/cacerts|get CA certs|retrieve (?:agent )?configuration from server|retrieve agent config|cluster bootstrap|joining|preparing server|validate token).*(?:401 Unauthorized|403 Forbidden|not authorized|unauthorized)/i,
)

/**
 * kubeadm's kubelet shows the bootstrap token when it asks for its first certificate (client-go csr.go).
 * One that has none asks for its node and its lease as nobody.
 */
const noFirstCertificate = lines(
  [
    'certificate signing request: ',
    'User "system:anonymous" cannot',
    'User \\"system:anonymous\\" cannot',
  ],
  /certificate signing request: (?:Unauthorized|.*User "system:anonymous" cannot create)|(?:lease exists|register node|getting node|kube-node-lease).*User \\*"system:anonymous\\*" cannot/,
)

export default definePattern({
  id: 'join-credentials-mismatch',
  title: 'The server refuses the token or the password of this node',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { nodes, password, token, refused, stranger, noFirstCertificate },
  told: sentences,
  explains: {
    onSameNode: ['node-silent', 'k3s-restarting', 'server-unreachable-from-agent', 'cni-not-ready'],
  },
  rivals: [
    {
      cause: 'server-unreachable-from-agent',
      tell: 'No server answers at all; or the address now belongs to the server of another cluster, which refuses rightly.',
    },
    {
      cause: 'cert-not-trusted',
      tell: 'The handshake fails before any token is looked at: `x509: …`.',
    },
  ],
  remedy: 'renew-join-credentials',
  docs: {
    meaning:
      'A node joins with the token of the cluster, and proves on each start with a password of its own, /etc/rancher/node/password, that it is the node of that name. A reinstalled node has a new password; two machines with one host name have two.',
    impact:
      'The node does not join, or does not come back after a restart. The others are not touched.',
    diagnosis:
      'On {node}: `hostname; journalctl -u k3s-agent -n 50`. On the server: `kubectl get nodes -o wide` and `kubectl -n kube-system get secret {node}.node-password.k3s`, and `cat /var/lib/rancher/k3s/server/node-token` (a secret: compare it there, and paste it nowhere).',
    mitigation: allAdvice,
    references: [
      'https://docs.k3s.io/cli/token',
      'https://github.com/k3s-io/k3s/issues/457',
      'https://docs.k3s.io/architecture#how-agent-node-registration-works',
      'https://github.com/k3s-io/k3s/blob/master/pkg/nodepassword/nodepassword.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/cluster/storage.go',
      'https://github.com/kubernetes/client-go/blob/master/util/certificate/csr/csr.go',
    ],
  },
  advise: adviceFor,

  match({ nodes, password, token, refused, stranger, noFirstCertificate }) {
    const isOpen = (line: LogLine) => !hasJoinedSince(line, nodes)
    const sure: Reason[] = [...password, ...token].filter(isOpen)
    const refusals = [...refused, ...noFirstCertificate].filter(isOpen)
    if (sure.length > 0) return match('confirmed', [...sure, ...refusals])
    if (refusals.length === 0) return stranger.length > 0 ? match('suspected', stranger) : noMatch
    // One 401 may be a server that is still starting and has not loaded its passwords.
    return refusals.every(({ text }) => /\b403 Forbidden/.test(text))
      ? unknown('the server forbade a request of the agent', {
          next: 'journalctl -u k3s-agent -n 50; on the server: kubectl -n kube-system get secrets | grep node-password',
        })
      : match('suspected', refusals)
  },
})

/** An agent that is refused asks again every few seconds. */
const quietMilliseconds = 60_000
/** Whose own log speaks of its own join; the others are a server's words about somebody. */
const ownWords = /Waiting to retrieve|retrieve (?:agent )?config|ode password rejected, duplicate/

/** A kubelet that is refused renews no lease: the lease is later, and the agent has asked no more. */
function hasJoinedSince(
  { text, node, lastAt }: LogLine,
  known: readonly (z.infer<typeof nodes.schema> & Origin)[],
): boolean {
  if (node === undefined || lastAt === undefined || !ownWords.test(text)) return false
  const renewedAt = Date.parse(known.find(({ name }) => name === node)?.leaseRenewedAt ?? '')
  return renewedAt > lastAt + quietMilliseconds
}
