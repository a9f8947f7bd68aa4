import type { Person } from '#src/model/config/power.ts'
import { runForText } from '../child.ts'
import type { PowerDoor, PowerFailure, PowerOptions } from './door.ts'

export interface PersonAccess {
  readonly name: string
  readonly node: string
  readonly person: Person
  readonly env: Readonly<Record<string, string | undefined>>
  /** Shows it to whoever follows the run. */
  readonly say: (text: string) => void
}

/**
 * Somebody who pulls the plug. What was asked is done when the node itself shows it: nothing here
 * knows, so the outlet's state stays unknown. A program that passes the request on and fails is a
 * failure, because then perhaps nobody was told.
 */
export function openPerson(access: PersonAccess): PowerDoor {
  const ask = async (text: string, options: PowerOptions): Promise<PowerFailure | undefined> => {
    access.say(text)
    return notify(text, access, options)
  }
  const { node } = access
  return {
    name: access.name,
    async state() {
      const words = 'only a person knows'
      return { state: { outlet: 'unknown', flows: 'unknown', words } }
    },
    off: (options) =>
      ask(`Please take the power away from ${node} now, and leave it off.`, options),
    on: (options) => ask(`Please give power to ${node} again.`, options),
    cycle: (seconds, options) =>
      ask(
        `Please take the power away from ${node} now, and give it back after ${seconds} s.`,
        options,
      ),
  }
}

async function notify(
  text: string,
  { person, env }: PersonAccess,
  { timeoutMilliseconds, signal }: PowerOptions,
): Promise<PowerFailure | undefined> {
  if (!person.notify) return undefined
  const [file = '', ...args] = person.notify
  const end = await runForText({
    file,
    args,
    env: { ...env },
    input: `${text}\n`,
    timeoutMilliseconds,
    maxBytes: 64 * 1024,
    signal,
  })
  if (end.ended === 'aborted') return { kind: 'aborted', reason: 'stopped on request' }
  if (end.startError) return { kind: 'unreachable', reason: `${file} cannot be started` }
  if (end.ended === 'timeout') return { kind: 'timeout', reason: `${file} did not end in time` }
  if (end.exitCode === 0 || end.ended === 'too-much') return undefined
  return { kind: 'refused', reason: `${file} ended with ${end.exitCode ?? 'a signal'}` }
}
