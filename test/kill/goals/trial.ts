import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { programFile } from '#test/support/programs.ts'
import { runToEnd } from '../child.ts'
import type { Place } from './classes.ts'
import { type Before, marksLeft, stateBefore, stateOf, watchCopies } from './cluster-state.ts'
import { digestOf, portableOf, type State, stateNow } from './digest.ts'
import { type ClockDoor, startClockDoor } from './door.ts'
import { type KilledGoal, target, type Wanted } from './goals.ts'
import { atPracticeTime, timeOf } from './practice-time.ts'
import { carryOutVerb, type Said, type Verb, type Words } from './verbs.ts'

/** How one run of a goal went that was disturbed at one place, and then gone on with. */
export interface GoalTrial {
  /** What all is afterwards, an hour later. */
  readonly state: readonly string[]
  /** What the loss left, where there was one: a digest that is the same in each run. */
  readonly left: string | undefined
  /** How often somebody had to go on with it. */
  readonly resumes: number
  readonly wrong: readonly string[]
}

/** What is lost: the runner's process, the target's power for two minutes, or both in one moment. */
export const losses = ['runner', 'power', 'both'] as const
export type Loss = (typeof losses)[number]

interface Disturbance {
  readonly at: Place['key']
  readonly loses: Loss
}

/** Of K3s, where boards become nodes: what practice clusters run. */
const release = 'v1.36.3+k3s1'
const mostResumes = 4
const mostPlans = 3
const darkSeconds = 120
/** Until a board that has power again is a node again. */
const bootSeconds = 300
const restSeconds = 3600
/** Far more than a run takes on a busy machine. */
const longestMilliseconds = 1_200_000
/** What a dead process had handed to the kernel still arrives. */
const arrivalMilliseconds = 30

/** A run that nobody disturbs, and all the places that it reached. */
export async function goUndisturbed(
  goal: KilledGoal,
): Promise<GoalTrial & { readonly places: readonly Place[] }> {
  const places: Place[] = []
  const trial = await onCluster(goal, async (stage) => {
    const onAsk = async (line: string) => {
      const [call = '', ...key] = line.split(' ')
      const state = await stage.look()
      places.push({
        key: key.join(' '),
        call: call === '' ? undefined : Number(call),
        cluster: digestOf(state.cluster),
        journal: digestOf(state.journal),
        portable: portableOf(stage.cluster, stage.before, state),
        waits: stage.door.waits(),
      })
    }
    const env = { BRAMBLE_KILL_ASK: 'every-place' }
    return { first: await begin(stage, (id) => disturbed(stage, id, { env, onAsk })) }
  })
  return { ...trial, places }
}

/** One trial, on a cluster of its own. The process that is disturbed is another one than whoever goes on. */
export async function tryGoal(goal: KilledGoal, { at, loses }: Disturbance): Promise<GoalTrial> {
  return onCluster(goal, async (stage) => {
    let left: string | undefined
    const onAsk = async () => {
      left = await leftNow(stage)
      losePower(stage)
    }
    const env = { BRAMBLE_KILL_AT: at, ...(loses === 'power' && { BRAMBLE_KILL_ASK: 'there' }) }
    const first = await begin(stage, async (id) => {
      const said = await disturbed(stage, id, { env, ...(loses === 'power' && { onAsk }) })
      if (loses === 'power' || said['signal'] !== 'SIGKILL') return said
      if (loses === 'runner') await delay(arrivalMilliseconds)
      left = await leftNow(stage)
      if (loses === 'both') losePower(stage)
      return said
    })
    if (loses === 'both') stage.cluster.world.clock.advance(darkSeconds + bootSeconds)
    return { first, left }
  })
}

async function leftNow(stage: Stage): Promise<string> {
  return portableOf(stage.cluster, stage.before, await stage.look())
}

/** What a trial happens on. */
interface Stage {
  readonly goal: Wanted & Pick<KilledGoal, 'loses'>
  readonly cluster: PracticeCluster
  readonly home: PracticeHome
  readonly before: Before
  readonly door: ClockDoor
  /** The newest run that was there before the one that is disturbed. */
  after: number
  readonly look: () => Promise<State>
}

async function onCluster(
  goal: KilledGoal,
  disturb: (stage: Stage) => Promise<{ first: Said; left?: string | undefined }>,
): Promise<GoalTrial> {
  const cluster = await startPracticeCluster({ ...healthy, ...goal.on })
  // Only waits let it pass, so that a run does the same each time, however busy this machine is.
  cluster.stopTime()
  const home = await writePracticeHome(cluster, goal.builds ? release : undefined)
  const door = await startClockDoor(cluster.world.clock)
  const before = stateBefore(cluster)
  const look = () => stateNow(cluster, join(home.folder, 'bramble'))
  const stage: Stage = { goal, cluster, home, before, door, after: 0, look }
  try {
    stage.after = await prepare(goal, stage)
    const lost = watchCopies(cluster)
    const { first, left } = await disturb(stage)
    const { last, resumes } = await goOn(first, stage)
    cluster.world.clock.advance(restSeconds)
    const wrong = [
      ...(first['signal'] === 'SIGTERM' ? ['it hung'] : []),
      ...(last['state'] === 'done' ? [] : [`it ended: ${JSON.stringify(last)}`]),
      ...lost,
      ...marksLeft(cluster),
      ...(existsSync(home.kubeconfig) ? [] : ['no way into the cluster was kept']),
    ]
    return { left, state: stateOf(cluster, before), resumes, wrong }
  } finally {
    door.close()
    await cluster.close()
    await home.remove()
  }
}

/** Resolves with the newest run that is there before the one that is disturbed. */
async function prepare({ prior, before }: KilledGoal, stage: Stage): Promise<number> {
  before?.(stage.cluster)
  // What the cluster itself makes of it is over when a run begins.
  if (before) stage.cluster.world.clock.advance(restSeconds)
  if (!prior) return 0
  const said = await begin({ ...stage, goal: prior }, (id) => here('apply', { id }, stage))
  if (said['state'] !== 'done') throw new Error(`what comes first ended: ${JSON.stringify(said)}`)
  stage.cluster.world.clock.advance(restSeconds)
  return Number(said['run'])
}

/**
 * Plans, approves and applies; tried again where it is refused, since a board may just be away.
 *
 * @throws Error where there is nothing to be disturbed
 */
async function begin(stage: Stage, apply: (approval: number) => Promise<Said>): Promise<Said> {
  let said: Said = {}
  for (let turn = 0; turn < mostPlans; turn += 1) {
    said = await here('plan', stage.goal, stage)
    const { approval, refusals } = said
    if (typeof approval === 'number' && String(refusals) === '') return apply(approval)
    stage.cluster.world.clock.advance(darkSeconds + bootSeconds)
  }
  throw new Error(`no plan to disturb: ${JSON.stringify(said)}`)
}

/** For two minutes. The boot that it ends with is its own, and no goal's. */
function losePower({ goal, cluster: { world }, before }: Stage): void {
  const name = goal.loses ?? target
  const board = boardNamed(world, name)
  const had = before.get(name)
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
async function goOn(first: Said, stage: Stage): Promise<{ last: Said; resumes: number }> {
  const { after } = stage
  let last = first
  let resumes = 0
  while (last['state'] !== 'done' && resumes < mostResumes) {
    last = await here('resume', { after }, stage)
    if (last['state'] === 'none')
      last = await begin(stage, (id) => here('apply', { id, after }, stage))
    resumes += 1
    stage.cluster.world.clock.advance(600)
  }
  return { last, resumes }
}

/** By the trial's own process, which has loaded everything already. */
async function here(verb: Verb, words: Words, { cluster, home, door }: Stage): Promise<Said> {
  const signal = AbortSignal.timeout(longestMilliseconds)
  const hands = { ...home, signal, sleep: door.sleep }
  return atPracticeTime(cluster.world.clock, () => carryOutVerb(verb, words, hands))
}

interface Manner {
  readonly env: Readonly<Record<string, string>>
  readonly onAsk?: (line: string) => Promise<void>
}

/** By a process of its own, which can be killed. */
async function disturbed(
  { cluster, home, door, after }: Stage,
  id: number,
  { env, onAsk }: Manner,
): Promise<Said> {
  const words = JSON.stringify({ id, after })
  const ended = await runToEnd('kill-goal', [home.configuration, home.folder, door.url, words], {
    env: {
      ...env,
      ...timeOf(cluster.world.clock),
      BRAMBLE_KILL_REPORT: join(home.folder, 'places'),
    },
    imports: [programFile('kill-preload')],
    longestMilliseconds,
    killSignal: 'SIGTERM',
    ...(onAsk && { onAsk }),
  })
  const { output, signal } = ended
  return { ...lastObject(output), signal, output: signal ? '' : output }
}

/** What a killed process said is no whole line. */
function lastObject(output: string): Said {
  const line = output.trim().split('\n').at(-1) ?? ''
  return line.startsWith('{') && line.endsWith('}') ? (JSON.parse(line) as Said) : {}
}
