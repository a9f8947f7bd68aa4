import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SQLInputValue, type StatementResultingChanges, StatementSync } from 'node:sqlite'

/**
 * Loaded before Bramble (`node --import`), it ends the process that carries a run out with SIGKILL:
 * right after a step's beginning or end was written, or a while later. Where, stands in the file
 * `kill-at` of the state folder: `step-started join-agents 1500` for 1500 ms after that entry. The
 * program knows nothing of it.
 */
const file = join(process.env['XDG_STATE_HOME'] ?? '', 'kill-at')

function wish(): readonly [kind: string, step: string, milliseconds: number] | undefined {
  try {
    const [kind = '', step = '', milliseconds = '0'] = readFileSync(file, 'utf8').trim().split(' ')
    return [kind, step, Number(milliseconds)]
  } catch {
    return undefined
  }
}

const wanted = process.argv.includes('run-plan') ? wish() : undefined

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

if (wanted) {
  const [kind, step, milliseconds] = wanted
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
