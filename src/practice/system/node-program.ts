import { setImmediate as turn } from 'node:timers/promises'
import type { Board } from '../world/board.ts'
import type { NodeProgram } from './node-program-text.ts'
import type { BoardShell } from './shell.ts'

interface Running {
  readonly board: Board
  readonly write: (bytes: string) => void
  readonly signal?: AbortSignal
  /** What the login put into the environment. */
  readonly variables?: Variables
  /** Opens a shell, which takes one script after the other. */
  readonly open: () => Pick<BoardShell, 'run'>
}

/**
 * Carries the program out: one section after the other, none longer than it may take. Its second
 * process waits in real seconds, as the client does.
 */
export async function runNodeProgram(program: NodeProgram, running: Running): Promise<void> {
  const { board, write } = running
  const say = (words: string) =>
    write(`\n${program.marker} ${words} ${board.uptimeSeconds().toFixed(2)}\n`)
  const endsAt = performance.now() + program.totalSeconds * 1000
  let variables: Variables = running.variables ?? {}
  // To open one took longer than most sections.
  let shell = running.open()
  for (const name of program.names) {
    if (running.signal?.aborted || !board.isOn()) return
    // Between two sections the API and the other boards have their turn.
    await turn()
    const left = board.disk.hangs ? (endsAt - performance.now()) / 1000 : program.totalSeconds
    const without = wordsWithout(program, { name, left, stuck: variables['stuck'] })
    if (without === undefined) variables = await watch({ name, variables, left })
    else say(without)
  }
  write(`\n${program.marker} done\n`)

  async function watch(asked: Asked): Promise<Variables> {
    say(`begin ${asked.name}`)
    const end = await runSection(program, asked, { ...running, shell })
    write(end?.out ?? '')
    if (end) return end.variables
    // What did not end may still be at work in the old one.
    shell = running.open()
    say(`lost ${asked.name}`)
    return board.disk.hangs ? { ...asked.variables, stuck: 'now' } : asked.variables
  }
}

type Variables = Readonly<Record<string, string>>

/** What is said of a section that is left out. */
function wordsWithout(
  { onDisk }: NodeProgram,
  { name, left, stuck }: { name: string; left: number; stuck: string | undefined },
): string | undefined {
  if (left <= 0) return `late ${name}`
  return stuck && onDisk.has(name) ? `skip ${name} ${stuck}` : undefined
}

interface Asked {
  readonly name: string
  readonly variables: Variables
  /** Seconds that the whole program still has. */
  readonly left: number
}

/** A board that is well is as quick as a board; only the machine that plays it may be slow. */
const slowestSeconds = 60

/** What the section wrote and left in its variables; undefined where it took too long. */
async function runSection(
  { shared, texts, limits }: NodeProgram,
  { name, variables, left }: Asked,
  { board, signal, shell }: Running & { readonly shell: Pick<BoardShell, 'run'> },
): Promise<{ out: string; variables: Variables } | undefined> {
  const limit = board.disk.hangs ? Math.min((limits.get(name) ?? 1) + 1, left) : slowestSeconds
  const timeout = AbortSignal.timeout(Math.ceil(limit * 1000))
  // A program of the interpreter that waits for the disk does not hear the signal: it is left.
  const late = new Promise<undefined>((resolve) =>
    timeout.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const running = shell.run(`${shared}${texts.get(name) ?? ''}run_${name}\n`, {
    variables: { ...variables, BRAMBLE_SECTION: name },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
  const end = await Promise.race([running, late])
  if (end && !timeout.aborted) return { out: end.out, variables: kept(end.variables) }
  if (board.disk.hangs) leaveBehind(board, name)
  return undefined
}

/** What the interpreter keeps of its own it would not take back. */
function kept(variables: Readonly<Record<string, string>>): Record<string, string> {
  const own = /^(?:PWD|OLDPWD|SHELLOPTS|BASHOPTS|OPTIND|HOSTNAME)$/
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !own.test(name)),
  )
}

const mostLeftBehind = 20

/** A child that waits for the disk cannot be killed: it stays, and init is its parent now. */
function leaveBehind(board: Board, section: string): void {
  if (board.processes.length >= mostLeftBehind) return
  board.processes.push({
    pid: 5000 + board.processes.length,
    parent: 1,
    command: 'sh',
    state: 'D',
    startedAt: board.uptimeSeconds(),
    waitsIn: 'folio_wait_bit_common',
    environment: { BRAMBLE_SECTION: section },
  })
}
