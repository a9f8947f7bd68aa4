import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { apiServiceFails, nameFails } from '../../words/network.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, ofCluster, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** CoreDNS asks itself (plugin/loop). */
const loop = lines(['plugin/loop', 'Loop ('], /plugin\/loop|Loop \(\S+ -> \S+\) detected/)
/** CoreDNS does not get an answer from above. */
const upstream = lines(
  ['plugin/errors', 'plugin/forward', 'unreachable backend: '],
  // Until CoreDNS 1.2 the plugin did not name itself.
  /unreachable backend: |plugin\/errors: 2 .*(?:i\/o timeout|connection refused|no route to host|network is unreachable|SERVFAIL|broken pipe)|plugin\/forward: no (?:upstream|nameservers)/,
)
/** Tailscale answers on the node for the whole tailnet, and was given nobody to ask (net/dns/resolver). */
const noForwarder = lines('forward: no upstream resolvers set')
/** It gets none from the API, which it needs to know services by. */
const withoutApi = lines(
  ['plugin/ready', 'plugin/kubernetes'],
  /plugin\/ready: .*(?:[Ss]till waiting|[Pp]lugins not ready)|plugin\/kubernetes: .*(?:timeout|refused|[Ff]ailed)/,
)
/** A row of CoreDNS's pod that is not ready. */
const row = lines(
  'coredns-',
  /coredns-\S+\s+(?<ready>\d+)\/(?!\k<ready>\s)\d+\s+(?!Completed|Termina|Evicted|Error|NodeShutdown|ContainerStatusUnknown|nodes are available)\S/,
)
/** CoreDNS refuses its own configuration. */
const corefile = lines(
  ['Corefile', 'plugin/hosts', 'dns.GetNameservers'],
  /Corefile:\d+|[Uu]nknown directive|no nameservers found|Error during parsing/,
)
/** The node's own resolver failed: an image is fetched by it, not by CoreDNS. */
const hostNames = lines(
  'lookup ',
  /lookup (?<name>\S+) on (?:127\.0\.0\.53|\[?::1\]?|(?!10\.43\.|10\.96\.)\d+\.\d+\.\d+\.\d+):53: (?:.*(?:i\/o timeout|server misbehaving|connection refused|no route))/,
)

/** A name server says of a registry that the world knows that there is none of that name. */
const denied = lines(
  'no such host',
  /lookup (?:registry-1\.docker\.io|auth\.docker\.io|production\.cloudflare\.docker\.com|ghcr\.io|quay\.io|(?:registry\.)?k8s\.(?:gcr\.)?io|gcr\.io|mcr\.microsoft\.com)(?: on \S+)?: no such host/,
)
/** dig: the pod that answered did so by its own address, and the client takes no such answer. */
const otherSource = lines('reply from unexpected source')

/** Another service is asked by its address, which takes no name, and does not answer either. */
const servicesFail = lines(
  'i/o timeout',
  /dial tcp 10\.(?:43|96)\.\d+\.\d+:(?!53\b)\d+: (?:connect: )?i\/o timeout/,
)

/** A pod was given no network: what is not there yet cannot answer. */
const noSandbox = lines(['failed to setup network for sandbox', 'FailedCreatePodSandBox'])

type Pod = z.infer<typeof pods.schema> & Origin

export default definePattern({
  id: 'cluster-dns-failing',
  title: 'Names are not resolved: CoreDNS does not answer, or has no upstream',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    pods,
    loop,
    upstream,
    noForwarder,
    withoutApi,
    row,
    corefile,
    nameFails,
    hostNames,
    denied,
    otherSource,
    apiServiceFails,
    noSandbox,
    servicesFail,
  },
  told: sentences,
  advise: adviceFor,
  explains: {
    anywhere: ['pods-not-well', 'app-fault', 'longhorn-webhook-unreachable', 'image-unusable'],
  },
  rivals: [
    {
      cause: 'traffic-blocked',
      tell: 'Service addresses do not answer either, without any name: `nc -zv 10.43.0.1 443`.',
    },
    {
      cause: 'overlay-mtu-or-offload',
      tell: 'Names resolve on the node where CoreDNS runs, and nowhere else.',
    },
    {
      cause: 'app-fault',
      tell: '`no such host` for one name only: it is misspelt or does not exist.',
    },
    {
      cause: 'benign-nameserver-limit',
      tell: '`Nameserver limits were exceeded`, and names resolve.',
    },
  ],
  remedy: 'repair-cluster-dns',
  docs: {
    meaning:
      'Pods ask CoreDNS, and CoreDNS asks the name servers of its node. It does not run, asks itself in a circle (the node lists 127.0.0.1 or the cluster as its name server), or the servers above do not answer.',
    impact: 'Programs cannot find each other nor the Internet; most of them fail at start.',
    diagnosis:
      '`kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide; kubectl -n kube-system logs -l k8s-app=kube-dns --tail=30`; on its node `cat /etc/resolv.conf /run/systemd/resolve/resolv.conf`.',
    mitigation: allAdvice,
    references: [
      'https://coredns.io/plugins/loop/#troubleshooting',
      'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      'https://longhorn.io/kb/troubleshooting-dns-resolution-failed/',
      'https://github.com/k3s-io/k3s/issues/4087',
      'https://github.com/k3s-io/k3s/issues/776',
    ],
  },

  match(evidence, { now }) {
    const { loop, row, corefile, hostNames } = evidence
    const nameFails = ofCluster(evidence.nameFails, evidence)
    const upstream = [...evidence.upstream, ...evidence.noForwarder, ...evidence.withoutApi]
    const settled = evidence.pods.filter((pod) => !isNew(pod, now))
    const down = settled.filter(isDown).map(asReason)
    const ofDns: Reason[] = hasNotRun(evidence, settled) ? [] : [...down, ...row]
    const plain: Reason[] = [...loop, ...corefile.filter(isRefused)]
    const refused = ofDns.length + upstream.length > 0 ? corefile : []
    if (plain.length + refused.length > 0)
      return match('confirmed', [...new Set([...plain, ...refused]), ...ofDns])
    if (nameFails.length > 0 && noneIsUp(settled))
      return match('confirmed', [...down, ...upstream, ...nameFails])
    if (isVictim({ ...evidence, nameFails })) return ofDns.length > 0 ? notReached : ask(evidence)
    if (upstream.length + ofDns.length > 0)
      return match('suspected', [...upstream, ...ofDns, ...nameFails])
    const inCluster = nameFails.filter(({ text }) => !hostNames.some((line) => line.text === text))
    return inCluster.length > 0 ? unanswered(inCluster, evidence.servicesFail) : outside(evidence)
  },
})

/** A name is not answered: is it the name server, or the way that all services lie behind? */
function unanswered(names: readonly LogLine[], services: readonly LogLine[]): PatternOutcome {
  return services.length > 0 ? neitherAnswers : match('suspected', names)
}

interface Outside {
  readonly denied: readonly LogLine[]
  readonly otherSource: readonly LogLine[]
  readonly hostNames: readonly LogLine[]
}

/** CoreDNS is not at fault; the name server of the node may be, or the way to CoreDNS. */
function outside(found: Outside & Questions): PatternOutcome {
  const { denied, otherSource, hostNames } = found
  if (denied.length > 0) return match('suspected', denied, { severity: 'warning' })
  if (otherSource.length > 0) return notTranslated
  return hostNames.length > 0 ? notOurs : ask(found)
}

const notReached = unknown(
  'CoreDNS is not ready, but the API does not answer at its service address either: is the network closed?',
  {
    next: 'kubectl run try --rm -it --image=busybox -- nc -zvw3 10.43.0.1 443; nft list ruleset | grep -ciE "drop|reject"',
  },
)

const neitherAnswers = unknown(
  'other services do not answer at their addresses either, and those need no name: is the network of the pods cut, or closed by a policy?',
  {
    next: 'kubectl get networkpolicy -A; kubectl get nodes -o wide; kubectl run try --rm -it --image=busybox -- nc -zvw3 10.43.0.1 443; the same from a pod on the node of CoreDNS',
  },
)

const notOurs = unknown("the node's own name server does not answer", {
  next: 'cat /etc/resolv.conf; resolvectl status; getent hosts k3s.io',
})

const notTranslated = unknown(
  'DNS answers come from the address of a pod: bridged packets may pass by the rules of services',
  { next: 'lsmod | grep br_netfilter; sysctl net.bridge.bridge-nf-call-iptables' },
)

interface Around {
  readonly upstream: readonly LogLine[]
  readonly nameFails: readonly LogLine[]
  readonly apiServiceFails: readonly LogLine[]
}

/** Others reach that address as little, and need no name for it: CoreDNS is one of those cut off. */
function isVictim({ upstream, nameFails, apiServiceFails }: Around): boolean {
  const unnamed = apiServiceFails.filter(({ text }) => /10\.(?:43|96)\.0\.1\b/.test(text))
  return unnamed.length > 0 && upstream.length + nameFails.length === 0
}

interface Unborn {
  readonly row: readonly LogLine[]
  readonly dnsWaits: readonly LogLine[]
  readonly noSandbox: readonly LogLine[]
}

/** A pod without a node or a network has not run yet; others say what it waits for. */
function hasNotRun({ row, dnsWaits, noSandbox }: Unborn, settled: readonly Pod[]): boolean {
  if (dnsWaits.length + noSandbox.length === 0) return false
  const down = settled.filter(isDown)
  return (
    row.every(({ text }) => /\s(?:Pending|ContainerCreating)\s/.test(text)) &&
    down.every(({ phase }) => phase === 'Pending')
  )
}

function isRefused({ text }: LogLine): boolean {
  return /Corefile:\d+ - Error/.test(text)
}

/** A pod that has just been made is still starting. */
function isNew({ createdAt }: Pod, now: number): boolean {
  return createdAt !== undefined && now - Date.parse(createdAt) < 120_000
}

function noneIsUp(pods: readonly Pod[]): boolean {
  const those = pods.filter(isDns)
  return those.length > 0 && those.every(isDown)
}

function isDns({ name, namespace }: Pod): boolean {
  return namespace === 'kube-system' && name.startsWith('coredns-')
}

function isDown(pod: Pod): boolean {
  return (
    isDns(pod) && pod.ready === false && pod.deletedAt === undefined && pod.phase !== 'Succeeded'
  )
}

function asReason(pod: Pod): Reason {
  const why = pod.containers.find(({ reason }) => reason)?.reason ?? pod.reason ?? pod.phase
  return because(pod, `${pod.name} is not ready${why ? `: ${why}` : ''}`)
}
