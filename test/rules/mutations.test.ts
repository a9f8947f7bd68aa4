import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isBenign } from '#src/model/causes.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { root } from '#test/architecture/imports.ts'
import { type DiagnosePieces, decisiveOf, withPieces } from '#test/support/diagnose-pieces.ts'
import { mutations, type Piece } from '#test/support/mutations.ts'

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
  return mutation === 'other lines cut' && (is.cause === 'unknown' || isBenign(was.cause))
}

const answers = new Map<string, Diagnosis>()

async function answerTo({ name, pieces }: Sample, diagnose: DiagnosePieces): Promise<Diagnosis> {
  const known = answers.get(name) ?? (await diagnose(pieces))
  answers.set(name, known)
  return known
}

async function changedBy(
  mutation: (typeof mutations)[number],
  samples: readonly Sample[],
  diagnose: DiagnosePieces,
): Promise<string[]> {
  const changed: string[] = []
  for (const sample of samples) {
    const was = await answerTo(sample, diagnose)
    const is = await diagnose(mutation.change(sample.pieces, decisiveOf(was)))
    if (!allowed(mutation.name, was, is)) changed.push(`${sample.name}: ${was.cause} → ${is.cause}`)
  }
  return changed
}

describe('the cause stays the same', () => {
  test.each(mutations)('of fixtures: $name', async (mutation) => {
    expect(fixtures.length).toBeGreaterThan(100)
    expect(await withPieces((diagnose) => changedBy(mutation, fixtures, diagnose))).toEqual([])
  })

  test.skipIf(incidents.length === 0).each(mutations)('of incidents: $name', async (mutation) => {
    expect(await withPieces((diagnose) => changedBy(mutation, incidents, diagnose))).toEqual([])
  })
})

test('most fixtures have the cause whose folder they lie in', async () => {
  const right = await withPieces(async (diagnose) => {
    let count = 0
    for (const sample of fixtures)
      if ((await answerTo(sample, diagnose)).cause === dirname(dirname(sample.name))) count += 1
    return count
  })
  // The others are rivals' evidence, or need facts beside the text.
  expect(right / fixtures.length).toBeGreaterThan(0.6)
})

test('without the decisive lines no other cause becomes certain', async () => {
  const worse = await withPieces(async (diagnose) => {
    const found: string[] = []
    for (const sample of [...fixtures, ...incidents]) {
      const was = await answerTo(sample, diagnose)
      const is = await diagnose(
        without(decisiveOf({ ...was, findings: was.findings.slice(0, 1) }), sample.pieces),
      )
      const [first] = is.findings
      const isNew = !was.findings.some(({ cause }) => cause === first?.cause)
      if (first?.kind === 'cause' && first.confidence === 'confirmed' && isNew)
        found.push(`${sample.name}: ${was.cause} → ${first.cause}`)
    }
    return found
  })
  expect(worse).toEqual([])
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
