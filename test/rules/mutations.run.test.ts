import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { root } from '#test/architecture/imports.ts'
import { decisiveOf, diagnosePieces } from '#test/support/diagnose-pieces.ts'
import {
  amongHarmlessLines,
  type Mutation,
  mutations,
  type Piece,
} from '#test/support/mutations.ts'

/**
 * The same evidence in another form has the same cause. What is asked of every pattern's own
 * fixtures here is asked of the shared corpus too, where it lies beside the repository.
 */
interface Sample {
  readonly name: string
  readonly pieces: readonly Piece[]
}

const folder = join(root, 'src/rules/patterns/causes')
const fixtures: readonly Sample[] = globSync('*/fixtures/*.txt', { cwd: folder })
  .toSorted()
  .map((path) => ({
    name: path,
    pieces: [{ kind: kindOf(path), text: readFileSync(join(folder, path), 'utf8') }],
  }))

const corpus = join(root, '../shared/corpus/incidents')
const incidents: readonly Sample[] = existsSync(corpus)
  ? readdirSync(corpus).map((name) => ({
      name,
      pieces: JSON.parse(readFileSync(join(corpus, name), 'utf8')).evidence,
    }))
  : []

/** Only a log has room for other lines between its own. */
function kindOf(path: string): string {
  const text = readFileSync(join(folder, path), 'utf8')
  if (/level=(?:info|warn|error|fatal)|^[IWEF]\d{4} /m.test(text)) return 'k3s-journal'
  return /kernel: |^\[ *\d+\.\d{6}\] /m.test(text) ? 'kernel' : 'command-output'
}

/** Counter-evidence and context may be among what was cut: then not knowing is right. */
function allowed(mutation: string, was: Diagnosis, is: Diagnosis): boolean {
  if (is.cause === was.cause) return true
  // Harmless is often told from harm by what stands around it.
  const wasHarmless = was.findings.length > 0 && was.findings.every(({ kind }) => kind === 'benign')
  return mutation === 'other lines cut' && (is.cause === 'unknown' || wasHarmless)
}

const answers = new Map<string, Diagnosis>()

async function answerTo({ name, pieces }: Sample): Promise<Diagnosis> {
  const known = answers.get(name) ?? (await diagnosePieces(pieces))
  answers.set(name, known)
  return known
}

/**
 * Changes that do not touch one another are made at once: each answer then stands for all of them.
 * Only where such an answer differs is each change asked for by itself, so that it can be named.
 */
const together: readonly (readonly string[])[] = [
  ['pieces in reverse', 'carriage returns', 'other node names', 'other volumes and boots'],
  ['pasted twice', 'in a Markdown fence', 'colours', 'other addresses'],
  ['quoted in a mail', "beside a healthy node's log"],
  ['other lines cut'],
  ['among harmless lines'],
]

const groups = together.map((group) => ({ group, name: group.join(', ') }))

const named = (name: string): Mutation => {
  const found = mutations.find((one) => one.name === name)
  if (!found) throw new Error(`no mutation is called ${name}`)
  return found
}

async function changedBy(group: readonly string[], sample: Sample): Promise<string[]> {
  const was = await answerTo(sample)
  const decisive = decisiveOf(was)
  const ask = async (names: readonly string[]) => {
    const pieces = names.reduce((so, name) => named(name).change(so, decisive), sample.pieces)
    const is = await diagnosePieces(pieces)
    return names.every((name) => allowed(name, was, is)) ? undefined : is.cause
  }
  const changed = await ask(group)
  if (changed === undefined) return []
  const alone = []
  for (const name of group) {
    const cause = await ask([name])
    if (cause !== undefined) alone.push(`${name}: ${sample.name}: ${was.cause} → ${cause}`)
  }
  return alone.length > 0 ? alone : [`${group.join(' + ')}: ${sample.name}: → ${changed}`]
}

test('every change is made', () => {
  expect(together.flat().toSorted()).toEqual(mutations.map(({ name }) => name).toSorted())
})

describe('the cause stays the same', () => {
  test.each(groups)('of fixtures: $name', async ({ group }) => {
    expect(fixtures.length).toBeGreaterThan(100)
    const changed = []
    for (const sample of fixtures) changed.push(...(await changedBy(group, sample)))
    expect(changed).toEqual([])
  })

  test.skipIf(incidents.length === 0).each(groups)('of incidents: $name', async ({ group }) => {
    const changed = []
    for (const sample of incidents) changed.push(...(await changedBy(group, sample)))
    expect(changed).toEqual([])
  })
})

test('a hundred thousand harmless lines hide nothing', async () => {
  const logs = fixtures.filter(({ pieces }) => pieces.some(({ kind }) => kind !== 'command-output'))
  // Texts of this size are read in another way than short ones: some of each kind show it.
  const some = logs.filter((_, place) => place % 24 === 0)
  expect(some.length).toBeGreaterThan(2)
  const changed: string[] = []
  for (const sample of some) {
    const was = await answerTo(sample)
    const is = await diagnosePieces(amongHarmlessLines(sample.pieces, 50_000))
    if (is.cause !== was.cause) changed.push(`${sample.name}: ${was.cause} → ${is.cause}`)
  }
  expect(changed).toEqual([])
})

test('most fixtures have the cause whose folder they lie in', async () => {
  let right = 0
  for (const sample of fixtures)
    if ((await answerTo(sample)).cause === dirname(dirname(sample.name))) right += 1
  // The others are rivals' evidence, or need facts beside the text.
  expect(right / fixtures.length).toBeGreaterThan(0.6)
})

test('without the decisive lines no other cause becomes certain', async () => {
  const found: string[] = []
  for (const sample of [...fixtures, ...incidents]) {
    const was = await answerTo(sample)
    const is = await diagnosePieces(
      without(decisiveOf({ ...was, findings: was.findings.slice(0, 1) }), sample.pieces),
    )
    const [first] = is.findings
    const isNew = !was.findings.some(({ cause }) => cause === first?.cause)
    if (first?.kind === 'cause' && first.confidence === 'confirmed' && isNew)
      found.push(`${sample.name}: ${was.cause} → ${first.cause}`)
  }
  expect(found).toEqual([])
})

function without(decisive: readonly string[], pieces: readonly Piece[]): readonly Piece[] {
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  const gone = decisive.map(words)
  return pieces.map((piece) => ({
    ...piece,
    text: piece.text
      .split('\n')
      .filter((line) => words(line) === '' || !gone.some((text) => text.includes(words(line))))
      .join('\n')
      .concat('\n-- end --'),
  }))
}
