import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { programFile } from '#test/support/programs.ts'
import { stateOf, watchCopies } from './cluster-state.ts'
import type { KilledGoal } from './goals.ts'

/** How one run of a goal went that was killed at one place, and then gone on with. */
export interface GoalTrial {
  /** Places that the killed process reached, in order. */
  readonly places: readonly string[]
  /** What all is afterwards, an hour later. */
  readonly state: readonly string[]
  /** How often somebody had to go on with it. */
  readonly resumes: number
  readonly wrong: readonly string[]
}

export interface Kill {
  /** From 1; 0 kills nowhere. */
  readonly killAt: number
  /** The node that loses its power in the same moment, for two minutes. */
  readonly powerLossOf?: string
}

/** A minute of waiting of a run takes ten of practice time. */
const speed = 10
const mostResumes = 4
const restSeconds = 3600
const longestMilliseconds = 240_000

export async function tryGoal(
  { goal, accept = [], before }: KilledGoal,
  { killAt, powerLossOf }: Kill,
): Promise<GoalTrial> {
  const cluster = await startPracticeCluster(healthy)
  const home = await writePracticeHome(cluster)
  const clock = await startClock(cluster)
  const report = join(home.folder, 'places')
  try {
    before?.(cluster)
    const boots = new Map(cluster.world.boards.map(({ name, boots: all }) => [name, all.length]))
    const lost = watchCopies(cluster)
    const run = (verb: string, words: object, env: Record<string, string> = {}) =>
      program([verb, home.configuration, home.folder, clock.address, JSON.stringify(words)], env)
    const planned = await run('plan', { goal, accept })
    const { approval, refusals } = planned.said
    if (approval === undefined || String(refusals) !== '')
      throw new Error(`no plan to kill: ${planned.output}`)
    const first = await run('apply', { id: approval }, killing(killAt, report))
    if (powerLossOf !== undefined && killAt > 0) losePower(powerLossOf, cluster, boots)
    const { last, resumes } = await goOn(run, cluster, { first, words: { goal, accept } })
    cluster.world.clock.advance(restSeconds)
    const places = linesOf(report)
    const wrong = [
      ...(killAt > 0 && places.length !== killAt ? [`it died at ${places.length}`] : []),
      ...(last.said['state'] === 'done' ? [] : [`it ended: ${last.output.trim()}`]),
      ...lost,
    ]
    return { places, state: stateOf(cluster, boots), resumes, wrong }
  } finally {
    clock.server.close()
    await cluster.close()
    await home.remove()
  }
}

/** For two minutes. The boot that it ends with is its own, and no goal's. */
function losePower(node: string, { world }: PracticeCluster, boots: Map<string, number>): void {
  const board = boardNamed(world, node)
  board.losePower()
  world.clock.advance(120)
  board.powerOn()
  boots.set(node, (boots.get(node) ?? 0) + 1)
  world.clock.advance(300)
}

function killing(killAt: number, report: string): Record<string, string> {
  return { BRAMBLE_KILL_AT: String(killAt), BRAMBLE_KILL_REPORT: report }
}

interface Ended {
  readonly output: string
  readonly said: Readonly<Record<string, unknown>>
}

type Run = (verb: string, words: object) => Promise<Ended>

/** Resumes until it is done; where no run had begun the goal is planned and approved again. */
async function goOn(
  run: Run,
  { world }: PracticeCluster,
  { first, words }: { first: Ended; words: object },
): Promise<{ last: Ended; resumes: number }> {
  let last = first
  let resumes = 0
  while (last.said['state'] !== 'done' && resumes < mostResumes) {
    last = await run('resume', {})
    if (last.said['state'] === 'none') {
      const planned = await run('plan', words)
      last = await run('apply', { id: planned.said['approval'] })
    }
    resumes += 1
    world.clock.advance(600)
  }
  return { last, resumes }
}

function program(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const preload =
    env['BRAMBLE_KILL_AT'] === undefined ? [] : ['--import', programFile('kill-preload')]
  const child = spawn(process.execPath, [...preload, programFile('kill-goal'), ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'bramble-kill-cache'), ...env },
    timeout: longestMilliseconds,
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve({ output, said: lastObject(output) }))
  })
}

/** What a killed process said is no whole line. */
function lastObject(output: string): Record<string, unknown> {
  const line = output.trim().split('\n').at(-1) ?? ''
  return line.startsWith('{') && line.endsWith('}')
    ? (JSON.parse(line) as Record<string, unknown>)
    : {}
}

/** Lets processes move the practice clock, as their waits would. */
async function startClock({ world }: PracticeCluster) {
  const server: Server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      world.clock.advance((Number(text) / 1000) * speed)
      setTimeout(() => response.end(), 20)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, address: `http://127.0.0.1:${port}/clock` }
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
}
