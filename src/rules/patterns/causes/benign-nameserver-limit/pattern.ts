import { lines } from '#src/model/line.ts'
import { match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'

const limit = lines(['ameserver limits were exceeded', 'ameserver limits exceeded'])

/** Names that are not resolved. The API server and webhooks by their own names are other matters. */
const unresolved = lines([
  'emporary failure in name resolution',
  'no such host',
  'server misbehaving',
  'plugin/loop',
  'bad address',
  'ould not resolve host',
  'NXDOMAIN',
  'SERVFAIL',
  'EAI_AGAIN',
  ':53: i/o timeout',
  ':53: read: connection refused',
])

export default definePattern({
  id: 'benign-nameserver-limit',
  title: 'The node lists more name servers than a pod can use',
  severity: 'info',
  stage: 'stable',
  since: '0.1.0',
  reads: { limit, unresolved },
  rivals: [
    {
      cause: 'cluster-dns-failing',
      tell: 'Names are not resolved: `Temporary failure in name resolution`, `no such host`, `server misbehaving`.',
    },
  ],
  remedy: 'none',
  docs: {
    meaning:
      'A resolver takes three name servers. The node has more, often because it gets IPv4 and IPv6 ones; the kubelet leaves out the rest and says so for each pod.',
    impact: 'None, as long as the first three answer.',
    diagnosis:
      'In a pod, `nslookup kubernetes.default` answers. The line itself names the servers in use.',
    mitigation:
      'Nothing is to be done. To be rid of the line, list at most three in the resolver file of the node, or name another with `--resolv-conf`.',
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/#known-issues',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/network/dns/dns.go',
    ],
  },

  match({ limit, unresolved }) {
    if (limit.length === 0) return noMatch
    // Those left out may be the ones that know the name: then the line is a hint, not noise.
    if (unresolved.length > 0)
      return unknown('name servers were left out, and names are not resolved', {
        next: 'cat /etc/resolv.conf; nslookup NAME SERVER',
      })
    return match('confirmed', limit)
  },
})
