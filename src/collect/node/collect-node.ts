import { randomBytes } from 'node:crypto'
import type { Clock } from '#src/model/clock.ts'
import type { Coverage, Evidence } from '#src/model/evidence.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { evidenceOf, type Piece, type Redact } from './evidence.ts'
import { generateProgram } from './program/generate.ts'
import { allQuestions, type NodeQuestions } from './program/node-program.ts'
import { lastWords, type SplitOutput, splitOutput } from './program/split.ts'
import { readAnswers } from './read-answers.ts'
import { outcomeOf, shellFailure } from './session-outcome.ts'

export interface CollectNodeOptions {
  readonly clock: Clock
  /** How long this node may take, login included. */
  readonly deadlineMilliseconds: number
  readonly signal?: AbortSignal
  readonly redact: Redact
  /** All that a look at a cluster asks, where absent. */
  readonly questions?: NodeQuestions
  /** Makes the program run as root; absent where the user's own rights are to do. */
  readonly becomeRoot?: ((program: string) => string) | undefined
}

/** The design's budget: no observation sends more. */
const maxBytes = 1_000_000
/** The program ends before its session does, so that what it has is still heard. */
const maxProgramSeconds = 8

/**
 * Asks one node everything in one session. Who does not answer, and how, is evidence too; nothing
 * that can be expected of a node throws.
 */
export async function collectNode(
  door: SshDoor,
  target: SshTarget,
  options: CollectNodeOptions,
): Promise<{ evidence: Evidence[]; coverage: Coverage }> {
  const { deadlineMilliseconds, signal } = options
  const marker = randomBytes(16).toString('hex')
  const seconds = Math.floor(deadlineMilliseconds / 1000) - 2
  const { questions = allQuestions, becomeRoot = (text: string) => text } = options
  const totalSeconds = Math.min(questions.seconds ?? maxProgramSeconds, Math.max(2, seconds))
  const program = generateProgram(questions.sections, { marker, totalSeconds })
  const takenAt = new Date(options.clock.now()).toISOString()
  const answer = await door.run(target, becomeRoot(program), {
    timeoutMilliseconds: deadlineMilliseconds,
    maxBytes,
    endsWith: lastWords(marker),
    gentle: true,
    ...(signal && { signal }),
  })
  const output = splitOutput(answer.output, marker, questions.sections)
  const session = sessionPiece(answer, output)
  const pieces = session.outcome === 'answered' ? piecesOf(answer, output, questions) : []
  const bootId = bootOf(pieces)
  const origin = { node: target.node, takenAt, ...(bootId && { bootId }), redact: options.redact }
  return {
    evidence: [session, ...pieces].map((piece) => evidenceOf(piece, origin)),
    coverage: coverageOf(target, answer, [session, ...pieces]),
  }
}

function piecesOf(answer: SshAnswer, { answers }: SplitOutput, questions: NodeQuestions): Piece[] {
  const { startedAt, loggedInAt, firstByteAt, endedAt } = answer.times
  const moments = { begunAfter: loggedInAt ?? startedAt, heardBy: firstByteAt ?? endedAt }
  return readAnswers(answers, moments, questions)
}

function bootOf(pieces: readonly Piece[]): string | undefined {
  const [identity] = pieces.find(({ kind }) => kind === 'node-identity')?.records ?? []
  const { bootId } = (identity ?? {}) as { bootId?: unknown }
  return typeof bootId === 'string' ? bootId : undefined
}

/** How the session itself went: evidence of a node that is up, hung, or gone. */
function sessionPiece({ failure, errorText }: SshAnswer, output: SplitOutput): Piece {
  const head = { name: 'ssh', kind: 'ssh-session', source: 'ssh' }
  const heard = output.answers.size > 0
  if (heard) {
    // What broke off midway has answered in part; the parts that are missing say so themselves.
    return { ...head, outcome: 'answered', ...(failure && { reason: failure.reason }) }
  }
  if (failure) return { ...head, outcome: outcomeOf(failure), reason: failure.reason }
  return { ...head, outcome: 'failed', reason: shellFailure(errorText || output.preamble) }
}

function coverageOf(target: SshTarget, answer: SshAnswer, pieces: readonly Piece[]): Coverage {
  const [session, ...parts] = pieces
  const missing = parts.flatMap(({ name, outcome, reason = '' }) =>
    outcome === 'answered' || outcome === 'not-applicable' ? [] : [{ kind: name, outcome, reason }],
  )
  const next = answer.failure?.next
  return {
    door: 'ssh',
    target: target.node,
    outcome: session?.outcome ?? 'failed',
    ...(session?.reason !== undefined && { reason: session.reason }),
    milliseconds: Math.round(answer.times.endedAt - answer.times.startedAt),
    missing,
    ...(next !== undefined && { next }),
  }
}
