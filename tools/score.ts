import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isBenign } from '#src/model/causes.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { diagnoseFiles } from '#src/operations/diagnose.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { type Piece } from '#test/support/mutations.ts'
import { leaveOneOut } from './score/leave-one-out.ts'
import { stabilityOf } from './score/stability.ts'

/**
 * Scores the diagnosis of real incidents against what they were: see the README beside them.
 * usage: npm run score -- DIR [--each] [--mutate] [--leave-one-out]
 *
 * `--each` prints every incident; `--mutate` also tells how stable the answers are when the same
 * evidence arrives in another form; `--leave-one-out`, what is answered without the lines that were
 * found by words which stand in no other incident of DIR.
 */
interface Incident {
  readonly id: string
  readonly evidence: readonly (Piece & { readonly form: string })[]
  readonly truth: {
    readonly cause: string
    readonly decidable: boolean
    readonly confirmed_by: string
  }
  readonly also_plausible: readonly string[]
  readonly must_not: readonly string[]
}

const results = ['right', 'acceptable', 'unknown', 'wrong', 'harmful', 'false-alarm'] as const
type Result = (typeof results)[number]

interface Scored {
  readonly incident: Incident
  readonly answered: string
  readonly result: Result
  readonly topThree: boolean
  readonly harmfulAnywhere: readonly string[]
  readonly crashed?: string
}

function judgeAnswer(incident: Incident, answered: string): Result {
  const { truth, also_plausible: also, must_not: never } = incident
  const nothing = answered === 'unknown' || answered === 'none'
  if (isBenign(truth.cause)) {
    if (isBenign(answered) || nothing) return 'right'
    if (never.includes(answered)) return 'harmful'
    return also.includes(answered) ? 'acceptable' : 'false-alarm'
  }
  if (answered === truth.cause) return 'right'
  // Undecidable from the evidence: saying so is as good as naming it.
  if (!truth.decidable && (nothing || also.includes(answered))) return 'right'
  if (also.includes(answered)) return 'acceptable'
  if (never.includes(answered)) return 'harmful'
  return nothing ? 'unknown' : 'wrong'
}

async function scoreOne(path: string): Promise<Scored> {
  const incident = JSON.parse(readFileSync(path, 'utf8')) as Incident
  const signal = new AbortController().signal
  let diagnosis: Diagnosis
  try {
    diagnosis = await diagnoseFiles([path], { signal, inIsTerminal: false })
  } catch (error) {
    return {
      incident,
      answered: 'crashed',
      result: 'wrong',
      topThree: false,
      harmfulAnywhere: [],
      crashed: String(error),
    }
  }
  const loud = diagnosis.findings.filter((finding) => finding.severity !== 'info')
  return {
    incident,
    answered: diagnosis.cause,
    result: judgeAnswer(incident, diagnosis.cause),
    topThree: diagnosis.findings
      .slice(0, 3)
      .some((finding) => finding.cause === incident.truth.cause),
    harmfulAnywhere: loud
      .map((finding) => finding.cause)
      .filter((cause) => incident.must_not.includes(cause)),
  }
}

function row(name: string, scored: readonly Scored[]): string {
  const share = (amount: number) =>
    `${amount}${scored.length > 0 ? ` (${Math.round((100 * amount) / scored.length)} %)` : ''}`
  const amount = (result: Result) => scored.filter((one) => one.result === result).length
  const good = amount('right') + amount('acceptable')
  return [
    name.padEnd(34),
    `n ${scored.length}`.padEnd(6),
    `good ${share(good)}`.padEnd(16),
    ...results.map((result) => `${result} ${amount(result)}`),
    `top-3 ${scored.filter((one) => one.topThree).length}`,
    `must-not at warning ${scored.filter((one) => one.harmfulAnywhere.length > 0).length}`,
  ].join('  ')
}

const [directory, ...flags] = process.argv.slice(2)
if (directory === undefined) {
  console.error('usage: npm run score -- DIR [--each] [--mutate] [--leave-one-out]')
  process.exit(64)
}
const files = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .sort()
const scored: Scored[] = []
for (const name of files) scored.push(await scoreOne(join(directory, name)))

const known = new Set(patterns.map((pattern) => pattern.id))
const groups: [string, (one: Scored) => boolean][] = [
  ['all', () => true],
  ['decidable', (one) => one.incident.truth.decidable],
  [
    'decidable, cause has a pattern',
    (one) => one.incident.truth.decidable && known.has(one.incident.truth.cause),
  ],
  ['not decidable', (one) => !one.incident.truth.decidable],
  ['strong inference', (one) => one.incident.truth.confirmed_by === 'strong inference'],
  ['raw only', (one) => one.incident.evidence.every((piece) => piece.form === 'raw')],
  ['with notes', (one) => one.incident.evidence.some((piece) => piece.form === 'notes')],
]
for (const [name, fits] of groups) console.log(row(name, scored.filter(fits)))
console.log('')
for (const one of scored) {
  if (
    !flags.includes('--each') &&
    one.result !== 'harmful' &&
    one.result !== 'false-alarm' &&
    !one.crashed
  )
    continue
  const { id, truth } = one.incident
  const loud =
    one.harmfulAnywhere.length > 0 ? `  also names ${one.harmfulAnywhere.join(', ')}` : ''
  console.log(
    `${id}  ${one.result.padEnd(11)} answered ${one.answered.padEnd(38)} truth ${truth.cause}${loud}${one.crashed ? `  ${one.crashed}` : ''}`,
  )
}
if (flags.includes('--mutate')) {
  console.log('')
  for (const line of await stabilityOf(scored.map(({ incident }) => incident))) console.log(line)
}
if (flags.includes('--leave-one-out')) {
  const told = scored.map(({ incident }, place) => ({
    ...incident,
    path: join(directory, files[place] ?? ''),
  }))
  const others = new Map((await leaveOneOut(told)).map((one) => [one.id, one]))
  const unseen = scored.map((one) => {
    const answered = others.get(one.incident.id)?.answered ?? 'unknown'
    return { ...one, answered, result: judgeAnswer(one.incident, answered) }
  })
  console.log('')
  console.log(row('without what only it holds', unseen))
  for (const [place, { incident, answered, result }] of unseen.entries()) {
    if (answered === scored[place]?.answered) continue
    const words = others.get(incident.id)?.onlyHere ?? []
    console.log(`${incident.id}  ${result.padEnd(11)} ${answered}: ${JSON.stringify(words)}`)
  }
}
