import type * as z from 'zod'
import type { logCoverage } from '#src/model/facts/log.ts'
import { type LogLine, pastedLines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import { unknownPartFlag } from '../../words/part-flags.ts'

/**
 * A program's own complaint, of which nothing is known but that it is its own: what is left when
 * somebody pasted a few lines of one container and none of them speaks of what lies below.
 */
export const complaint = pastedLines(
  [
    'rror:',
    'ERROR',
    'Exception',
    'FATAL',
    'CRITICAL',
    'FAILED: ',
    'panic: ',
    'level=error',
    'level=fatal',
    '"level":"error"',
    '"level":"fatal"',
    'Errno',
    'errors.',
    ' panicked at ',
  ],
  anyOf(
    // `ValueError: …`, `java.lang.IllegalStateException`, `sqlx::Error:`
    String.raw`(?:^|[\s(])(?:[\w$]+(?:\.|::))*[A-Z]\w*(?:Error|Exception)\b[:\s]`,
    // `psycopg2.errors.UndefinedTable: …`
    String.raw`^(?:[a-z_]\w*\.)+[A-Z]\w+: \S`,
    // The level of a logger, as a word or a field.
    String.raw`\b(?:ERROR|FATAL|CRITICAL)\b`,
    'level=(?:error|fatal)',
    '"level":"(?:error|fatal)"',
    // Alembic and Go, Node's and C's own, Ruby.
    String.raw`\bFAILED: `,
    '^panic: ',
    "^thread '[^']+' panicked at ",
    '^[Ee]rror: ',
    'Errno::',
  ),
  ['pods'],
)

function anyOf(...expressions: readonly string[]): RegExp {
  return new RegExp(expressions.join('|'))
}

interface Paste {
  readonly complaint: readonly LogLine[]
  readonly ofBelow: readonly LogLine[]
  readonly nodes: readonly unknown[]
  readonly logCoverage: readonly z.infer<typeof logCoverage.schema>[]
}

/** Logs of what lies below. Their words are not looked for: they stand in every line of a journal. */
const below: ReadonlySet<string> = new Set(['k3s', 'kernel', 'system', 'longhorn'])

/** What ends a program in such a language, wherever its words were pasted from. */
const ofALanguage =
  /^Error: (?:Cannot find module '|EACCES: )|^thread 'main' panicked at |^(?:ModuleNotFoundError|ImportError): |^(?:django\.db\.utils|sqlalchemy\.exc|psycopg2(?:\.errors)?)\.[A-Z]|^PrismaClient\w*Error: |^panic: runtime error: |^Exception in thread "main" /

/** Only of a paste: the log of a living pod is full of complaints that its owner has got used to. */
export function onlyComplaint({
  complaint,
  ofBelow,
  nodes,
  logCoverage,
}: Paste): readonly Reason[] {
  if (nodes.length > 0 || ofBelow.length > 0) return []
  if (logCoverage.some(({ origin }) => below.has(origin))) return []
  return complaint.filter(
    ({ origin, text }) =>
      (origin === 'pods' || (origin === 'unknown' && ofALanguage.test(text))) &&
      !unknownPartFlag.test(text),
  )
}
