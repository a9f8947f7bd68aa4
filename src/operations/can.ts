import type { Can } from '#src/model/can.ts'
import { systemClock } from '#src/model/clock.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Leaving } from '#src/model/leaving.ts'
import type { GateAnswer } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import { goals } from '#src/plans/index.ts'
import { nodeOf } from '#src/plans/node-facts.ts'
import { outlookOf } from '#src/rules/leaving/outlook.ts'
import { nodeGates } from '#src/steps/node-gates.ts'
import { lookAtApi } from './look-at-api.ts'
import type { LookOptions } from './observe.ts'
import { openCluster } from './open-cluster.ts'
import { ProgressBoard } from './progress.ts'
import { askGates, type Look, lookAt } from './run/ask-gates.ts'

interface Question {
  readonly leaving: Leaving
  readonly node: string
}

/**
 * Whether a node may leave now, and what decides it: the gates of that goal, asked on one fresh
 * look, and what it would mean. Changes nothing.
 *
 * @throws usage error `node-unknown`; whatever opening the cluster throws
 */
export async function can(question: Question, options: LookOptions): Promise<Can> {
  const cluster = await openCluster(options)
  const board = new ProgressBoard(options.onProgress)
  try {
    const kube = await cluster.kubernetes()
    const observation = await board.follow('API', () => lookAtApi(kube, cluster.name, options))
    return canOn(question, lookAt(observation), systemClock.now())
  } finally {
    board.end()
    await cluster.close()
  }
}

/**
 * The answer on one look.
 *
 * @param now milliseconds since the epoch
 * @throws usage error `node-unknown`
 */
export function canOn({ leaving, node }: Question, look: Look, now: number): Can {
  const { observation, index } = look
  // Only a list that was read can miss a node.
  if (!index.gaps.has(nodes.kind)) nodeOf(node, index)
  const gates = askGates(nodeGates[leaving], { node }, look, { accepted: [], now })
  const refusals = gates.filter(refuses)
  return {
    schema: 'bramble/can/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    question: { leaving, node },
    answer: answerOf(refusals),
    acceptable: refusals.length > 0 && refusals.every(isAcceptable),
    gates: [...gates],
    outlook: outlookOf(leaving, node, index),
    coverage: [...observation.coverage],
    next: nextOf({ leaving, node }, refusals),
  }
}

function answerOf(refusals: readonly GateAnswer[]): Can['answer'] {
  if (refusals.some(({ verdict }) => verdict === 'fail')) return 'no'
  return refusals.length > 0 ? 'unknown' : 'yes'
}

/** What was not seen cannot be accepted: nobody knows what it is. */
function isAcceptable({ kind, verdict }: GateAnswer): boolean {
  return kind === 'availability' && verdict === 'fail'
}

function nextOf({ leaving, node }: Question, refusals: readonly GateAnswer[]): string {
  const [first] = refusals
  const isGoal = goals.includes(leaving)
  if (!first) return isGoal ? `bramble ${leaving} ${node}` : 'nothing to do'
  if (isGoal && refusals.every(isAcceptable))
    return `bramble ${leaving} ${node} --accept "${subjectsOf(refusals)}" --reason "…"`
  const decides = refusals.find((refusal) => !isAcceptable(refusal)) ?? first
  if (decides.verdict === 'unknown') return 'bramble check'
  return decides.subject.startsWith('volume/')
    ? 'bramble volumes'
    : `bramble explain ${decides.gate}`
}

/** More than a few subjects of one kind are written as all of them: `emptydir/*`. */
function subjectsOf(refusals: readonly GateAnswer[]): string {
  const subjects = [...new Set(refusals.map(({ subject }) => subject))]
  const kindOf = (subject: string) => subject.split('/')[0] ?? ''
  const isMany = (kind: string) => subjects.filter((other) => kindOf(other) === kind).length > 3
  const written = subjects.map((subject) =>
    isMany(kindOf(subject)) ? `${kindOf(subject)}/*` : subject,
  )
  return [...new Set(written)].join(',')
}
