import { digestOf } from '#src/model/canonical-json.ts'
import { usageError } from '#src/model/error.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import { type Acceptance, type GateAnswer, type Goal, Plan } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import type { Around } from '#src/plans/draft.ts'
import { plannerOf } from '#src/plans/index.ts'
import { ownNodeOf } from '#src/rules/own-node.ts'
import { askForRoot } from './ask-for-root.ts'
import { askGates, type Look, lookAt } from './ask-gates.ts'
import { neededNodes, neededOpenings, neededOutlets } from './needed-nodes.ts'
import type { LookingSite, PlanningSite } from './site.ts'

export interface PlanRequest {
  readonly goal: Goal
  readonly accept: readonly Acceptance[]
}

export interface PlanMade {
  readonly digest: string
  readonly plan: Plan
  /** What every gate answered, passes included. */
  readonly gates: readonly GateAnswer[]
  /** Those that keep the plan from being carried out now. */
  readonly refusals: readonly GateAnswer[]
}

/**
 * Looks at the cluster, makes a plan and stores it under its digest. A plan that a gate refuses
 * now is stored too: its gates are asked again when it is applied.
 *
 * @throws usage error `goal-unknown`, `node-unknown`, `accept-without-reason` or
 *   `accept-nothing`; whatever `observe` throws
 */
export async function makePlan(request: PlanRequest, site: PlanningSite): Promise<PlanMade> {
  const silent = request.accept.find(({ reason }) => reason.trim() === '')
  if (silent)
    throw usageError('accept-without-reason', `Accepting ${silent.subject} needs a reason.`, {
      next: `--accept ${silent.subject} --reason TEXT`,
    })
  const made = planOn(await lookForPlan(request, site), request, site)
  const unused = request.accept.find((wanted) => !isUsed(wanted, made))
  if (unused)
    throw usageError('accept-nothing', `There is nothing to accept under ${unused.subject}.`, {
      next: acceptable(made),
    })
  site.journal.storePlan(made.digest, made.plan)
  return made
}

/**
 * Looks at what a plan of this goal is made from: what its planner reads, and then what the gates
 * of its steps read besides.
 */
export async function lookForPlan(request: PlanRequest, site: LookingSite): Promise<Look> {
  return lookForGates(request, await lookForPlanner(request, site), site)
}

/** Looks at what the planner of this goal reads; as root where somebody gives a password for it. */
export async function lookForPlanner({ goal }: PlanRequest, site: LookingSite): Promise<Look> {
  const { depth } = plannerOf(goal.name)
  const nodes = askedFirst(goal, site)
  const look = async () => lookAt(await site.observe({ nodes, depth }))
  const plain = await look()
  return (await becomeRoot(plain, site)) ? look() : plain
}

function askedFirst({ name, target }: Goal, { nodeNames }: LookingSite): readonly string[] {
  const { asksNodes } = plannerOf(name)
  return asksNodes === 'all' ? nodeNames : asksNodes === 'target' ? [target] : []
}

/** The look that its planner read, or one that also shows what the gates of its steps read. */
export async function lookForGates(
  { goal, accept }: PlanRequest,
  look: Look,
  site: LookingSite,
): Promise<Look> {
  const { plan, depth } = plannerOf(goal.name)
  const first = askedFirst(goal, site)
  const { steps } = plan(goal, look.index, accept, aroundOf(look, site))
  const asking = steps.map(({ step, input }) => ({
    checks: step.gatesOf(input).map(({ check }) => check),
    about: step.about(input),
  }))
  const needed = asking.flatMap(({ checks, about }) => neededNodes(checks, about, site))
  const outlets = [...new Set(asking.flatMap(({ checks, about }) => neededOutlets(checks, about)))]
  const openings = asking.flatMap(({ checks, about }) => neededOpenings(checks, about))
  const all = [...new Set([...first, ...needed])]
  const isMore = all.length > first.length || outlets.length > 0 || openings.length > 0
  return isMore ? lookAt(await site.observe({ nodes: all, outlets, depth, openings })) : look
}

/** Whether somebody gave a password for nodes that did not tell all without. */
async function becomeRoot(
  { index }: Look,
  site: Pick<LookingSite, 'root' | 'askPassword' | 'rootless'>,
): Promise<boolean> {
  const { root, askPassword, rootless } = site
  const nodes = factsOf(index, nodePreparation).flatMap(({ node, root: isRoot }) =>
    node === undefined || isRoot ? [] : [node],
  )
  if (nodes.length === 0 || !rootless) return false
  await askForRoot(nodes, { root, askPassword, again: () => rootless(nodes) })
  return nodes.some((node) => root?.passwordFor(node) !== undefined)
}

/** The same plan for the same goal and the same facts; touches nothing. */
export function planOn(
  look: Look,
  { goal, accept }: PlanRequest,
  site: Pick<PlanningSite, 'cluster' | 'clock' | 'around'>,
): PlanMade {
  const { cluster, clock } = site
  const { plan: planner, rolls } = plannerOf(goal.name)
  const around = aroundOf(look, site)
  const first = planner(goal, look.index, accept, around)
  const gates = withoutRepeats(
    first.steps.flatMap(({ step, input }) =>
      askGates(step.gatesOf(input), step.about(input), look, {
        accepted: accept,
        now: clock.now(),
      }),
    ),
  )
  // `emptydir/*` is written out: what turns up later was accepted by nobody. Where nodes are emptied
  // one after the other it stays as well: pods that move get new names.
  const accepted = [...(rolls ? accept.filter(isForAll) : []), ...writtenOut(gates)]
  const draft = planner(goal, look.index, accepted, around)
  const plan = Plan.parse({
    schema: 'bramble/plan/1',
    cluster,
    goal,
    steps: draft.steps.map(({ step, input, reason }) => ({
      step: step.id,
      title: step.title(input),
      reason,
      risk: step.riskOf(input),
      undo: step.undoOf(input),
      ...(step.mends !== undefined && { mends: step.mends }),
      input: step.parse(input),
      preview: [...step.preview(input, look.index)],
    })),
    restsOn: [...draft.restsOn],
    accepted,
    ...(draft.leaves && draft.leaves.length > 0 && { leaves: [...draft.leaves] }),
    ...(draft.plansAgain && { plansAgain: true }),
  })
  return { digest: digestOf(plan), plan, gates, refusals: gates.filter(refuses) }
}

/** With the node that Bramble runs on, where the look shows that it is one. */
function aroundOf({ index }: Look, { around }: Pick<PlanningSite, 'around'>): Around {
  return { ...around, ownNode: ownNodeOf(index) ?? around.ownNode }
}

/** Two steps of one plan may ask the same; the reader wants the answer once. */
function withoutRepeats(gates: readonly GateAnswer[]): GateAnswer[] {
  return [...new Map(gates.map((answer) => [JSON.stringify(answer), answer])).values()]
}

function writtenOut(gates: readonly GateAnswer[]): Acceptance[] {
  const reasons = new Map(
    gates.flatMap(({ subject, accepted }) =>
      accepted === undefined ? [] : [[subject, accepted] as const],
    ),
  )
  return [...reasons]
    .map(([subject, reason]) => ({ subject, reason }))
    .sort((one, other) => (one.subject < other.subject ? -1 : 1))
}

function isForAll({ subject }: Acceptance): boolean {
  return subject.endsWith('/*')
}

function isUsed({ subject }: Acceptance, { plan }: PlanMade): boolean {
  const start = subject.endsWith('/*') ? subject.slice(0, -1) : undefined
  return plan.accepted.some((accepted) =>
    start === undefined
      ? accepted.subject === subject
      : accepted.subject.startsWith(start) && !isForAll(accepted),
  )
}

function acceptable({ gates, refusals }: PlanMade): string {
  const open = refusals.filter((refusal) => refusal.kind === 'availability')
  if (open.length > 0) return `It can be: ${open.map(({ subject }) => subject).join(', ')}.`
  const data = gates.some((gate) => gate.kind === 'data' && refuses(gate))
  return data ? 'A data gate cannot be accepted; it says what opens it.' : 'Leave --accept out.'
}
