import type { Command } from '#src/model/config/power.ts'
import { runForText } from '../child.ts'
import type { PowerDoor, PowerFailure, PowerOptions } from './door.ts'

export interface CommandAccess {
  readonly name: string
  readonly programs: Command
  readonly env: Readonly<Record<string, string | undefined>>
}

type Answer =
  | { readonly output: string; readonly failure?: undefined }
  | { readonly output?: undefined; readonly failure: PowerFailure }

const mostBytes = 4096

/**
 * Programs of the reader's own, run as bramble.yaml writes them: no shell reads them, and nothing
 * is put in. What they print is not shown, because nobody knows what it holds.
 */
export function openCommand({ name, programs, env }: CommandAccess): PowerDoor {
  const act = async (program: readonly string[], options: PowerOptions) =>
    (await run(program, env, options)).failure
  return {
    name,
    async state(options) {
      if (!programs.state) {
        const words = 'nothing tells whether it is on'
        return { state: { outlet: 'unknown', flows: 'unknown', words } }
      }
      const { output, failure } = await run(programs.state, env, options)
      if (failure) return { failure }
      const [first = ''] = output.trim().toLowerCase().split(/\s+/)
      if (first !== 'on' && first !== 'off') return { failure: neither(programs.state) }
      return { state: { outlet: first, flows: 'unknown', words: `${first}, not measured` } }
    },
    off: (options) => act(programs.off, options),
    on: (options) => act(programs.on, options),
  }
}

function neither([program]: readonly string[]): PowerFailure {
  return {
    kind: 'bad-answer',
    reason: `${program} printed neither on nor off`,
    next: 'The state program prints `on` or `off` as its first word.',
  }
}

async function run(
  [file = '', ...args]: readonly string[],
  env: CommandAccess['env'],
  { timeoutMilliseconds, signal }: PowerOptions,
): Promise<Answer> {
  const end = await runForText({
    file,
    args,
    env: { ...env },
    input: '',
    timeoutMilliseconds,
    maxBytes: mostBytes,
    signal,
  })
  if (end.ended === 'aborted') return { failure: { kind: 'aborted', reason: 'stopped on request' } }
  if (end.startError)
    return { failure: { kind: 'unreachable', reason: `${file} cannot be started` } }
  if (end.ended === 'timeout')
    return {
      failure: {
        kind: 'timeout',
        reason: `${file} did not end within ${timeoutMilliseconds / 1000} s`,
      },
    }
  if (end.ended !== 'exit')
    return {
      failure: { kind: 'bad-answer', reason: `${file} printed more than ${mostBytes} bytes` },
    }
  if (end.exitCode !== 0)
    return {
      failure: { kind: 'refused', reason: `${file} ended with ${end.exitCode ?? 'a signal'}` },
    }
  return { output: end.output }
}
