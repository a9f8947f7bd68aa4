import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { sentences } from './told.ts'

/** The scheduler: another pod has that port on the node. It writes it with each number of nodes. */
const scheduler = lines(["didn't have free ports", 'requested pod ports'])
const freePorts = /didn't have free ports for the requested pod ports/

/** A program found its port taken. K3s's own, and those of a service load balancer, by number. */
const taken = lines(
  ['ddress already in use', ': Address in use)', 'port is already allocated'],
  // sshd binds IPv4 after IPv6, which may have taken both: it says so and works.
  /^(?!.*sshd)/,
)
/** Docker and containerd publish a port of the node itself, whoever quotes them (moby portmapper, CNI portmap). */
const published =
  /userland proxy|programming external connectivity|bind host port|port is already allocated|Ports are not available|hostport/i
/** Who listens already, as ss, netstat and lsof show it. */
const listening = lines(
  'LISTEN',
  /[\d*\]]:(?<port>\d{1,5})\s.*LISTEN|LISTEN\s.*?:(?<shown>\d{1,5})\s/,
)
/** A load balancer pod of K3s that finds no place: its only wish is a port of each node. */
const balancerWaits = lines('svclb-', /\bsvclb-\S+\s+0\/\d+\s+Pending/)
/**
 * Ports of programs whose pods run in the node's own network by their charts: kube-vip, MetalLB's
 * speaker, node-exporter, Calico's bird and felix, Cilium's agent.
 */
const ofHostNetwork =
  /listen (?:tcp|udp)[46]? \S*:(?:2112|7472|7473|7946|9100|179|9091|9099|4240|4244|9878|9879|9890|9962|9964)\b/
const ofNode =
  /:(?:80|443|6443|6444|6445|9345|2379|2380|2381|10248|10249|10250|10256|10257|10258|10259|10010|8472|51820)\b|k3s\[|kubelet|containerd|hostPort|kube-vip|keepalived|etcd/

export default definePattern({
  id: 'host-port-conflict',
  title: 'A port of the node is wanted twice',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { pods, scheduler, taken, listening, balancerWaits },
  told: sentences,
  explains: {
    anywhere: ['pods-not-well', 'k3s-restarting', 'api-not-ready', 'server-unreachable-from-agent'],
  },
  rivals: [
    {
      cause: 'app-fault',
      tell: 'Two programs inside one pod want the same port; the node has no part in it.',
    },
    {
      cause: 'k3s-configuration-invalid',
      tell: 'K3s names a flag, not a port, before it exits.',
    },
    {
      cause: 'node-overload',
      tell: 'The scheduler says `Insufficient cpu` or `memory`, not `free ports`.',
    },
  ],
  remedy: 'free-host-port',
  docs: {
    meaning:
      "A port of the node's own address can be had once. K3s's service load balancer (svclb pods) takes each port of each LoadBalancer service on every node: Traefik has 80 and 443 from the start. A second K3s, a web server or an old process take ports too.",
    impact: 'The pod stays Pending, or the program exits. What already has the port goes on.',
    diagnosis:
      '`kubectl get svc -A | grep LoadBalancer` shows services that share a port; on {node}, `ss -ltnp` shows who listens, and `kubectl get pods -A -o wide | grep svclb` who took the rest.',
    mitigation:
      'Give one of the services another port, or switch the unused one off (`disable: [traefik]` in config.yaml, or `servicelb` when another load balancer is used). A process on the node: stop it. After a K3s that was killed, `ss -ltnp | grep 6443` shows what is left.',
    references: [
      'https://docs.k3s.io/networking/networking-services#service-load-balancer',
      'https://github.com/k3s-io/k3s/issues/1969',
      'https://github.com/k3s-io/k3s/issues/2403',
      'https://github.com/k3d-io/k3d/issues/104',
    ],
  },

  match({ pods, scheduler, taken, listening, balancerWaits }) {
    const waiting = pods
      .filter((pod) => freePorts.test(pod.unschedulableMessage ?? ''))
      .map(asReason)
    const own = taken.filter(
      ({ origin, text }) =>
        (origin !== 'pods' && ofNode.test(text)) ||
        published.test(text) ||
        ofHostNetwork.test(text),
    )
    const held = taken.flatMap((line) => {
      const holders = listening.filter(
        ({ groups }) => (groups['port'] ?? groups['shown']) === wanted(line),
      )
      return holders.length > 0 ? [line, ...holders] : []
    })
    const sure: Reason[] = [...new Set<Reason>([...waiting, ...scheduler, ...own, ...held])]
    if (sure.length > 0) return match('confirmed', [...sure, ...balancerWaits])
    if (balancerWaits.length > 0) return match('suspected', [...balancerWaits, ...taken])
    if (taken.length === 0) return noMatch
    return taken.some((line) => line.origin !== 'pods' || isOfNode(line))
      ? match('suspected', taken)
      : unknown("a program in a pod found its port taken; with hostNetwork it is the node's", {
          next: 'kubectl get pod POD -o jsonpath="{.spec.hostNetwork}"',
        })
  },
})

/**
 * In a network of its own a pod has each port for itself, or two of its containers want one. Ports
 * that a system serves by itself (names, leases, time, shares, Kubernetes) are the node's.
 */
function isOfNode(line: LogLine): boolean {
  return /^(?:22|53|67|111|123|2049|6443|6444|2379|2380|1024[89]|1025\d)$/.test(wanted(line) ?? '')
}

/** The port that a program wanted to have: the last one that it names before the complaint. */
function wanted({ text }: LogLine): string | undefined {
  const [before = ''] = text.split(/in use|allocated/)
  return [...before.matchAll(/(?::|\bport )(\d{1,5})\b/g)].at(-1)?.[1]
}

function asReason(pod: z.infer<typeof pods.schema> & Origin): Reason {
  return because(pod, `${pod.namespace}/${pod.name}: ${pod.unschedulableMessage}`)
}
