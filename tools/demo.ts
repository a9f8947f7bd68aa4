import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * A practice cluster with a failure comes up; Bramble looks at it through the real doors, explains
 * it, cures it after a yes, and looks again. Nothing that is printed is prepared: every answer is
 * what the real program says, as a process of its own.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const bramble = join(root, 'bin/bramble')
const scenario = 'replica-count-above-nodes'
const cause = 'longhorn-replica-count-exceeds-nodes'
/** A cluster that does not come up ends the demo. */
const longestStartMilliseconds = 30_000
const longestWaitMilliseconds = 20_000

const isColored = process.stdout.isTTY && !process.env['NO_COLOR']
const strong = (text: string) => (isColored ? `\u001b[1m${text}\u001b[22m` : text)

function chapter(text: string): void {
  console.log(`\n${strong(`── ${text} `.padEnd(76, '─'))}\n`)
}

interface Held {
  readonly env: NodeJS.ProcessEnv
  readonly end: () => Promise<void>
}

/** Starts the cluster as a newcomer would, and reads from its output where it is. */
async function holdCluster(): Promise<Held> {
  const child = spawn(bramble, ['practice', scenario, '--hold'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), longestStartMilliseconds)
  // What it says, not what the terminal knows of another cluster.
  const said: NodeJS.ProcessEnv = {}
  for await (const line of createInterface({ input: child.stdout })) {
    for (const [, name = '', value] of line.matchAll(/\b(BRAMBLE_CONFIG|KUBECONFIG)=(\S+)/g))
      said[name] = value
    if (said['BRAMBLE_CONFIG'] && said['KUBECONFIG']) break
  }
  clearTimeout(timer)
  const configuration = said['BRAMBLE_CONFIG']
  if (child.exitCode !== null || configuration === undefined)
    throw new Error('The practice cluster did not come up')
  const env = { ...process.env, ...said, XDG_STATE_HOME: dirname(configuration) }
  const end = async () => {
    child.kill('SIGINT')
    await gone
  }
  return { env, end }
}

function show(env: NodeJS.ProcessEnv, ...args: readonly string[]): number {
  console.log(`${strong(`$ bin/bramble ${args.join(' ')}`)}\n`)
  const { status, error } = spawnSync(bramble, args, { env, stdio: 'inherit' })
  if (error) throw error
  console.log()
  return status ?? 70
}

/** At a terminal of its own, because only there is somebody asked; the demo says yes. */
async function showWithYes(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<number> {
  console.log(`${strong(`$ bin/bramble ${args.join(' ')}`)}\n`)
  const command = [`stty cols ${process.stdout.columns ?? 80};`, 'exec', bramble, ...args].join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let isAsked = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    if (isAsked || !text.includes('[y/N]')) return
    isAsked = true
    child.stdin.write('y\n')
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  console.log()
  return code ?? 70
}

/** Longhorn needs a moment; whether all is well is asked, not assumed. */
async function untilWell(env: NodeJS.ProcessEnv): Promise<void> {
  const until = Date.now() + longestWaitMilliseconds
  while (Date.now() < until) {
    const { status } = spawnSync(bramble, ['diagnose', '--quiet'], { env, stdio: 'ignore' })
    if (status === 0) return
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

async function demo(): Promise<number> {
  chapter('A practice cluster: four boards, K3s and Longhorn, in one process')
  const { env, end } = await holdCluster()
  try {
    if (show(env, 'status') !== 0) throw new Error('Bramble did not see all of the cluster')
    chapter('What is wrong, and why?')
    if (show(env, 'diagnose') !== 1) throw new Error('Bramble did not find what is wrong')
    chapter('The cure: a plan, its gates, a yes, then one step after the other')
    const code = await showWithYes(env, 'fix', cause)
    if (code !== 0) return code
    chapter('And now?')
    await untilWell(env)
    const now = show(env, 'diagnose')
    show(env, 'volumes')
    show(env, 'history')
    return now
  } finally {
    await end()
  }
}

const began = performance.now()
process.exitCode = await demo()
const seconds = Math.round((performance.now() - began) / 1000)
console.log(`That took ${seconds} s. Nothing is left running. Your turn: bin/bramble practice`)
