import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  backdrop,
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Ask } from '../../../reading.ts'
import { countOf, identityRefused, serverTimesOut } from '../../words/control-plane.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { balancer, lasts, lost } from './balancer.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** No way to an address, be the line cut at the right; or no address behind the name, in the words of Go's and of C's resolver. */
const gone =
  'connection ref|no route to host|network is unreachable|host is down|i/o timeout|connection reset|reset by peer|connection timed out|no such host|lookup \\S+(?: on \\S+)?: (?:try again|temporary failure|device or resource busy|server misbehaving|name or service not known|no address associated)'

/** The agent asks a server for the authorities, its settings and the tunnel before all else. */
const joining = lines(
  [
    '/cacerts',
    '/v1-k3s/',
    '/v1-rke2/',
    'failed to get CA certs',
    'Failed to connect to proxy',
    'Remotedialer proxy error',
    'server is not ready',
    // k0s: a controller that joins asks the first one.
    'failed to sync CA: ',
  ],
  new RegExp(
    `^(?!.*(?:bad handshake|connect not allowed)).*(?:Failed to connect to proxy|Remotedialer proxy error|${gone}|EOF|context deadline exceeded|Client\\.Timeout)`,
    'i',
  ),
)
/**
 * Something answers there, and it is no K3s server: a balancer that has nobody behind it, takes TLS
 * apart or passes on some paths only (pkg/clientaccess/token.go: address and status).
 */
const answeredByOther = lines('/cacerts: ', /\/cacerts: (?:40[045]|421|50[024]) [A-Z]/)
/** K3s's own sum of it, where the reason was cut off or stands on the next line. */
const unvalidated = lines(
  ['ailed to validate connection to cluster at https://', 'ailed to get CA certs: Get '],
  /(?:at |Get \\?")https:\/\/(?!127\.0\.0\.1|\[::1\]|localhost)[^\s"\\]+[\s:"\\]*$/,
)
/** Dialling a server's own address (MicroK8s: 16443), last in the words of the agent's balancer. 127.0.0.1 is that or the server itself. */
const dialling = lines(
  ['dial tcp', 'ailed to connect to ', 'Dial error from server '],
  new RegExp(
    `(?<!127\\.0\\.0\\.1|\\[::1\\]|localhost)(?::| port )(?:1?6443|9345).*(?:${gone})`,
    'i',
  ),
)
/** The kubelet's first call, which may go to a balancer's own port. A proxy that is away is another matter. */
const registering = lines(
  'nable to register node with API server',
  new RegExp(
    `^(?!.*(?:proxyconnect|https://(?:127\\.0\\.0\\.1|\\[::1\\]|localhost))).*(?:${gone})`,
    'i',
  ),
)
const noServer = lines([
  'No servers in load balancer proxy list',
  'all servers failed',
  'Unable to connect to any server',
])
/** gorilla/websocket: something answered for the tunnel, and with another status than 101. */
const answered = lines('websocket: bad handshake')
/**
 * The server has no tunnel of an agent to send `kubectl logs` and `exec` through (K3s
 * pkg/daemons/control/tunnel.go): that agent is connected to another server only, or to none.
 */
const noTunnel = lines(
  ['ailed to find Session for client', 'while dialing '],
  /failed to find Session for client|proxy error from .{1,45}:(?:6443|9345) while dialing .{1,45}:10250, code 50/,
)
/** K3s ends with the part of it that ended, and says which (pkg/signals): the rest follows from it. */
const ended = lines('Shutdown request received', /Shutdown request received: .*\bexited: /)
/** The agent has its settings from a server, and its tunnel to one. */
const connected = lines([
  'Remotedialer connected to proxy',
  'Connected to proxy',
  'agent is up and running',
  'Tunnel authorizer set Kubelet Port',
  '->ACTIVE from ',
  '->PREFERRED from ',
])

/** A server at a loopback address says this while its own API server is starting. */
const onServer = lines([
  'Starting k3s v',
  'Kube API server is now running',
  'Running kube-apiserver',
  'etcd data store connection OK',
  'Waiting for API server to become available',
])

export default definePattern({
  id: 'server-unreachable-from-agent',
  title: 'The agent reaches no server at the addresses it knows',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    nodes,
    joining,
    answeredByOther,
    unvalidated,
    registering,
    dialling,
    balancer,
    lost,
    noServer,
    answered,
    noTunnel,
    ended,
    connected,
    onServer,
    identityRefused,
    serverTimesOut,
  },
  told: sentences,
  passes: true,
  explains: {
    onSameNode: ['node-silent', 'k3s-restarting', 'cni-not-ready'],
    anywhere: ['pods-not-well'],
  },
  rivals: [
    {
      cause: 'apiserver-overload-tls-timeouts',
      tell: 'The server accepts the connection and then takes too long: `TLS handshake timeout`, and its own log says `Handler timeout` or `Slow SQL`.',
    },
    {
      cause: 'join-credentials-mismatch',
      tell: 'The server answers and refuses: `401 Unauthorized`, `not authorized`, `Node password rejected`.',
    },
    {
      cause: 'cert-not-trusted',
      tell: 'The server answers with a certificate that the agent does not accept: `x509: …`.',
    },
    {
      cause: 'traffic-blocked',
      tell: '`curl -k https://{server}:6443/cacerts` works on the server and times out on the agent: a firewall.',
    },
    {
      cause: 'k3s-configuration-invalid',
      tell: 'K3S_URL in /etc/systemd/system/k3s-agent.service.env is missing or names another machine.',
    },
  ],
  remedy: 'restore-server-path',
  docs: {
    meaning:
      'K3s on this node connects to the servers by addresses that it once got: K3S_URL, and those that the servers announced. None of them answers. The address is wrong or old, the server does not run, or the way to it is cut.',
    impact: 'The node turns NotReady. Its pods run on, but nothing can be changed on them.',
    diagnosis:
      'On the node, `curl -vk --max-time 5 https://{server}:6443/cacerts` to each address of `grep -r server /etc/systemd/system/k3s-agent.service.env /var/lib/rancher/k3s/agent/etc/k3s-agent-load-balancer.json`. A certificate in the answer means that the way is free.',
    mitigation: allAdvice,
    references: [
      'https://github.com/geerlingguy/pi-cluster/issues/11',
      'https://github.com/k3s-io/k3s/issues/9860',
      'https://github.com/k3s-io/k3s/issues/2852',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/tunnel/tunnel.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/config/config.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/loadbalancer/servers.go',
    ],
  },
  advise: adviceFor,

  match(evidence, ask) {
    const { nodes, dialling, balancer, lost, noServer, connected, onServer } = evidence
    const joining = [
      ...evidence.joining,
      ...evidence.unvalidated,
      ...evidence.registering,
      ...evidence.answeredByOther,
    ]
    const cut = [...balancer.filter((line) => lasts([line])), ...(lasts(lost) ? lost : [])]
    const failures: Reason[] = [...joining, ...dialling, ...noServer, ...cut]
    // The server did answer, or says itself why it ended: the tunnel only follows that.
    if (hasOtherReason(evidence)) return noMatch
    if (failures.length === 0) return withoutFailure(evidence)
    const again = lastOf(connected) > lastOf([...joining, ...dialling, ...lost])
    if (again) return match('suspected', failures, { endedAt: lastOf(connected) })
    if (onServer.length > 0 && countOf(dialling) + countOf(noServer) === 0 && !gaveUp(joining))
      return unknown('a server said this, which is normal while it starts', {
        next: 'kubectl get --raw /readyz?verbose',
      })
    const renewedAt = heardSince(lastOf([...joining, ...dialling, ...noServer, ...cut]), nodes, ask)
    if (renewedAt !== undefined) return match('suspected', failures, { endedAt: renewedAt })
    const others = serversThatAreWell(nodes)
    return others.length > 0
      ? match('confirmed', [...failures, ...others])
      : match('suspected', failures)
  },
})

/** A server that joins others ends where they do not answer; one that waits for itself does not. */
function gaveUp(joining: readonly LogLine[]): boolean {
  return joining.some(({ text }) =>
    /(?:level=fatal|FATA\[).*https:\/\/(?!127\.|\[::1\]|localhost)/.test(text),
  )
}

interface Answers {
  readonly balancer: readonly LogLine[]
  readonly lost: readonly LogLine[]
  readonly answered: readonly LogLine[]
  readonly noTunnel: readonly LogLine[]
  readonly ended: readonly LogLine[]
  readonly identityRefused: readonly LogLine[]
  readonly serverTimesOut: readonly LogLine[]
}

function hasOtherReason({ identityRefused, serverTimesOut, ended }: Answers): boolean {
  return identityRefused.length + serverTimesOut.length + ended.length > 0
}

function withoutFailure(seen: Answers & Questions): PatternOutcome {
  const { answered, noTunnel } = seen
  if (seen.balancer.length + seen.lost.length > 0) return mayBeRestart
  if (noTunnel.length > 0) return tunnelMissing
  return answered.length > 0 ? tunnelRefused : ask(seen)
}

const tunnelRefused = unknown(
  'a server answers and gives the agent no tunnel: it is still starting, refuses the node, or another program answers there',
  { next: 'kubectl get nodes; curl -vk --max-time 5 https://SERVER:6443/v1-k3s/readyz' },
)

const tunnelMissing = unknown(
  'this server has no tunnel to that node: is its agent connected to each server?',
  { next: 'on that node: journalctl -u k3s-agent | grep -i remotedialer | tail' },
)

const mayBeRestart = unknown('the servers did not answer for a moment, as when one restarts', {
  next: 'kubectl get nodes; curl -vk --max-time 5 https://SERVER:6443/cacerts',
})

type Node = z.infer<typeof nodes.schema> & Origin

/** A server that the API shows as Ready is not down: the agent's way to it is at fault. */
function serversThatAreWell(known: readonly Node[]): Reason[] {
  const server = known.find(
    (node) => isReady(node) && node.roles.some((role) => /control-plane|master/.test(role)),
  )
  const away = known.some((node) => !isReady(node))
  return server && away ? [backdrop(because(server, `the server ${server.name} is Ready`))] : []
}

/** K3s tries again every few seconds: two tries that did not fail are no pause between two. */
const retryMilliseconds = 10_000
/** The kubelet renews its lease every ten seconds; one that is older says nothing of now. */
const freshMilliseconds = 50_000

/**
 * When this node renewed its lease after the last failure: then it reaches a server again, although
 * nothing in its log says so.
 */
function heardSince(
  failedAt: number,
  known: readonly Node[],
  { node, now }: Ask,
): number | undefined {
  const own = known.find(({ name }) => name === node)
  const renewedAt = Date.parse(own?.leaseRenewedAt ?? '')
  if (!own || !isReady(own) || Number.isNaN(renewedAt) || !Number.isFinite(failedAt))
    return undefined
  const isHeard = renewedAt > failedAt && now - renewedAt <= freshMilliseconds
  return isHeard && now - failedAt >= retryMilliseconds ? renewedAt : undefined
}

function isReady({ conditions }: Node): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}

function lastOf(found: readonly { lastAt?: number }[]): number {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...found.map((line) => line.lastAt ?? Number.NEGATIVE_INFINITY),
  )
}
