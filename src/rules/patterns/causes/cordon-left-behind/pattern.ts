import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { cordonedSince, cordonLeftMilliseconds } from '../../../cordon.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { sentences } from './told.ts'

/** The scheduler leaves cordoned nodes out and counts them. */
const unschedulable = lines(
  ['node(s) were unschedulable', 'node.kubernetes.io/unschedulable', 'NodeNotSchedulable'],
  /node\(s\) were unschedulable|(?:untolerated|had) taint \{node\.kubernetes\.io\/unschedulable|NodeNotSchedulable/,
)
/** `kubectl describe node` without a table of the nodes, or Longhorn's condition of its own one. */
const described = lines(
  [
    'Unschedulable:',
    'unschedulable: true',
    'still SchedulingDisabled',
    'unschedulable:NoSchedule',
    'KubernetesNodeCordoned',
  ],
  /KubernetesNodeCordoned|^\s+unschedulable: true\s*$|\bstill SchedulingDisabled\b|^\s*Unschedulable:\s+true|^\s*Taints:\s+node\.kubernetes\.io\/unschedulable:NoSchedule/,
)
const disabledRow = lines(
  'SchedulingDisabled',
  /^\s*(?<name>\S+)\s+(?<status>(?:Not)?Ready),SchedulingDisabled/,
)
/** What a cordon does not bring about: then the row is not the story. */
const otherTrouble = lines(
  [
    'NotReady',
    'NodeStatusUnknown',
    'level=fatal',
    'level=error',
    'CrashLoopBackOff',
    'password rejected',
  ],
  /NotReady|NodeStatusUnknown|level=(?:fatal|error)|CrashLoopBackOff|rejected/,
)
/** Somebody is at work: a cordon in the middle of a drain or an upgrade is no leftover. */
const atWork = lines(
  [
    'evicting pod ',
    'error when evicting pods',
    'already cordoned',
    ' cordoned',
    ' drained',
    ' evicted',
    'apply-k3s-server-on',
    'apply-k3s-agent-on',
  ],
  /evicting pod|error when evicting|already cordoned|node\/\S+ (?:cordoned|drained|evicted)|apply-k3s-(?:server|agent)-on/,
)

export default definePattern({
  id: 'cordon-left-behind',
  title: 'A node is still cordoned after its maintenance',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { nodes, unschedulable, described, disabledRow, otherTrouble, atWork },
  told: sentences,
  explains: {
    anywhere: ['pods-not-well', 'volume-degraded', 'longhorn-replica-count-exceeds-nodes'],
  },
  rivals: [
    {
      cause: 'node-overload',
      tell: 'The scheduler says `Insufficient cpu` or `memory` of the nodes that are open.',
    },
    {
      cause: 'drain-blocked-by-budget',
      tell: 'A drain is still running: `evicting pod`, `error when evicting pods`.',
    },
    {
      cause: 'k3s-service-stopped',
      tell: 'The node is NotReady as well: releasing it would change nothing.',
    },
  ],
  remedy: 'uncordon',
  docs: {
    meaning:
      'A cordon keeps new pods off a node and lasts until somebody takes it back: a drain, an upgrade or a person that stopped half way leaves it behind.',
    impact:
      'The node is well and idle. Pods that only it can hold stay Pending, and volumes miss a replica.',
    diagnosis:
      '`kubectl get nodes`, `kubectl describe node {node}`: the taint node.kubernetes.io/unschedulable tells since when.',
    mitigation:
      'Ask whether somebody is at work there. If not: `bramble uncordon {node}`, or `kubectl uncordon {node}`.',
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unschedulable',
    ],
  },

  match({ nodes, unschedulable, described, disabledRow, otherTrouble, atWork }, { now }) {
    const cordoned = nodes.filter((node) => node.unschedulable && isReady(node))
    if (atWork.length > 0) return noMatch
    const rows = disabledRow.filter(({ groups }) => groups['status'] === 'Ready')
    if (rows.length > 0) return judgeRows(rows, unschedulable, otherTrouble)
    if (cordoned.length > 0) return cordoned.map((node) => judgeNode(node, unschedulable, now))
    // What the API says of nodes now outweighs what an event said of one some minutes ago.
    if (nodes.length > 0) return noMatch
    const stated = statedLines(described)
    if (stated.length > 0) return judgeRows(stated, unschedulable, otherTrouble)
    return unschedulable.length > 0 ? match('suspected', unschedulable) : noMatch
  },
})

/** A pasted table or description tells no time: it counts where something waits, or nothing else is wrong. */
function judgeRows(
  rows: readonly Reason[],
  waiting: readonly Reason[],
  otherTrouble: readonly Reason[],
): PatternOutcome {
  if (waiting.length > 0) return match('suspected', [...waiting, ...rows])
  return otherTrouble.length > 0 ? onlySeen() : match('suspected', rows)
}

type Node = z.infer<typeof nodes.schema> & Origin

/** Since when, if the taint tells, and whether a pod waits for it: else it may be on purpose. */
function judgeNode(node: Node, waiting: readonly Reason[], now: number): PatternOutcome {
  const since = cordonedSince(node)
  const details = { subject: `node/${node.name}`, fill: { node: node.name } }
  if (since !== undefined && now - Date.parse(since) >= cordonLeftMilliseconds)
    return match(
      'confirmed',
      [because(node, `${node.name} is cordoned since ${since}`), ...waiting],
      details,
    )
  if (waiting.length > 0)
    return match('suspected', [because(node, `${node.name} is cordoned`), ...waiting], details)
  return { ...onlySeen(node.name), subject: details.subject }
}

function onlySeen(name = 'NODE'): PatternOutcome & { kind: 'unknown' } {
  return unknown('a node is cordoned; whether on purpose, nothing here tells', {
    next: `kubectl describe node ${name} | grep -A3 Taints`,
  })
}

function isReady({ conditions }: Node): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
}
