import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { countOf, slowSync } from '../../words/control-plane.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** The member list and the members do not agree: a dead one blocks, or this one is not in it. */
const membership = lines(
  [
    'not a member of the etcd cluster',
    'etcdserver: unhealthy cluster',
    'too many learner members in cluster',
    'not enough started members',
    'member has been permanently removed from the cluster',
    'member count is unequal',
    'duplicate node name found',
    'luster ID mismatch',
    // The list still holds a member with this address: an earlier life of the same server.
    'Peer URLs already exist',
    'membership: peerURL exists',
    'has already been bootstrapped',
    'removed itself from the cluster',
    'because it was removed',
    'failed to find remote peer in cluster',
    'error validating peerURLs',
  ],
  /^(?!.*Waiting for other members)/,
)
/**
 * K3s adds itself under a name that the list does not hold (pkg/etcd/etcd.go), at an address that it does:
 * an earlier life of the same server. The address behind a NAT of VirtualBox is everybody's.
 */
const atItsAddress = lines(
  'to etcd cluster [',
  /Adding (?:member \S+=)?(?!https:\/\/10\.0\.2\.15:)(?<peer>https:\/\/\S+:2380) to etcd cluster \[.*=\k<peer>[\],\s]/,
)
/** No majority answers: elections that end without a leader. */
const leaderless = lines(
  [
    'etcdserver: no leader',
    'serving /health false; no leader',
    'lost leader ',
    'is starting a new election',
    'became candidate at term',
    'lost the TCP streaming connection with peer',
    'etcdNoLeader',
    'etcd cluster is unavailable or misconfigured',
    'failed to publish local member to cluster through raft',
    // dqlite, the datastore of MicroK8s (go-dqlite client/connector.go).
    'no available dqlite leader server found',
    'Failed to get leader: no known leader',
  ],
  // A client whose certificate is refused finds no member either; a member that is flooded is there.
  /^(?!.*(?:x509: |tls: |too many requests))/,
)
const leaderFound = lines(['elected leader', 'became leader at term'])
/** Said for some seconds at each join, and for ever when a member of the list never starts. */
const waiting = lines([
  'not yet been promoted from learner',
  'can only promote a learner member which is in sync with leader',
  'Waiting for other members to finish joining etcd cluster',
  // A health check or a client that asks the member which has no vote yet.
  'rpc not supported for learner',
  // Canonical's Kubernetes, of etcd's own refusal.
  'another node is currently joining the cluster',
  // kubeadm asks each member of the list before it adds one.
  'etcd cluster is not healthy: ',
])
/**
 * The list of members as `etcdctl member list` and `talosctl etcd members` print it: one that has no
 * vote yet, or that never started.
 */
const listed = pastedLines(
  ':2380',
  /^[\s|]*(?:\S+ +)?[0-9a-f]{12,16}[\s,|]+(?:unstarted\b|.*:2380[\s,|]+\S+:2379[\s,|]+true[\s|]*$)/,
)
/** `kubeadm reset`: somebody takes this server out, and the last one cannot take out itself. */
const beingReset = pastedLines('[reset] ')
/** `etcdctl endpoint health`, once for each member (ctlv3/command/printer_simple.go). */
const healthy = pastedLines('is healthy: successfully committed proposal')
/** Other members do not answer on 2380. A member that stops by itself cancels its own streams. */
const peersAway = lines(
  [
    'prober detected unhealthy status',
    'failed to reach the peer URL',
    ':2380',
    'peer became inactive',
    'lost TCP streaming connection with remote peer',
    // A new member asks the ones that it was told of (etcdserver/cluster_util.go).
    'get cluster response',
  ],
  /^(?!.*context canceled).*(?:prober detected unhealthy status|failed to reach the peer URL|peer became inactive|lost TCP streaming connection|(?::2380|get cluster response).*(?:connection refused|no route to host|i\/o timeout|EOF))/,
)
/** A member that was away for a restart, and is back (rafthttp peer_status.go, stream.go). */
const peersBack = lines([
  'peer became active',
  'established TCP streaming connection with remote peer',
  'established a TCP streaming connection with peer',
])
/** The sum of it, of K3s (pkg/etcd) and of etcd itself. What follows says why, where it is not cut off. */
const joinFailed = lines([
  'etcd cluster join failed',
  'ETCD join failed',
  'joining etcd cluster: ',
  'cannot fetch cluster info from peer urls',
  'could not retrieve cluster information from the given',
])
/** Counted by scrapes: a Prometheus that cannot reach the metrics of healthy members says the same. */
const alerts = lines(['etcdMembersDown', 'etcdInsufficientMembers'])
const peerCertificates = lines(
  ['remote error: tls', 'x509: ', 'rejected connection'],
  /:2380.*(?:tls|x509)|rejected connection.*(?:tls|x509)/,
)

export default definePattern({
  id: 'etcd-quorum-or-member',
  title: 'etcd has no majority, or its list of members holds one that is gone',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    membership,
    atItsAddress,
    waiting,
    listed,
    healthy,
    beingReset,
    leaderless,
    leaderFound,
    peersAway,
    peersBack,
    joinFailed,
    alerts,
    peerCertificates,
    slowSync,
  },
  told: sentences,
  passes: true,
  explains: {
    anywhere: [
      'api-not-ready',
      'k3s-restarting',
      'apiserver-overload-tls-timeouts',
      'node-silent',
      'server-unreachable-from-agent',
      'pods-not-well',
    ],
  },
  rivals: [
    {
      cause: 'slow-datastore-disk',
      tell: 'The members are all there and `slow fdatasync` shows seconds: elections come from late heartbeats.',
    },
    {
      cause: 'datastore-corrupt-or-full',
      tell: 'etcd ends with a panic, a checksum or `database space exceeded` instead of asking for votes.',
    },
    {
      cause: 'cert-not-trusted',
      tell: 'Members refuse each other: `rejected connection … tls`, `x509`.',
    },
    {
      cause: 'host-address-or-route-conflict',
      tell: 'The list holds the address of the one that joins, and the other board that has it is alive: `arping` finds two.',
    },
  ],
  remedy: 'repair-etcd-members',
  docs: {
    meaning:
      'etcd needs more than half of its members: 2 of 3, and 2 of 2. A server that died for good stays in the list until it is removed, and blocks a new one from joining.',
    impact: 'Without a majority nothing can be written: the API is away. Pods run on.',
    diagnosis:
      'On a living server: `kubectl get nodes -l node-role.kubernetes.io/etcd=true`; `k3s etcd-snapshot ls`; `journalctl -u k3s | grep -E "no leader|unhealthy status|not a member"`.',
    mitigation:
      'Bring the missing servers back first: with a majority all heals by itself. A server that is gone for good, which is never the one whose log says so: `kubectl delete node LOST` on a server that lives removes its member. A list that holds the address of the server that joins, under another name, holds an earlier life of it, unless a second board has that address: while the others are a majority, `etcdctl member list` on one of them and `etcdctl member remove ID` of that one alone, or `kubectl delete node OLD` where a Node still bears the old name. A member that gets no vote (LEARNER true) needs a free way to the leader on 2379 and 2380 and a quick disk; as long as it has none no other can join. Only when the majority is lost for ever: stop K3s on all servers, `k3s server --cluster-reset` on the one with the newest data, then join the others with an empty /var/lib/rancher/k3s/server/db. Copy that folder away before.',
    references: [
      'https://docs.k3s.io/datastore/ha-embedded',
      'https://github.com/k3s-io/k3s/issues/2533',
      'https://github.com/k3s-io/k3s/issues/5352',
      'https://github.com/k3s-io/k3s/issues/8496',
      'https://github.com/k3s-io/k3s/issues/2732',
      'https://github.com/k3s-io/k3s/blob/master/pkg/etcd/etcd.go',
      'https://github.com/etcd-io/etcd/blob/main/api/v3rpc/rpctypes/error.go',
    ],
  },

  match(evidence) {
    const { membership, leaderless, leaderFound, alerts, slowSync } = evidence
    const waiting = [...evidence.waiting, ...evidence.listed, ...evidence.atItsAddress]
    const peersAway = stillAway(evidence)
    const said: Reason[] = [
      ...membership,
      ...waiting,
      ...leaderless,
      ...peersAway,
      ...unhealthyMajority(evidence),
    ]
    if (said.length === 0) return withoutWord(evidence)
    const lost = [...said, ...alerts]
    if (isTakenOut(evidence)) return takenOut
    if (membership.length > 0) return match('confirmed', lost)
    if (evidence.peerCertificates.length > 0)
      return unknown('members of etcd refuse each other for their certificates', {
        next: 'k3s certificate check --output table; date -u',
      })
    // Every start of etcd holds an election; one that ended with a leader is no fault.
    if (peersAway.length + waiting.length === 0 && settled(leaderless, leaderFound)) return noMatch
    if (slowSync.length > 0)
      return unknown('etcd elects leaders again and again, and its disk is slow', {
        next: 'journalctl -u k3s | grep "slow fdatasync"',
      })
    return match(peersAway.length > 0 && leaderless.length > 0 ? 'confirmed' : 'suspected', lost)
  },
})

interface Asked {
  readonly healthy: readonly LogLine[]
  readonly unhealthy: readonly LogLine[]
}

/** More of those that were asked could not write than could. A single one may be all that there is. */
function unhealthyMajority({ healthy, unhealthy }: Asked): readonly LogLine[] {
  const away = countOf(unhealthy)
  return away > 1 && away > countOf(healthy) ? unhealthy : []
}

interface Left {
  readonly membership: readonly LogLine[]
  readonly beingReset: readonly LogLine[]
}

/** A server that is reset, and says of the others only that they are too few. */
function isTakenOut({ membership, beingReset }: Left): boolean {
  const tooFew = membership.filter(({ text }) => text.includes('not enough started members'))
  return beingReset.length * tooFew.length > 0 && tooFew.length === membership.length
}

const takenOut = unknown(
  'a server that is reset could not leave etcd: the last member never can, which is no matter; where others remain, their majority is gone or its member is left in the list',
  {
    next: 'on another control plane, if there is one: etcdctl member list -w table; kubectl get nodes',
  },
)

interface Wordless {
  readonly alerts: readonly LogLine[]
  readonly joinFailed: readonly LogLine[]
}

function withoutWord(found: Wordless & Questions): PatternOutcome {
  const { alerts, joinFailed } = found
  if (joinFailed.length > 0) return notJoined
  return alerts.length > 0 ? mayBeUnscraped : ask(found)
}

const notJoined = unknown(
  'this server could not join etcd: a member does not answer, or two announce the same address',
  {
    next: 'on a living server: etcdctl member list -w table; from here: nc -zvw3 MEMBER 2379 2380',
  },
)

interface Peers {
  readonly peersAway: readonly LogLine[]
  readonly peersBack: readonly LogLine[]
}

/** The peers, unless the last word on them is that they are there. */
function stillAway({ peersAway, peersBack }: Peers): readonly LogLine[] {
  const last = (found: readonly LogLine[]) => Math.max(0, ...found.map(({ lastAt = 0 }) => lastAt))
  return last(peersBack) > last(peersAway) ? [] : peersAway
}

const mayBeUnscraped = unknown(
  'Prometheus sees no members of etcd: they are away, or their metrics cannot be scraped',
  { next: 'kubectl get --raw /readyz/etcd; kubectl get nodes -l node-role.kubernetes.io/etcd' },
)

/** A leader was found, and nobody said that there is none. */
function settled(leaderless: readonly LogLine[], leaderFound: readonly LogLine[]): boolean {
  const none = leaderless.some((line) => /no leader|unavailable|NoLeader/.test(line.text))
  return leaderFound.length > 0 && !none
}
