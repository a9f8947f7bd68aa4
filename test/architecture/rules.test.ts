import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '#src/faces/cli/commands.ts'
import { causes, isCause } from '#src/model/causes.ts'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { remedies } from '#src/rules/remedies.ts'
import { root, sources } from './imports.ts'

const ids = new Set(patterns.map((pattern) => pattern.id))

describe('every pattern', () => {
  test('lies in the folder that carries its id, with tests and fixtures', () => {
    for (const { id, kind } of patterns) {
      const folder = join(
        root,
        'src/rules/patterns',
        kind === 'symptom' ? 'symptoms' : 'causes',
        id,
      )
      expect(readdirSync(folder), id).toEqual(
        expect.arrayContaining(['pattern.ts', 'pattern.test.ts']),
      )
      if (kind !== 'symptom')
        expect(readdirSync(join(folder, 'fixtures')).length, id).toBeGreaterThan(0)
    }
  })

  test('has words for all four questions, references and a known remedy', () => {
    for (const { id, docs, remedy } of patterns) {
      for (const words of [docs.meaning, docs.impact, docs.diagnosis, docs.mitigation])
        expect(words.length, id).toBeGreaterThan(20)
      expect(docs.references.length, id).toBeGreaterThan(0)
      expect(
        docs.references.filter((reference) => !reference.startsWith('https://')),
        id,
      ).toEqual([])
      expect(remedies, id).toHaveProperty([remedy])
    }
  })

  test('names rivals that are causes, and explains ids that can exist', () => {
    for (const { id, rivals, explains, kind } of patterns) {
      expect(
        rivals.filter(({ cause }) => !isCause(cause) || cause === id),
        id,
      ).toEqual([])
      if (kind === 'cause') expect(rivals.length, `${id} has no rival`).toBeGreaterThan(0)
      const named = [...(explains?.onSameNode ?? []), ...(explains?.anywhere ?? [])]
      expect(
        named.filter((target) => !isCause(target) && !ids.has(target)),
        id,
      ).toEqual([])
    }
  })

  test('asks for literals that are long enough to be found in one pass', () => {
    for (const { id, queries } of patterns)
      for (const { literals, matches } of queries) {
        expect(literals.length, id).toBeGreaterThan(0)
        expect(
          literals.filter((literal) => literal.length < 4),
          id,
        ).toEqual([])
        expect(matches?.flags ?? '', `${id}: a g or y flag keeps state between lines`).not.toMatch(
          /[gy]/,
        )
      }
  })

  test('has an id of its own, and a cause is a slug of causes.ts', () => {
    expect(ids.size).toBe(patterns.length)
    for (const { id, kind } of patterns)
      expect(causes.includes(id as never), id).toBe(kind !== 'symptom')
  })
})

test('every check has an id of its own, a title after "waiting for" and words', () => {
  expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length)
  for (const { id, title, docs } of checks) {
    expect(title, id).toMatch(/^[a-zA-Z].* to /)
    expect(Math.min(docs.meaning.length, docs.next.length), id).toBeGreaterThan(15)
  }
})

test('pages and next steps name only commands that exist', () => {
  const known = new Set(commands.map(({ meta }) => meta.name))
  const named = sources().flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return [...text.matchAll(/`bramble ([a-z-]+)/g)].map((found) => `${found[1]} (${path})`)
  })
  expect(named.length).toBeGreaterThan(5)
  // bramble.yaml is no command, and neither is a place for one.
  expect(named.filter((one) => !known.has(one.split(' ')[0] ?? ''))).toEqual([])
})

test('no source names a folder of one machine', () => {
  // Written so that this file does not match itself.
  const folders = new RegExp(`(^|[^\\w.])/(${['wo' + 'rk', 'fa' + 'rm'].join('|')})/`)
  expect(sources().filter((path) => folders.test(readFileSync(join(root, path), 'utf8')))).toEqual(
    [],
  )
})
