import { randomBytes } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import type { Outcome } from '#src/model/evidence.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import type { Redact } from './evidence.ts'
import { generateLogsProgram, type LogRequest } from './program/logs-program.ts'
import { outcomeOf, shellFailure } from './session-outcome.ts'

export type { LogRequest }

export interface ReadLogsOptions {
  readonly timeoutMilliseconds: number
  readonly maxBytes?: number
  readonly signal?: AbortSignal
  readonly redact: Redact
  /** Whole lines, as they come. */
  readonly onText: (text: string) => void
}

/** How reading a log ended. */
export interface LogsEnd {
  readonly outcome: Outcome
  /** Why there is nothing, or not all. */
  readonly reason?: string
  readonly next?: string
  /** Lines handed over. */
  readonly lines: number
  /** True where more came than `maxBytes`. */
  readonly truncated: boolean
  readonly redacted: number
}

const defaultMaxBytes = 4_000_000

/**
 * Hands over lines of a node's journal. What is expected of a node (no such unit, a boot that is
 * not kept, no permission, no answer) is an outcome with its reason.
 *
 * @throws BrambleError of kind usage for a request that cannot be asked
 */
export async function readLogs(
  door: SshDoor,
  target: SshTarget,
  request: LogRequest,
  options: ReadLogsOptions,
): Promise<LogsEnd> {
  const marker = randomBytes(16).toString('hex')
  const program = generateLogsProgram(request, marker)
  const lines = new LineStream(marker, options)
  const { timeoutMilliseconds, maxBytes = defaultMaxBytes, signal } = options
  const answer = await door.stream(target, program, {
    timeoutMilliseconds,
    maxBytes,
    gentle: true,
    ...(signal && { signal }),
    onOutput: (chunk) => lines.take(chunk),
  })
  lines.end()
  const { count, redacted, lastWord } = lines
  return {
    ...endOf({ target, request, answer, lines }),
    lines: count,
    redacted,
    truncated: answer.truncated && lastWord === undefined,
  }
}

/** Divides what comes into lines, and keeps the program's last word apart from the log. */
class LineStream {
  count = 0
  redacted = 0
  lastWord: string | undefined
  private rest = ''
  private readonly decoder = new StringDecoder('utf8')
  private readonly marker: string
  private readonly options: ReadLogsOptions

  constructor(marker: string, options: ReadLogsOptions) {
    this.marker = marker
    this.options = options
  }

  take(chunk: Uint8Array): void {
    this.rest += this.decoder.write(Buffer.from(chunk))
    const at = this.rest.lastIndexOf('\n')
    let from = at <= 0 ? 0 : this.rest.lastIndexOf('\n', at - 1) + 1
    // Held back: the last line, and an empty one before it, which may belong to the marker.
    if (from === 1 || this.rest.slice(0, from).endsWith('\n\n')) from -= 1
    if (from <= 0) return
    this.give(this.rest.slice(0, from))
    this.rest = this.rest.slice(from)
  }

  end(): void {
    const text = this.rest + this.decoder.end()
    const at = `\n${text}`.lastIndexOf(`\n${this.marker} `)
    if (at < 0) return this.give(text)
    this.lastWord = text.slice(at + this.marker.length + 1).trim()
    this.give(text.slice(0, at).replace(/\n$/, ''))
  }

  private give(text: string): void {
    if (text === '') return
    const whole = text.endsWith('\n') ? text : `${text}\n`
    const { text: clean, redacted } = this.options.redact(whole)
    this.redacted += redacted
    this.count += whole.split('\n').length - 1
    this.options.onText(clean)
  }
}

interface Ended {
  readonly target: SshTarget
  readonly request: LogRequest
  readonly answer: SshAnswer
  readonly lines: LineStream
}

type End = Pick<LogsEnd, 'outcome' | 'reason' | 'next'>

function endOf({ target: { node }, request, answer, lines }: Ended): End {
  const [word, detail] = lines.lastWord?.split(' ') ?? []
  switch (word) {
    case 'whole':
      return wholeEnd(node, request, { detail, count: lines.count })
    case 'boot':
      return bootEnd(node, request, detail)
    case 'closed':
      return {
        outcome: 'no-permission',
        reason: `the user may not read the journal of ${node}`,
        next: 'On the node: `sudo usermod -aG systemd-journal USER`, then log in anew.',
      }
    case 'absent':
      return { outcome: 'not-applicable', reason: `${node} keeps no systemd journal` }
    case 'pattern':
      return {
        outcome: 'refused',
        reason: `--grep is no regular expression: ${request.grep}`,
        next: 'Put a backslash before ( ) [ ] { } . * + ? | ^ $ where they are meant as they stand.',
      }
    case undefined:
    default:
      return brokenEnd(answer, lines.count)
  }
}

function brokenEnd(answer: SshAnswer, count: number): End {
  if (answer.truncated) return { outcome: 'answered', reason: 'cut off: more came than is taken' }
  const { failure } = answer
  if (!failure) return { outcome: 'failed', reason: shellFailure(answer.errorText) }
  return {
    outcome: count > 0 ? 'answered' : outcomeOf(failure),
    reason: failure.reason,
    ...(failure.next !== undefined && { next: failure.next }),
  }
}

function wholeEnd(
  node: string,
  { unit, grep }: LogRequest,
  { detail, count }: { detail: string | undefined; count: number },
): End {
  if (count > 0) return { outcome: 'answered' }
  if (detail === 'not-found')
    return {
      outcome: 'not-applicable',
      reason: `${node} has no unit ${unit}`,
      next: 'On the node: `systemctl list-units --all` names them.',
    }
  const what = [unit && `of ${unit}`, grep && `with ${grep}`].filter(Boolean).join(' ')
  return { outcome: 'answered', reason: `no line${what ? ` ${what}` : ''} in that boot's log` }
}

function bootEnd(node: string, { boot = 0 }: LogRequest, detail: string | undefined): End {
  if (detail === 'volatile')
    return {
      outcome: 'not-applicable',
      reason: `the journal of ${node} is volatile: nothing of an earlier boot is kept`,
      next: '`bramble explain journal-is-persistent`',
    }
  return { outcome: 'not-applicable', reason: `the journal of ${node} holds no boot ${boot}` }
}
