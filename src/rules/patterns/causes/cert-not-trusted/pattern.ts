import { lines } from '#src/model/line.ts'
import { match, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { checkUnanswered } from '../../words/control-plane.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

const words =
  'unknown authority|candidate authority certificate|[Uu]nknown certificate authority|CA cert validation failed|(?<!\\b(?:VF|VF-\\d+|[Dd]evice) )is not trusted|self.signed certificate|unable to get local issuer|certificate is valid for |doesn.t contain any IP SANs|certificate is not valid for any names|verification error|cacerts checksum \\S+ does not match given|(?:/tls/|\\.crt|\\.key).*could cause (?:a )?cluster outage'

/** Whoever checks knows another authority, or another name, than the certificate's. */
const untrusted = lines(
  [
    'unknown authority',
    'candidate authority certificate',
    'nknown certificate authority',
    'CA cert validation failed',
    'is not trusted',
    'self signed certificate',
    'self-signed certificate',
    'unable to get local issuer',
    'certificate is valid for ',
    "doesn't contain any IP SANs",
    'certificate is not valid for any names',
    // Rancher's agents know the sum of the authority that they are to find (rancher/system-agent install.sh).
    'onfigured cacerts checksum ',
    // K3s compares its own files with what the datastore holds.
    'newer than datastore and could cause ',
  ],
  // K3s says of its own authority, at each start, that the host does not know it: that is well. And
  // a line that goes on with dates speaks of them: the authority was not looked at. A kubelet that
  // has another address than the one it is called at is trusted as well.
  new RegExp(
    `^(?!.*(?:trusted by the host CA bundle|pull|registry|resolving|Head "|expired or is not yet|${checkUnanswered}|:10250/.*valid for [\\d.]))(?=.*(?:${words}))`,
  ),
)
/** Go crypto/tls: a folder of certificates that holds files of two clusters, or of two times. */
const mixed = lines(
  'private key does not match public key',
  /k3s|rke2|kube|etcd|preparing server|level=fatal|\/tls\//,
  ['k3s', 'system', 'unknown'],
)
/** The same about a registry: pods of that image do not start, the cluster is well. */
const registry = lines(
  'signed by unknown authority',
  /(?:pull|registry|resolving|Head ").*signed by unknown authority/i,
)
/** The far end's view, which a stray client with an old kubeconfig causes as well. */
const alerts = lines(['tls: bad certificate', 'tls: unknown certificate'])

export default definePattern({
  id: 'cert-not-trusted',
  title: 'A certificate was signed by another authority than the one that is known',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: { ...questions, untrusted, mixed, registry, alerts },
  explains: {
    onSameNode: ['k3s-restarting', 'node-silent', 'server-unreachable-from-agent', 'cni-not-ready'],
    anywhere: ['api-not-ready', 'pods-not-well', 'etcd-quorum-or-member'],
  },
  rivals: [
    {
      cause: 'cert-expired',
      tell: 'The message names two times, `current time … is after …`.',
    },
    {
      cause: 'join-credentials-mismatch',
      tell: '`token CA hash does not match`: the token belongs to another cluster, and K3s says so itself.',
    },
    {
      cause: 'host-address-or-route-conflict',
      tell: 'The address in question is that of a kubelet, port 10250: the node has another one than the cluster knows.',
    },
    {
      cause: 'image-unusable',
      tell: 'Only the pull from one registry fails: its authority has to be named in registries.yaml.',
    },
  ],
  remedy: 'restore-trust',
  docs: {
    meaning:
      'Each K3s cluster makes its own authorities. After a server was rebuilt, restored or moved, some files, nodes or kubeconfigs still belong to the old ones, or /var/lib/rancher/k3s/server/tls holds a mix of both.',
    impact:
      'Whoever knows the other authority is refused: agents do not join, components of a server refuse each other, kubectl ends at once.',
    diagnosis:
      'Compare on server and {node}: `openssl x509 -noout -fingerprint -in /var/lib/rancher/k3s/agent/server-ca.crt`, and on the server the same for /var/lib/rancher/k3s/server/tls/server-ca.crt. They must be equal.',
    mitigation:
      'A kubectl: copy /etc/rancher/k3s/k3s.yaml from the server again. An agent of the old cluster: stop it, move /var/lib/rancher/k3s/agent/*.crt and *.kubeconfig away, start it with the token of the new one. `valid for …, not …`: name that address or name with `tls-san` on the servers, and restart K3s there; a balancer in front of them must pass TLS on as it is. A mixed tls folder: restore it whole, together with the datastore and the token, from one and the same backup. `does not match given --ca-checksum`: copy the registration command from Rancher again, since its authority has changed.',
    references: [
      'https://docs.k3s.io/cli/certificate',
      'https://docs.k3s.io/datastore/backup-restore',
      'https://github.com/k3s-io/k3s/issues/570',
      'https://github.com/k3s-io/k3s/issues/2914',
      'https://github.com/k3s-io/k3s/blob/master/pkg/clientaccess/token.go',
    ],
  },

  match({ untrusted, mixed, registry, alerts, ...asked }) {
    const cluster = [...untrusted.filter((line) => line.origin !== 'pods'), ...mixed]
    const found: Reason[] = [...cluster, ...alerts]
    if (cluster.length > 0) return match(cluster.some(isOwn) ? 'confirmed' : 'suspected', found)
    if (registry.length + untrusted.length > 0)
      return match('suspected', [...registry, ...untrusted], { severity: 'warning' })
    return alerts.length > 0
      ? unknown('somebody refused a certificate: one stray client, or a node of an old cluster', {
          next: 'journalctl -u k3s | grep "bad certificate"  # the address after "from" is who refuses',
        })
      : ask(asked)
  },
})

/** Words in which a part of K3s speaks of a certificate of this very cluster. */
function isOwn({ text }: { text: string }): boolean {
  if (text.includes('webhook')) return false
  return /k3s-|rke2-|644[345]|9345|2379|2380|cacerts|controllers|kubelet|could cause (?:a )?cluster outage|CA cert validation failed/.test(
    text,
  )
}
