import type { Can } from '#src/model/can.ts'
import { BrambleError } from '#src/model/error.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Leaving } from '#src/model/leaving.ts'
import type { GateAnswer } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import { acceptingCommand, commandAfterRefusal, commandIn } from '#src/model/refusal-reading.ts'
import { unsettledWords } from '#src/model/run-reading.ts'
import type { UnsettledRun } from '#src/model/status.ts'
import { goals } from '#src/plans/index.ts'
import { nodeOf } from '#src/plans/node-facts.ts'
import { outlookOf } from '#src/rules/leaving/outlook.ts'
import { nodeGates } from '#src/steps/node-gates.ts'
import { marksOf } from './cluster-marks.ts'
import type { LookOptions } from './look-options.ts'
import { ProgressBoard } from './progress.ts'
import type { Remembering } from './remember.ts'
import { askGates, type Look, lookAt } from './run/ask-gates.ts'
import { lookForGates, lookForPlanner, type PlanRequest, planOn } from './run/make-plan.ts'
import { notedRuns } from './run/noted-runs.ts'
import type { Besides, LookingSite } from './run/site.ts'
import { withEyes } from './run/with-eyes.ts'

interface Question {
  readonly leaving: Leaving
  readonly node: string
}

/**
 * Whether a node may leave now, and what decides it: the gates of that goal's own plan, asked on one
 * fresh look, and what it would mean. Changes nothing.
 *
 * @throws usage error `node-unknown`; whatever opening the cluster throws
 */
export async function can(question: Question, options: LookOptions): Promise<Can> {
  const board = new ProgressBoard(options.onProgress)
  try {
    return await withEyes(options, (site) => {
      const observe = (besides: Besides = {}) =>
        board.follow(['API', ...(besides.nodes ?? [])].join(', '), () => site.observe(besides))
      return canNow(question, { ...site, observe }, options)
    })
  } finally {
    board.end()
  }
}

/** A goal that would be refused for a run in the middle is answered with that run. */
export function besideRun(answer: Can, run: UnsettledRun | undefined): Can {
  if (!run || !goals.includes(answer.question.leaving) || answer.isSo === true) return answer
  const refused: { -readonly [K in keyof Can]: Can[K] } = {
    ...answer,
    answer: 'no',
    acceptable: false,
    obstacle: {
      code: 'run-unfinished',
      reason:
        run.state === 'goes-on'
          ? `Run ${run.id} (${run.goal}) goes on.`
          : `Run ${unsettledWords(run.id, run.goal)}.`,
      unseen: false,
      next: run.next,
    },
    next: commandIn(run.next) ?? answer.next,
  }
  // No reason opens what is not decided yet.
  delete refused.accepting
  return refused
}

/**
 * Looks as the goal would look, and answers.
 *
 * @param remembering where runs are noted; without it nobody asks whether one stopped midway
 * @throws usage error `node-unknown`
 */
export async function canNow(
  question: Question,
  site: LookingSite,
  remembering?: Remembering,
): Promise<Can> {
  const look = await lookFor(question, site)
  const answer = canOn(question, look, site)
  return remembering
    ? besideRun(answer, notedRuns(marksOf(look), remembering)?.unsettledRun)
    : answer
}

async function lookFor(question: Question, site: LookingSite): Promise<Look> {
  const request = requestOf(question)
  if (!request) return lookAt(await site.observe())
  const first = await lookForPlanner(request, site)
  try {
    return await lookForGates(request, first, site)
  } catch (error) {
    // Without a plan nobody knows what its steps ask: the answer says why there is none.
    obstacleIn(error)
    return first
  }
}

/** Undefined for what nobody can ask for: that a node vanishes. */
function requestOf({ leaving, node }: Question): PlanRequest | undefined {
  if (!goals.includes(leaving)) return undefined
  return { goal: { name: leaving, target: node, options: {} }, accept: [] }
}

type Decided = Pick<Can, 'gates' | 'obstacle' | 'isSo'>

/**
 * The answer on one look.
 *
 * @throws usage error `node-unknown`
 */
export function canOn(
  question: Question,
  look: Look,
  site: Pick<LookingSite, 'cluster' | 'clock' | 'around'>,
): Can {
  const { leaving, node } = question
  const { observation, index } = look
  // Only a list that was read can miss a node.
  if (!index.gaps.has(nodes.kind) && index.asked.has(nodes.kind)) nodeOf(node, index)
  const decided = decide(question, look, site)
  const { gates, obstacle, isSo } = decided
  const refusals = gates.filter(refuses)
  // A loss asks nobody.
  const isAsked = goals.includes(leaving) && !obstacle
  const accepting = isAsked ? acceptingCommand(refusals, `${leaving} ${node}`) : undefined
  return {
    schema: 'bramble/can/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    question: { leaving, node },
    answer: answerOf(refusals, obstacle),
    acceptable: accepting !== undefined,
    gates: [...gates],
    ...(obstacle && { obstacle }),
    ...(isSo && { isSo }),
    outlook: outlookOf(leaving, node, index),
    coverage: [...observation.coverage],
    ...(accepting !== undefined && { accepting }),
    next: nextOf(question, refusals, decided),
  }
}

/** The gates of the plan's own steps: what the goal asks is what is answered here. */
function decide(
  question: Question,
  look: Look,
  site: Pick<LookingSite, 'cluster' | 'clock' | 'around'>,
): Decided {
  const request = requestOf(question)
  const ofNode = () => {
    const { leaving, node } = question
    return [
      ...askGates(nodeGates[leaving], { node }, look, { accepted: [], now: site.clock.now() }),
    ]
  }
  if (!request) return { gates: ofNode() }
  try {
    const { plan, gates } = planOn(look, request, site)
    return { gates: [...gates], isSo: plan.steps.length === 0 }
  } catch (error) {
    return { gates: ofNode(), obstacle: obstacleIn(error) }
  }
}

/** What keeps a plan from being made is an answer; a defect is none. */
function obstacleIn(error: unknown): NonNullable<Can['obstacle']> {
  if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
  const { code, message, kind, next } = error
  return {
    code,
    reason: message,
    unseen: kind === 'cluster',
    ...(next !== undefined && { next }),
  }
}

function answerOf(refusals: readonly GateAnswer[], obstacle: Can['obstacle']): Can['answer'] {
  if (refusals.some(({ verdict }) => verdict === 'fail')) return 'no'
  if (obstacle) return obstacle.unseen ? 'unknown' : 'no'
  return refusals.length > 0 ? 'unknown' : 'yes'
}

function nextOf(
  { leaving, node }: Question,
  refusals: readonly GateAnswer[],
  { obstacle, isSo }: Decided,
): string {
  if (obstacle) return commandIn(obstacle.next ?? '') ?? 'bramble check'
  const isGoal = goals.includes(leaving)
  const goal = isGoal ? `${leaving} ${node}` : undefined
  if (refusals.length > 0) return commandAfterRefusal(refusals, goal)
  return goal !== undefined && isSo !== true ? `bramble ${goal}` : 'nothing to do'
}
