import { randomBytes } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import type { Outcome } from '#src/model/evidence.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import type { Redact } from './evidence.ts'
import { type ClockReading, clockIn } from './facts/time-sync.ts'
import { type LogEntry, logEntryIn, OwnSessions } from './log-entry.ts'
import { generateLogsProgram, type LogRequest } from './program/logs-program.ts'
import { outcomeOf, shellFailure } from './session-outcome.ts'

export type { LogRequest }

export interface ReadLogsOptions {
  readonly timeoutMilliseconds: number
  readonly maxBytes?: number
  readonly signal?: AbortSignal
  readonly redact: Redact
  /** What earlier readings of the same node know of Bramble's own sessions. */
  readonly own?: OwnSessions
}

/** Lines of a node's journal, and how reading them ended. */
export interface LogsRead {
  readonly outcome: Outcome
  /** Why there is nothing, or not all. */
  readonly reason?: string
  readonly next?: string
  /** Oldest first. `own` are those of Bramble's own sessions. */
  readonly entries: readonly (LogEntry & { readonly own: boolean })[]
  /** What the node's clock was when it was asked; absent where nothing came. */
  readonly clock?: ClockReading
  /** True where more came than `maxBytes`. */
  readonly truncated: boolean
  readonly redacted: number
}

/** About 50,000 lines of usual length. */
const defaultMaxBytes = 24_000_000

/**
 * Reads lines of a node's journal. What is expected of a node (no such unit, a boot that is not
 * kept, no permission, no answer) is an outcome with its reason.
 *
 * @throws BrambleError of kind usage for a request that cannot be asked
 */
export async function readLogs(
  door: SshDoor,
  target: SshTarget,
  request: LogRequest,
  options: ReadLogsOptions,
): Promise<LogsRead> {
  const marker = randomBytes(16).toString('hex')
  const program = generateLogsProgram(request, marker)
  const {
    timeoutMilliseconds,
    maxBytes = defaultMaxBytes,
    signal,
    own = new OwnSessions(),
  } = options
  const lines = new JournalStream(marker, own)
  const answer = await door.stream(target, program, {
    timeoutMilliseconds,
    maxBytes,
    gentle: true,
    ...(signal && { signal }),
    onOutput: (chunk) => lines.take(chunk),
  })
  lines.end()
  let redacted = 0
  const entries = lines.entries.map((entry) => {
    const { text, redacted: replaced } = options.redact(entry.text)
    redacted += replaced
    return { ...entry, text, own: own.holds(entry) }
  })
  const { startedAt, loggedInAt = startedAt, endedAt, firstByteAt = endedAt } = answer.times
  const clock = clockIn(lines.clock, { begunAfter: loggedInAt, heardBy: firstByteAt })
  return {
    ...endOf({ target, request, answer, lines }),
    entries: oldestFirst(entries),
    ...(clock && { clock }),
    redacted,
    truncated: answer.truncated && lines.lastWord === undefined,
  }
}

/** With --grep and a number of lines some versions of journalctl write the newest first. */
function oldestFirst<E extends LogEntry>(entries: readonly E[]): readonly E[] {
  const [first] = entries
  const last = entries.at(-1)
  return first && last && first.at > last.at ? entries.toReversed() : entries
}

/** Divides what comes into lines: what the node says of itself, the journal, and its last word. */
class JournalStream {
  readonly entries: LogEntry[] = []
  clock = ''
  lastWord: string | undefined
  private rest = ''
  private readonly decoder = new StringDecoder('utf8')
  private readonly marker: string
  private readonly own: OwnSessions

  constructor(marker: string, own: OwnSessions) {
    this.marker = marker
    this.own = own
  }

  get count(): number {
    return this.entries.length
  }

  take(chunk: Uint8Array): void {
    const parts = (this.rest + this.decoder.write(Buffer.from(chunk))).split('\n')
    this.rest = parts.pop() ?? ''
    for (const line of parts) this.read(line)
  }

  end(): void {
    this.read(this.rest + this.decoder.end())
    this.rest = ''
  }

  private read(line: string): void {
    if (line.startsWith(`${this.marker} `))
      this.lastWord = line.slice(this.marker.length + 1).trim()
    else if (line.startsWith('{')) this.readEntry(line)
    else if (line.startsWith('clock ')) this.clock = line.slice(6)
    else this.readSession(line)
  }

  private readEntry(line: string): void {
    const entry = logEntryIn(line)
    if (!entry) return
    this.own.learn(entry)
    this.entries.push(entry)
  }

  /** `session BOOT NUMBER` is the one that reads; the others are fields of sudo's lines. */
  private readSession(line: string): void {
    const reading = /^session ([0-9a-f-]{36}) (\w+)$/.exec(line)
    if (reading) return this.own.add((reading[1] ?? '').replaceAll('-', ''), reading[2] ?? '')
    const boot = /"_BOOT_ID" *: *"([0-9a-f]{32})"/.exec(line)?.[1]
    const session = /"_SYSTEMD_SESSION" *: *"(\w+)"/.exec(line)?.[1]
    if (boot !== undefined && session !== undefined) this.own.add(boot, session)
  }
}

interface Ended {
  readonly target: SshTarget
  readonly request: LogRequest
  readonly answer: SshAnswer
  readonly lines: JournalStream
}

type End = Pick<LogsRead, 'outcome' | 'reason' | 'next'>

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
  { unit, grep, boot }: LogRequest,
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
  const where = boot === undefined ? 'in that time' : "in that boot's log"
  return { outcome: 'answered', reason: `no line${what ? ` ${what}` : ''} ${where}` }
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
