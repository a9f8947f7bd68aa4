import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Pattern } from '#src/rules/define-pattern.ts'
import { missingCases } from '#test/support/pattern.ts'
import { skeletonOf } from './pattern-skeleton.ts'
import { toFill, unfilledIn } from './to-fill.ts'

const root = join(import.meta.dirname, '..')
// Not among the sources: other tests walk those meanwhile.
const folder = mkdtempSync(join(tmpdir(), 'new-pattern-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function patternOf(id: string, symptom: boolean): Promise<Pattern> {
  const text = skeletonOf({ id, symptom, version: '0.1.0' })['pattern.ts'] ?? ''
  const path = join(folder, `${id}.ts`)
  writeFileSync(
    path,
    text.replaceAll("'#src/", `'${root}/src/`).replace('../../..', `${root}/src/rules`),
  )
  const { default: pattern } = (await import(path)) as { default: Pattern }
  return pattern
}

test.each([
  ['symptom', true],
  ['cause', false],
] as const)('a new %s is whole but for the places that are named', async (kind, symptom) => {
  const pattern = await patternOf(symptom ? 'some-symptom' : 'node-overload', symptom)
  expect(pattern).toMatchObject({ kind, scope: 'node', stage: 'experimental', since: '0.1.0' })
  const left = unfilledIn(pattern).map((sentence) => sentence.split(':')[0] ?? '')
  expect(left.toSorted()).toEqual(
    [
      'title',
      ...(symptom ? ['decides'] : []),
      'docs.meaning',
      'docs.impact',
      'docs.diagnosis',
      'docs.mitigation',
      'docs.references.0',
      'reads.shown.literals.0',
      'queries.0.literals.0',
    ].toSorted(),
  )
  for (const sentence of unfilledIn(pattern)) expect(sentence).toMatch(/: .{10,}/)
})

test('its test and its fixture have places to fill in, too', () => {
  const skeleton = skeletonOf({ id: 'some-symptom', symptom: true, version: '0.1.0' })
  for (const name of ['pattern.test.ts', 'fixtures/rename-me.txt'])
    expect(skeleton[name]).toContain(toFill)
})

test('a cause has to be a slug, and nothing is written for what is none', () => {
  const id = 'no-slug-of-any-cause'
  const made = spawnSync(process.execPath, [join(root, 'tools/new-pattern.ts'), id], {
    encoding: 'utf8',
  })
  expect(made.status).toBe(64)
  expect(made.stderr).toContain('add it to its group there')
  expect(existsSync(join(root, 'src/rules/patterns/causes', id))).toBe(false)
})

test('every list that is empty is named with what belongs into it', () => {
  const one = [{ name: 'a', evidence: [] }]
  expect(missingCases({ finds: [], staysQuiet: [], cannotTell: [] })).toHaveLength(3)
  expect(missingCases({ finds: one, staysQuiet: one, cannotTell: one })).toEqual([])
  expect(missingCases({ finds: one, staysQuiet: [], cannotTell: one })).toEqual([
    expect.stringMatching(/^staysQuiet is empty: /),
  ])
})
