import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { namedOutlets } from '#src/model/facts/power.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { sentences } from './told.ts'

const stopped = lines([
  'stopped posting node status',
  'NodeStatusUnknown',
  'NodeNotReady',
  'status is now: NodeNotReady',
])

/** A row of `kubectl get nodes`, where nothing made a record of the table. */
const row = lines(
  'NotReady',
  /^\s*(?<name>[a-z0-9][a-z0-9.-]*)\s+NotReady(?:,SchedulingDisabled)?\s/,
)

/** The controller waits 50 s since Kubernetes 1.32, and 40 s before. */
const silentSeconds = 50
/** Two renewals missed: with a node that does not answer itself that is more than a slow moment. */
const missedSeconds = 25

export default defineSymptom({
  id: 'node-silent',
  title: 'A node has gone silent',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { nodes, stopped, row, sshSessions, namedOutlets },
  told: sentences,
  explains: {
    onSameNode: ['pods-not-well'],
    anywhere: ['volume-degraded', 'volume-attached-elsewhere'],
  },
  rivals: [
    {
      cause: 'k3s-service-stopped',
      tell: 'The node answers over SSH, and its K3s unit is inactive.',
    },
    { cause: 'nic-or-link-fault', tell: 'Its own log goes on, but no packet passes.' },
    { cause: 'power-loss', tell: 'Its log ends in mid-work, and the boot id changes.' },
  ],
  decides: 'bramble autopsy {node}',
  remedy: 'find-silence',
  docs: {
    meaning:
      'The kubelet of the node has stopped renewing its lease. The node may be off, hung, cut off, or only its K3s stopped.',
    impact:
      'After five minutes its pods are started elsewhere, but a volume that only one node may use stays with the silent one.',
    diagnosis:
      '`bramble logs {node} --boot -1`. By hand: `ping {node}`, `ssh {node} systemctl status k3s k3s-agent`, then the log of the boot before.',
    mitigation:
      'Save what a reset destroys first (the other nodes’ view, the switch port). Then start K3s, repair the link, or power-cycle the node if no last healthy replica is on it.',
    references: [
      'https://kubernetes.io/docs/concepts/architecture/nodes/#node-status',
      'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/',
    ],
  },

  match({ nodes, stopped, row, sshSessions, namedOutlets }, { now }) {
    const judged =
      nodes.length > 0
        ? nodes.map((node) => judgeNode(node, sshSessions, now))
        : judgeSessions(sshSessions)
    const found = judged.map((outcome) => withPower(outcome, sshSessions, namedOutlets))
    if (found.some((outcome) => outcome.kind === 'match')) return found
    // What is known of a node now outweighs what an event or a row said of it.
    const known = new Set(nodes.map(({ name }) => name))
    const rows = row.filter(({ groups }) => !known.has(groups.name ?? ''))
    if (nodes.length === 0 && stopped.length > 0) return match('suspected', [...stopped, ...rows])
    const fromRows = rows.map((line) => {
      const name = line.groups.name ?? ''
      return match('suspected', [line], { subject: `node/${name}`, fill: { node: name } })
    })
    return [...found, ...fromRows]
  },
})

type Node = Read<{ nodes: typeof nodes }>['nodes'][number]
type Session = Read<{ sshSessions: typeof sshSessions }>['sshSessions'][number]
type Outlet = Read<{ namedOutlets: typeof namedOutlets }>['namedOutlets'][number]

/**
 * A board that answers nobody and whose power can be switched: that is one way on, the last one,
 * behind the two questions that decide it. One that answers over SSH needs no power cycle.
 */
function withPower(
  outcome: PatternOutcome,
  sessions: readonly Session[],
  outlets: readonly Outlet[],
): PatternOutcome {
  if (outcome.kind !== 'match' || outcome.subject === undefined) return outcome
  const { subject } = outcome
  const isOf = ({ node }: Origin) => node !== undefined && subject === `node/${node}`
  const answers = sessions.some((session) => isOf(session) && session.outcome === 'answered')
  return answers || !outlets.some(isOf) ? outcome : { ...outcome, lastly: lastWay }
}

const lastWay =
  'Its outlet is in bramble.yaml, so that there is one way more, the last: where `bramble autopsy {node}` shows that not only the network is away, and `bramble can lose {node}` that no last healthy replica is there, `bramble power-cycle {node}` asks its gates and starts it anew.'

/** Without the API only the nodes themselves tell; if all are silent it may be the way from here. */
function judgeSessions(sessions: readonly Session[]): PatternOutcome[] {
  const gone = sessions.filter(({ outcome }) => outcome === 'silent')
  const [first] = gone
  if (first?.node !== undefined && gone.length === sessions.length && gone.length > 1)
    return [
      unknown('no node answers over SSH: all are off, or the way from here is cut', {
        next: `ping -c 3 ${first.node}`,
      }),
    ]
  if (gone.length === sessions.length) return []
  return gone.flatMap((session) => {
    const { node, reason } = session
    if (node === undefined) return []
    const words = `${node} does not answer over SSH, while others do${reason ? `: ${reason}` : ''}`
    const about = { subject: `node/${node}`, fill: { node } }
    return [match('suspected', [because(session, words)], about)]
  })
}

function judgeNode(node: Node, sessions: readonly Session[], now: number): PatternOutcome {
  const subject = `node/${node.name}`
  const ready = node.conditions.find((condition) => condition.type === 'Ready')
  if (!ready) return unknown('the API shows no Ready condition of it', { subject })
  const age = leaseAgeSeconds(node, now)
  const mute = sessions.filter((one) => one.node === node.name && one.outcome === 'silent')
  const words = silence(ready, age) ?? vanishing(mute, age)
  if (words === undefined) return noMatch
  const of = { evidence: node.evidence, node: node.name }
  return match(
    ready.status === 'Unknown' ? 'confirmed' : 'suspected',
    [
      because(of, `${node.name} ${words}`),
      ...mute.map((session) => because(session, `${node.name} does not answer over SSH`)),
    ],
    { subject, fill: { node: node.name }, ...beginOf(node, ready) },
  )
}

/**
 * When it was last heard of: the lease is renewed every ten seconds, while the condition turns only
 * after the controller has waited.
 */
function beginOf(
  { leaseRenewedAt }: Node,
  { status, lastTransitionAt }: Node['conditions'][number],
): { beganAt?: number } {
  const turned = Date.parse(lastTransitionAt ?? '')
  const waited = status === 'Unknown' ? silentSeconds * 1000 : 0
  const renewed = status === 'False' ? Number.NaN : Date.parse(leaseRenewedAt ?? '')
  const began = Number.isNaN(renewed) ? turned - waited : renewed
  return Number.isNaN(began) ? {} : { beganAt: began }
}

/** What shows that the node is silent, if anything does. */
function silence(
  { status, reason, message }: Node['conditions'][number],
  leaseAge: number | undefined,
): string | undefined {
  if (status === 'Unknown') return `has Ready Unknown: ${message ?? reason ?? 'no reason given'}`
  // The controller needs a while to notice; the lease tells it sooner.
  if (status === 'True' && leaseAge !== undefined && leaseAge > silentSeconds)
    return `has not renewed its lease for ${leaseAge} s`
  // A table shows NotReady for False and Unknown alike; a message comes from a kubelet that speaks.
  if (status === 'False' && (reason === undefined || reason === 'NotReady')) return 'is NotReady'
  return undefined
}

/** The condition says Ready for most of a minute more; the two who should have heard of it did not. */
function vanishing(mute: readonly Session[], leaseAge: number | undefined): string | undefined {
  if (mute.length === 0 || leaseAge === undefined || leaseAge < missedSeconds) return undefined
  return `is still called Ready, but has not renewed its lease for ${leaseAge} s`
}

function leaseAgeSeconds(node: Node, now: number): number | undefined {
  if (node.leaseRenewedAt === undefined) return undefined
  return Math.round((now - Date.parse(node.leaseRenewedAt)) / 1000)
}
