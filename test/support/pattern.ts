import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence, LogOrigin } from '#src/model/evidence.ts'
import type { Fact } from '#src/model/facts/define.ts'
import type { Confidence } from '#src/model/verdict.ts'
import type { Pattern } from '#src/rules/define-pattern.ts'
import { asFinding, judge } from '#src/rules/judge.ts'
import { unfilledIn } from '../../tools/to-fill.ts'

/** When all evidence of a test was taken. */
export const takenAt = '2026-03-01T12:00:00.000Z'

/** A log as some program wrote it; from the pattern's fixtures/ folder with `fixture()`. */
export function log(
  text: string,
  {
    node,
    origin = 'unknown',
    boot,
    complete,
  }: { node?: string; origin?: LogOrigin; boot?: number; complete?: boolean } = {},
): Evidence {
  return evidenceOf({
    kind: 'log',
    ...(node && { node }),
    text,
    log: {
      origin,
      ...(boot !== undefined && { boot }),
      ...(complete !== undefined && { complete }),
    },
  })
}

/** Records of one kind of fact, checked against its schema as a collector's would be. */
export function facts<T>(fact: Fact<T>, records: readonly T[], node?: string): Evidence {
  return evidenceOf({
    kind: fact.kind,
    ...(node && { node }),
    records: records.map((record) => fact.schema.parse(record)),
  })
}

/** Text of a file in the fixtures/ folder beside a pattern's test. */
export function fixture(testUrl: string, name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, testUrl), 'utf8')
}

let ids = 0
function evidenceOf(parts: Partial<Evidence>): Evidence {
  ids += 1
  return {
    id: `e${ids}`,
    kind: 'log',
    source: 'test',
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    ...parts,
  }
}

interface Case {
  readonly name: string
  readonly evidence: readonly Evidence[]
}

interface Cases {
  /** Found; `confidence` and `subject` are compared where given. */
  readonly finds: readonly (Case & { confidence?: Confidence; subject?: string })[]
  /** Not found: `rival` names the rival cause whose evidence this is. */
  readonly staysQuiet: readonly (Case & { rival?: string })[]
  /** Answers unknown, or stays silent for want of evidence (`silent`). */
  readonly cannotTell: readonly (Case & { silent?: boolean })[]
}

/** Each list that is empty, with what belongs into it. */
export function missingCases({ finds, staysQuiet, cannotTell }: Cases): string[] {
  return [
    ...(finds.length > 0 ? [] : ['finds is empty: at least two sources of the message']),
    ...(staysQuiet.length > 0
      ? []
      : ["staysQuiet is empty: each rival's evidence with the same loud line, and an old line"]),
    ...(cannotTell.length > 0
      ? []
      : ['cannotTell is empty: too little evidence; silent: true where nothing is to be asked']),
  ]
}

function textsOf(cases: Cases): object {
  const texts = (list: readonly Case[]) =>
    list.map(({ name, evidence }) => ({ name, evidence: evidence.map(({ text }) => text) }))
  return {
    finds: texts(cases.finds),
    staysQuiet: texts(cases.staysQuiet),
    cannotTell: texts(cases.cannotTell),
  }
}

/** Runs one pattern over evidence as a diagnosis would, and compares. */
export function testPattern(pattern: Pattern, cases: Cases): void {
  const run = (evidence: readonly Evidence[]) =>
    judge([pattern], indexEvidence(evidence, pattern.queries, Date.parse(takenAt)))
  describe(pattern.id, () => {
    for (const { name, evidence, confidence, subject } of cases.finds)
      test(`finds: ${name}`, () => {
        const { matched } = run(evidence)
        const subjects = matched.map((match) => match.subject)
        const [found] = subject ? matched.filter((match) => match.subject === subject) : matched
        expect(found, `found ${subjects.join(', ') || 'nothing'}`).toBeDefined()
        expect(new Set(subjects).size, 'a subject is told twice').toBe(subjects.length)
        if (confidence) expect(found?.match.confidence).toBe(confidence)
        expect(found?.evidence.length, 'a match names its evidence').toBeGreaterThan(0)
      })
    for (const { name, evidence } of cases.staysQuiet)
      test(`stays quiet: ${name}`, () =>
        expect(run(evidence).matched.map((found) => found.subject)).toEqual([]))
    for (const { name, evidence, silent } of cases.cannotTell)
      test(`cannot tell: ${name}`, () => {
        const judgement = run(evidence)
        expect(judgement.matched).toEqual([])
        if (!silent)
          expect(judgement.undecided.map((undecided) => undecided.reason)).not.toEqual([])
      })
    test('has all three kinds of cases', () => expect(missingCases(cases)).toEqual([]))
    test('is filled in', () =>
      expect([...unfilledIn(pattern), ...unfilledIn(textsOf(cases))]).toEqual([]))
  })
}

/** What the first finding of a pattern in a paste says helps against it. */
export function helpAgainst(pattern: Pattern, text: string): string | undefined {
  const index = indexEvidence([log(text)], pattern.queries, Date.parse(takenAt))
  const [found] = judge([pattern], index).matched
  return found && asFinding(found, { explains: [], against: [] }).mitigation
}
