import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { type SQLInputValue, type StatementResultingChanges, StatementSync } from 'node:sqlite'

/**
 * Loaded before Bramble (`node --import`), it ends the process that carries a run out with SIGKILL:
 * right after a step's beginning or end was written, or a while later. Where, stands in the file
 * `kill-at` of the state folder: `step-started join-agents 1500` for 1500 ms after that entry, or
 * `sending TEXT` for the moment before these words are sent to a node. The program knows nothing of it.
 */
const file = join(process.env['XDG_STATE_HOME'] ?? '', 'kill-at')

function wish(): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

const wanted = process.argv.includes('run-plan') ? wish() : undefined

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

function dieBefore(words: string): void {
  const isSaid = (chunk: unknown) =>
    (typeof chunk === 'string' || chunk instanceof Uint8Array) && Buffer.from(chunk).includes(words)
  for (const name of ['write', 'end'] as const) {
    const send = Reflect.get(Socket.prototype, name) as () => unknown
    Object.assign(Socket.prototype, {
      [name](this: Socket, ...values: unknown[]) {
        if (isSaid(values[0])) die()
        return Reflect.apply(send, this, values) as unknown
      },
    })
  }
}

function dieAfterEntry(kind: string, step: string, milliseconds: number): void {
  type Run = (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges
  // Called with `this` below.
  // oxlint-disable-next-line typescript/unbound-method
  const run = StatementSync.prototype.run as Run
  const watched: Run = function (...values) {
    const result = run.call(this, ...values)
    const names = (one: SQLInputValue) => typeof one === 'string' && one.includes(`"${step}"`)
    const isIt = values.includes(kind) && values.some(names)
    if (isIt && milliseconds === 0) die()
    if (isIt) setTimeout(die, milliseconds)
    return result
  }
  Object.assign(StatementSync.prototype, { run: watched })
}

if (wanted?.startsWith('sending ')) dieBefore(wanted.slice('sending '.length))
else if (wanted) {
  const [kind = '', step = '', milliseconds = '0'] = wanted.split(' ')
  dieAfterEntry(kind, step, Number(milliseconds))
}
