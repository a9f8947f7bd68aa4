import type * as z from 'zod'
import * as facts from '#src/model/facts/node.ts'
import * as restarts from '#src/model/facts/restarts.ts'
import type { Piece } from './evidence.ts'
import { type LogReader, readLog } from './facts/logs.ts'
import { type Absence, absent, type FactReader, isAbsence, type Moments } from './facts/reader.ts'
import { allQuestions, type NodeQuestions } from './program/node-program.ts'
import { type Answers, answerTo } from './program/section.ts'

/** More records of one kind than any node has; what is beyond is cut off and said so. */
const maxRecords = 1000

const schemas = new Map<string, z.ZodType>(
  Object.values({ ...facts, ...restarts }).map(({ kind, schema }) => [kind, schema]),
)

/** Everything that a node's answers say, piece by piece. Any text at all may come; nothing throws. */
export function readAnswers(
  answers: Answers,
  moments: Moments,
  questions: NodeQuestions = allQuestions,
): Piece[] {
  return [
    ...questions.facts.map((reader) => factPiece(reader, { answers, moments, questions })),
    ...questions.logs.map((reader) => logPiece(reader, answers)),
  ]
}

interface Heard {
  readonly answers: Answers
  readonly moments: Moments
  readonly questions: NodeQuestions
}

function factPiece(reader: FactReader, { answers, moments, questions }: Heard): Piece {
  const { kind, source } = reader
  const head = { name: kind, kind, source }
  const section = questions.sections.find(({ name }) => name === reader.section)
  const unheard = silence(reader.section, section?.seconds ?? 0, answers)
  if (unheard) return { ...head, ...unheard }
  const result = reader.read(answers, moments)
  if (isAbsence(result)) return { ...head, ...result }
  const schema = schemas.get(kind)
  const sound = result.filter((record) => schema?.safeParse(record).success)
  if (sound.length === 0 && result.length > 0)
    return { ...head, ...absent('failed', 'the answer makes no sense') }
  return {
    ...head,
    outcome: 'answered',
    records: sound.slice(0, maxRecords),
    truncated: answerTo(answers, reader.section).truncated || sound.length > maxRecords,
  }
}

function logPiece(reader: LogReader, answers: Answers): Piece {
  const head = { name: `log/${reader.name}`, kind: 'log', source: reader.source }
  // Most logs are cut at their beginning only: they reach the end of what they show.
  const complete = reader.reachesEnd ?? true
  const log = { origin: reader.origin, boot: reader.boot, complete }
  const unheard = silence(reader.section.name, reader.section.seconds, answers)
  if (unheard) return { ...head, ...unheard, log }
  const result = readLog(reader, answers)
  if ('outcome' in result) return { ...head, ...result, log }
  return { ...head, outcome: 'answered', log, ...result }
}

/** Why a section said nothing at all. */
function silence(name: string, seconds: number, answers: Answers): Absence | undefined {
  const { state, text } = answerTo(answers, name)
  switch (state) {
    case 'answered':
      return undefined
    case 'lost':
      return absent('silent', `no answer within ${seconds} s: the node or its disk hangs`)
    case 'skipped':
      return absent(
        'silent',
        text === 'now'
          ? 'not asked: a command that was just stopped still waits for a disk'
          : `not asked: process ${text} of an earlier look still waits for a disk`,
      )
    case 'late':
      return absent('silent', 'not asked: the node needed all the time for what came before')
    case 'missing':
      return absent('failed', 'the connection ended before this was answered')
  }
}
