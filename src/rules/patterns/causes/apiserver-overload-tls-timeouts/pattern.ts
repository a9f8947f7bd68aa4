import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { apiHealth, nodes } from '#src/model/facts/kubernetes.ts'
import { load, memory, pressure, units } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { isSilence } from '../../../api-error-codes.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  countOf,
  cpuStarved,
  etcdStalled,
  identityRefused,
  longRequest,
  partTimesOut,
  serverTimesOut,
  slowApply,
  slowSql,
} from '../../words/control-plane.ts'
import { slowWay } from '../../words/network.ts'
import { sentences } from './told.ts'

/**
 * A client that names the API server's ports, a path of the API behind a balancer's own port (but
 * not the 443 of the service, which pods ask), or no address at all, as kubectl does.
 */
const handshake = lines(
  'handshake timeout',
  // A registry, a webhook or a page on the internet that is slow is not the API server.
  /^(?!.*(?:pull|registry|resolving|webhook))(?:(?=.*:644[345])|(?=.*https:\/\/[^\s":/]+(?:\/apis?\/|:(?!443\/)\d+\/(?:api\/v1\/(?:namespaces|nodes|pods|services|endpoints|watch)|apis\/[a-z.]+\/v\d)))|(?!.*https?:\/\/)).*handshake timeout/i,
)
/** Pods reach the API server by its service address: across the overlay, which may be at fault. */
const podHandshake = lines('TLS handshake timeout', /:443\/.*TLS handshake timeout/)

/** A request that got no answer in time on its way through 6443 or 6444. */
const timedOut = lines(
  ['context deadline exceeded', 'Client.Timeout', 'exceeded while awaiting headers', 'i/o timeout'],
  // A local connection that times out is a process that hangs; there is no network in between.
  /127\.0\.0\.1:644[345].*i\/o timeout|^(?!.*i\/o timeout).*(?::644[345]\/(?:api|healthz|readyz|livez|version|openapi)|ailed to update lease|ailed to ensure lease|node status|resource lock)/,
)
const statusLost = lines([
  'update node status exceeds retry count',
  'Unable to update node status',
  'ailed 5 attempts to update lease',
])

/** A server that waited for its own API server, or that for its store, and gave up. */
const gaveUp = lines(
  [
    'failed to start controllers: timed out',
    'apiserver exited: context deadline exceeded',
    'ailed to wait for apiserver ready',
  ],
  /^(?!.*longhorn)/,
)
/** The path, not the server: there is no way to it. */
const pathGone = lines([
  'no route to host',
  'network is unreachable',
  'host is down',
  'Link is Down',
  'NIC Link is Down',
])
/** Either the path or the server: a connection that was open went silent. */
const wentSilent = lines(
  ['client connection lost', 'i/o timeout'],
  /client connection lost|^(?!.*127\.0\.0\.1).*i\/o timeout/,
)

const busyPercent = 60
const slowMilliseconds = 5000
const leastMemoryShare = 0.05

export default definePattern({
  id: 'apiserver-overload-tls-timeouts',
  title: 'The API server is too busy to answer in time',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  told: sentences,
  reads: {
    apiHealth,
    nodes,
    load,
    memory,
    pressure,
    units,
    handshake,
    timedOut,
    longRequest,
    statusLost,
    serverTimesOut,
    partTimesOut,
    cpuStarved,
    etcdStalled,
    slowApply,
    slowSql,
    podHandshake,
    gaveUp,
    pathGone,
    slowWay,
    wentSilent,
    identityRefused,
  },
  passes: true,
  explains: {
    // A loaded server that others time out on is this cause, more exactly named.
    onSameNode: ['k3s-restarting', 'node-overload'],
    anywhere: [
      'datastore-slowing-down',
      'api-not-ready',
      'node-silent',
      'server-unreachable-from-agent',
      'pods-not-well',
    ],
  },
  rivals: [
    {
      cause: 'slow-datastore-disk',
      tell: '`slow fdatasync`, or requests of whole seconds with the datastore on an SD card. Then the disk is the cause of the time-outs.',
    },
    {
      cause: 'server-unreachable-from-agent',
      tell: '`connection refused`, `no route to host`: nobody is there, instead of somebody too slow.',
    },
    {
      cause: 'nic-or-link-fault',
      tell: 'One node only, its link goes down and up, and a ping to it loses packets.',
    },
    {
      cause: 'overlay-mtu-or-offload',
      tell: 'Only pods time out, at the service address, while the node itself reaches the API server.',
    },
    {
      cause: 'cert-expired',
      tell: 'The handshake ends at once with a word about the certificate; it does not time out.',
    },
  ],
  remedy: 'relieve-server',
  docs: {
    meaning:
      'The API server accepts connections but does not answer within ten seconds. It has too little CPU, memory or disk for what is asked of it. An agent only passes the bytes on at 127.0.0.1:6444, so a time-out there is the server or the way to it, not the agent.',
    impact:
      'Agents cannot renew their leases and turn NotReady; K3s on the server loses its own leader leases and exits by design. Running pods go on.',
    diagnosis:
      'On the server: `uptime`, `free -m`, `journalctl -u k3s --since -15min | grep -E "Slow SQL|took too long|Handler timeout"`. All agents at once point to the server, one agent to its own link: `ping -c 20 {server}`.',
    mitigation:
      'Take load off the server: move workloads to agents, stop what lists everything again and again, give it swap-free memory. If its datastore is slow, cure that first.',
    references: [
      'https://github.com/k3s-io/k3s/issues/587',
      'https://github.com/k3s-io/k3s/issues/4598',
      'https://github.com/k3s-io/k3s/issues/3519',
      'https://github.com/kubernetes/kubernetes/issues/58699',
    ],
  },

  match(evidence) {
    const { handshake, timedOut, statusLost } = evidence
    const serverTimesOut = [...evidence.serverTimesOut, ...evidence.partTimesOut]
    const starved = starvation(evidence)
    const late = slowAnswers(evidence.apiHealth)
    const { longRequest } = evidence
    const said = [handshake, timedOut, longRequest, statusLost, serverTimesOut, late]
    if (said.every((found) => found.length === 0)) return withoutWords(evidence, starved)
    const waits: Reason[] = [...handshake, ...timedOut, ...longRequest, ...late]
    // A server that is starved and gives requests up: both ends of the chain are seen.
    if (starved.length > 0 && serverTimesOut.length + handshake.length + late.length > 0)
      return match('confirmed', [...waits, ...serverTimesOut, ...starved])
    if (evidence.identityRefused.length > 0) return noMatch
    if (evidence.pathGone.length > 0) return mayBePath
    const server: Reason[] = [...serverTimesOut, ...datastoreWaits(evidence), ...starved]
    if (evidence.slowWay.length > 0 && server.length === 0) return mayBePath
    // A deadline alone may be a cable; the same from the server's side, or often, is not.
    const often = countOf(timedOut) > 1 && evidence.wentSilent.length === 0
    const enough = [
      handshake.length > 0,
      serverTimesOut.length > 0,
      longRequest.length > 0,
      often,
      server.length > 0,
    ]
    return enough.includes(true)
      ? match('suspected', [...waits, ...statusLost, ...server])
      : mayBePath
  },
})

interface Wordless {
  readonly apiHealth: readonly Health[]
  readonly podHandshake: readonly LogLine[]
  readonly gaveUp: readonly LogLine[]
}

/** Nobody has given up yet. A silent API whose server has too little: a firewall would look alike. */
function withoutWords(
  { apiHealth, podHandshake, gaveUp }: Wordless,
  starved: readonly Reason[],
): PatternOutcome {
  const silent = noAnswers(apiHealth)
  if (silent.length > 0 && starved.length > 0) return match('suspected', [...silent, ...starved])
  if (gaveUp.length > 0) return mayBeStore
  return podHandshake.length > 0 ? mayBeOverlay : noMatch
}

const mayBePath = unknown(
  'requests to the API server got no answer: it is too busy, or the way to it is broken',
  { next: 'ping -c 20 SERVER; on the server: uptime; journalctl -u k3s --since -15min' },
)

const mayBeStore = unknown(
  'the server gave up on its own API server: the datastore is slow or very large, or the processor is wanted by all',
  {
    next: 'uptime; ls -lh /var/lib/rancher/k3s/server/db; journalctl -u k3s | grep -E "Slow SQL|took too long|database is locked" | tail',
  },
)

const mayBeOverlay = unknown(
  'pods time out on the API server: it is too busy, or large packets are lost in the overlay',
  { next: 'on a node: kubectl get --raw /readyz; ip -d link show flannel.1' },
)

type Health = z.infer<typeof apiHealth.schema> & Origin

/** An answer that came, but late. A connection that failed is another matter. */
function slowAnswers(answers: readonly Health[]): Reason[] {
  return answers
    .filter((answer) => !answer.errorCode && answer.milliseconds >= slowMilliseconds)
    .map((answer) => because(answer, `${answer.address} answered after ${answer.milliseconds} ms`))
}

function noAnswers(answers: readonly Health[]): Reason[] {
  const isMute = answers.length > 0 && answers.every(isSilence)
  return isMute
    ? answers.map((answer) => because(answer, answer.errorMessage ?? `${answer.address} is silent`))
    : []
}

interface DatastoreLines {
  readonly slowApply: readonly LogLine[]
  readonly slowSql: readonly LogLine[]
  readonly etcdStalled: readonly LogLine[]
}

function datastoreWaits({ slowApply, slowSql, etcdStalled }: DatastoreLines): Reason[] {
  return [...slowApply, ...slowSql, ...etcdStalled]
}

interface Busy {
  readonly nodes: readonly (z.infer<typeof nodes.schema> & Origin)[]
  readonly load: readonly (z.infer<typeof load.schema> & Origin)[]
  readonly memory: readonly (z.infer<typeof memory.schema> & Origin)[]
  readonly pressure: readonly (z.infer<typeof pressure.schema> & Origin)[]
  readonly units: readonly (z.infer<typeof units.schema> & Origin)[]
  readonly cpuStarved: readonly LogLine[]
}

/** What shows that a server has too little of something. An agent's load says nothing of it. */
function starvation({ nodes, load, memory, pressure, units, cpuStarved }: Busy): Reason[] {
  const listed = nodes.filter((node) => node.roles.some((role) => serverRole.test(role)))
  // While the API is away only their units tell which nodes are servers.
  const running = units.filter(
    ({ name, activeState }) => name === 'k3s.service' && activeState === 'active',
  )
  const servers = new Set([...listed.map(({ name }) => name), ...running.map(({ node }) => node)])
  const onServer = (record: Origin) => record.node === undefined || servers.has(record.node)
  const loaded = load.filter(
    (reading) => onServer(reading) && reading.one > 2 * (reading.cpuCount ?? Number.MAX_VALUE),
  )
  const squeezed = pressure.filter(
    (reading) => onServer(reading) && reading.resource !== 'io' && reading.someAvg60 >= busyPercent,
  )
  const full = memory.filter(
    (reading) =>
      onServer(reading) &&
      (reading.availableBytes ?? reading.totalBytes) < leastMemoryShare * reading.totalBytes,
  )
  return [
    ...cpuStarved,
    ...loaded.map((one) =>
      because(one, `the server's load is ${one.one} on ${one.cpuCount} cores`),
    ),
    ...squeezed.map((one) =>
      because(
        one,
        `the server's processes wait for ${one.resource} ${one.someAvg60} % of the time`,
      ),
    ),
    ...full.map((one) => because(one, 'the server has less than 5 % of its memory left')),
  ]
}

const serverRole = /control-plane|master|etcd/
