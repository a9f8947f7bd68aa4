import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { dnsWaits } from '../../words/network.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /**
   * bind's tools and nslookup were pointed at one server, by a home's or a public address: services
   * of a cluster have none of those.
   */
  oneServer: pastedLines(
    ['communications error to ', 'UDP setup with ', 'dig @', 'dig +', 'nslookup '],
    /^(?!.*\b10\.(?:43|96)\.).*(?:communications error to |UDP setup with |dig (?:\+\S+ )*@|nslookup (?:-\S+ )*[\w.-]+ )(?!(?:10|127|169\.254|172\.(?:1[6-9]|2\d|3[01]))\.)\d+\.\d+\.\d+\.\d+\b/,
  ),
  /** CoreDNS plugin/kubernetes waits some seconds for the API, and then serves without its names. */
  unsynced: lines('starting server with unsynced Kubernetes API'),
  /** The scheduler: CoreDNS waits for a first node that is ready, and a node is ready once it has a network. */
  dnsWaits,
  /** BusyBox's nslookup says so too of IPv6, where the name has an IPv4 address. */
  noSuchRecord: pastedLines("*** Can't find ", /^\*\*\* Can't find \S+: No answer/),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.oneServer.length > 0)
    return unknown(
      'one name server was asked by its own address, which is none of the cluster: whether it runs, and whether the way to it is open, is not shown',
      {
        next: 'kubectl get pods,svc -A -o wide | grep -iE "dns|hole|adguard"; nc -zv SERVER 53; kubectl run try --rm -it --image=busybox -- nslookup kubernetes.default',
      },
    )
  if (found.unsynced.length > 0)
    return unknown(
      'CoreDNS began without the names of the cluster: the API was slow or not reached, and may have come since',
      {
        next: 'kubectl -n kube-system logs -l k8s-app=kube-dns --tail=20; kubectl run try --rm -it --image=busybox -- nslookup kubernetes.default',
      },
    )
  if (found.dnsWaits.length > 0)
    return unknown(
      'CoreDNS waits for a node that is ready: a node without a network plugin never is, and others take longer to start',
      {
        next: 'kubectl describe nodes | grep -A8 "^Conditions"; kubectl get pods -A -o wide | grep -iE "flannel|calico|cilium|weave"',
      },
    )
  if (found.noSuchRecord.length > 0)
    return unknown(
      'a name server knows the name, or a longer one made of a search domain, without an address: of IPv6 that is no fault',
      {
        next: 'kubectl exec POD -- cat /etc/resolv.conf; kubectl exec POD -- nslookup NAME.; kubectl exec POD -- nslookup -type=a NAME',
      },
    )
  return noMatch
}

/** What was got from such a server says nothing of CoreDNS; neither does the sum that the tool draws. */
export function ofCluster(fails: readonly LogLine[], { oneServer }: Questions): LogLine[] {
  if (oneServer.length === 0) return [...fails]
  const asked = new Set(oneServer.map(({ text }) => text))
  return fails.filter(
    ({ text }) => !asked.has(text) && !text.includes('no servers could be reached'),
  )
}
