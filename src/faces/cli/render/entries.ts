import type { Entry, Happening } from '#src/model/entry.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { cleanText } from '#src/model/text.ts'
import type { HistoryRequest } from '#src/operations/run/history.ts'
import { hang } from './layout.ts'
import { pad, shortNames } from './text.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

/** The journal as lines a person reads, oldest first; single requests only with `all`. */
export function renderEntries(
  entries: readonly Entry[],
  view: View,
  narrow: Pick<HistoryRequest, 'about' | 'run'> = {},
): string {
  const now = new Date().toISOString()
  const shown = entries.filter(
    ({ happening }) => view.all || !happening.kind.startsWith('request-'),
  )
  if (shown.length === 0) return nothingWords(narrow)
  const [who, ...others] = new Set(shown.map((entry) => entry.who))
  const isAlone = others.length === 0 && shown.length > 1
  const lines = shown.flatMap((entry) => {
    const head = `${pad(clockTime(entry.at, now, view), 16)}${pad(entry.run === undefined ? '' : `run ${entry.run}`, 8)}`
    const by = isAlone ? '' : `  (${entry.who})`
    const words = cleanText(`${said(entry.happening)}${by}`)
    return hang(head, view.all ? words : shortNames(words), view.columns)
  })
  const all = isAlone ? ['', cleanText(`all by ${who}`)] : []
  return `${[...lines, ...all].join('\n')}\n`
}

/** A journal that is empty is another thing than one that does not name what was asked about. */
function nothingWords({ about, run }: Pick<HistoryRequest, 'about' | 'run'>): string {
  if (about === undefined) return 'Nothing yet.\nnext: bramble note TEXT\n'
  const where = run === undefined ? 'The history' : `The history of run ${run}`
  return `${where} names no “${cleanText(about)}”.\nnext: bramble history\n`
}

type Kind = Happening['kind']
type Say = { readonly [K in Kind]: (happening: Extract<Happening, { kind: K }>) => string }

const because = (reason: string | undefined) => (reason ? `: ${reason}` : '')

const say: Say = {
  note: ({ text }) => `note: ${text}`,
  'plan-stored': ({ digest, goal }) => `plan ${digest.slice(0, 12)}: ${goalWords(goal)}`,
  'apply-refused': ({ goal, reasons }) => `refused ${goalWords(goal)}: ${reasons.join('; ')}`,
  'plan-approved': ({ digest, approvedBy }) =>
    `plan ${digest.slice(0, 12)} approved by ${approvedBy}`,
  'undo-approved': ({ undo, approvedBy }) => `way back of run ${undo} approved by ${approvedBy}`,
  'code-issued': (subject) => `code given out for ${codeSubject(subject)}`,
  'code-refused': (subject) => `wrong code for ${codeSubject(subject)}`,
  'run-started': ({ goal, approvedBy, accepted }) =>
    [
      `${goalWords(goal)}, approved by ${approvedBy}`,
      ...curedCauses(goal.cures ?? []),
      ...accepted.map(({ subject, reason }) => `accepted ${subject}: ${reason}`),
    ].join('; '),
  'run-resumed': () => 'resumed',
  'undo-started': () => 'going back',
  lease: ({ state, reason }) => `Lease of the cluster ${state}${because(reason)}`,
  'node-lock': ({ node, state, reason }) => `lock on ${node} ${state}: ${reason}`,
  'cancel-requested': () => 'asked to stop',
  'run-ended': ({ outcome, reason }) => outcome + because(reason),
  'request-intended': ({ request, subject }) => `${request} ${subject}`,
  'request-answered': ({ subject, answer }) => `${subject}: ${answer}`,
  'step-started': ({ step }) => `${step} begins`,
  'step-ended': ({ step, outcome, reason }) => `${step} ${outcome}${because(reason)}`,
  'step-undone': ({ step, outcome, reason }) =>
    `${step} ${outcome === 'done' ? 'undone' : outcome}${because(reason)}`,
}

function codeSubject({
  digest,
  undo,
}: {
  readonly digest: string
  readonly undo?: number | undefined
}) {
  return undo === undefined ? `plan ${digest.slice(0, 12)}` : `the way back of run ${undo}`
}

/** Several findings of one cause are told once. */
function curedCauses(findings: readonly string[]): string[] {
  const causes = Map.groupBy(findings, (id) => id.replace(/@.*/, ''))
  return [...causes].map(([cause, ids]) =>
    ids.length === 1 ? `cures ${ids[0]}` : `cures ${cause} ×${ids.length}`,
  )
}

function said(happening: Happening): string {
  // The table holds a function for each kind; TypeScript cannot follow the pair.
  return (say[happening.kind] as (one: Happening) => string)(happening)
}
