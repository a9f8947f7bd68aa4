import { join } from 'node:path'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { programFile } from '#test/support/programs.ts'
import { type Ended, linesOf, runToEnd } from '../child.ts'
import { type Before, marksLeft, stateBefore, stateOf, watchCopies } from './cluster-state.ts'
import { startDoor } from './door.ts'
import { type KilledGoal, target, type Wanted } from './goals.ts'

/** How one run of a goal went that was disturbed at one place, and then gone on with. */
export interface GoalTrial {
  /** Places that the disturbed process reached, in order. */
  readonly places: readonly string[]
  /** What all is afterwards, an hour later. */
  readonly state: readonly string[]
  /** How often somebody had to go on with it. */
  readonly resumes: number
  readonly wrong: readonly string[]
}

/** What is lost: the runner's process, the target's power for two minutes, or both in one moment. */
export const losses = ['runner', 'power', 'both'] as const
export type Loss = (typeof losses)[number]

export interface Disturbance {
  /** From 1; 0 disturbs nowhere. */
  readonly at: number
  readonly loses: Loss
}

const mostResumes = 4
const mostPlans = 3
const darkSeconds = 120
/** Until a board that has power again is a node again. */
const bootSeconds = 300
const restSeconds = 3600
const longestMilliseconds = 240_000

export async function tryGoal(goal: KilledGoal, disturbance: Disturbance): Promise<GoalTrial> {
  const cluster = await startPracticeCluster(healthy)
  const home = await writePracticeHome(cluster)
  const before = stateBefore(cluster)
  const door = await startDoor(cluster, () => losePower(cluster, before))
  const run: Run = (verb, words, env) =>
    program([verb, home.configuration, home.folder, door.clock, JSON.stringify(words)], env)
  const report = join(home.folder, 'places')
  try {
    const after = await prepare(goal, cluster, run)
    const lost = watchCopies(cluster)
    const at = { BRAMBLE_KILL_AT: String(disturbance.at), BRAMBLE_KILL_REPORT: report }
    const env = {
      ...at,
      ...(disturbance.loses === 'power' && { BRAMBLE_KILL_URL: door.powerLoss }),
    }
    const first = await begin(goal, cluster, run, { after, env })
    if (disturbance.loses === 'both' && disturbance.at > 0) {
      losePower(cluster, before)
      cluster.world.clock.advance(darkSeconds + bootSeconds)
    }
    const { last, resumes } = await goOn(run, cluster, { first, goal, after })
    cluster.world.clock.advance(restSeconds)
    const places = linesOf(report)
    const died = disturbance.loses !== 'power' && disturbance.at > 0
    const wrong = [
      ...(died && places.length > disturbance.at ? ['it was not killed'] : []),
      ...(last.said['state'] === 'done' ? [] : [`it ended: ${last.output.trim()}`]),
      ...lost,
      ...marksLeft(cluster),
    ]
    return { places, state: stateOf(cluster, before), resumes, wrong }
  } finally {
    door.close()
    await cluster.close()
    await home.remove()
  }
}

type Run = (verb: string, words: object, env?: Record<string, string>) => Promise<Told>

interface Told extends Ended {
  readonly said: Readonly<Record<string, unknown>>
}

/** Resolves with the newest run that is there before the one that is disturbed. */
async function prepare(
  { prior, before }: KilledGoal,
  cluster: PracticeCluster,
  run: Run,
): Promise<number> {
  before?.(cluster)
  if (!prior) return 0
  const { said, output } = await begin(prior, cluster, run, { after: 0 })
  if (said['state'] !== 'done') throw new Error(`what comes first ended: ${output}`)
  cluster.world.clock.advance(restSeconds)
  return Number(said['run'])
}

/**
 * Plans, approves and applies; tried again where it is refused, since a board may just be away.
 *
 * @throws Error where there is nothing to be disturbed
 */
async function begin(
  { goal, accept }: Wanted,
  { world }: PracticeCluster,
  run: Run,
  { after, env }: { readonly after: number; readonly env?: Record<string, string> },
): Promise<Told> {
  let output = ''
  for (let turn = 0; turn < mostPlans; turn += 1) {
    const planned = await run('plan', { goal, accept })
    const { approval, refusals } = planned.said
    if (approval !== undefined && String(refusals) === '')
      return run('apply', { id: approval, after }, env)
    output = planned.output
    world.clock.advance(darkSeconds + bootSeconds)
  }
  throw new Error(`no plan to disturb: ${output}`)
}

/** For two minutes. The boot that it ends with is its own, and no goal's. */
function losePower({ world }: PracticeCluster, before: Before): void {
  const board = boardNamed(world, target)
  const had = before.get(target)
  if (!had || !board.isOn()) return
  board.losePower()
  world.clock.after(darkSeconds, () => {
    // A relay that the goal itself turned on was quicker.
    if (board.isOn()) return
    board.powerOn()
    had.boots += 1
  })
}

/** Resumes until it is done; where no run had begun the goal is planned and approved again. */
async function goOn(
  run: Run,
  cluster: PracticeCluster,
  { first, goal, after }: { first: Told; goal: Wanted; after: number },
): Promise<{ last: Told; resumes: number }> {
  let last = first
  let resumes = 0
  while (last.said['state'] !== 'done' && resumes < mostResumes) {
    last = await run('resume', { after })
    if (last.said['state'] === 'none') last = await begin(goal, cluster, run, { after })
    resumes += 1
    cluster.world.clock.advance(600)
  }
  return { last, resumes }
}

async function program(args: readonly string[], env?: Record<string, string>): Promise<Told> {
  const ended = await runToEnd('kill-goal', args, {
    env: env ?? {},
    imports: env ? [programFile('kill-preload')] : [],
    longestMilliseconds,
    killSignal: 'SIGKILL',
  })
  return { ...ended, said: lastObject(ended.output) }
}

/** What a killed process said is no whole line. */
function lastObject(output: string): Record<string, unknown> {
  const line = output.trim().split('\n').at(-1) ?? ''
  return line.startsWith('{') && line.endsWith('}')
    ? (JSON.parse(line) as Record<string, unknown>)
    : {}
}
