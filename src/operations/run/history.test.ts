import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { history, note } from './history.ts'

let folder: string
let journal: Journal
let now = Date.parse('2026-03-01T12:00:00Z')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-history-'))
  journal = openJournal({ folder, who: 'pi@desk', clock: { now: () => (now += 1000) } })
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

test('notes are in the history, oldest first, with who and when', () => {
  note('  changed the supply of pi03 \n', journal)
  note('pi04 moved to the attic', journal)
  const entries = history({}, journal)
  expect(entries.map(({ who, happening }) => [who, happening])).toEqual([
    ['pi@desk', { kind: 'note', text: 'changed the supply of pi03' }],
    ['pi@desk', { kind: 'note', text: 'pi04 moved to the attic' }],
  ])
  const [first = '', second = ''] = entries.map(({ at }) => at)
  expect(Date.parse(second) - Date.parse(first)).toBe(1000)
})

test('is asked about one thing, or for the newest only', () => {
  for (const text of ['pi03 one', 'pi04', 'pi03 two', '100% of "pi03"']) note(text, journal)
  const texts = (request: Parameters<typeof history>[0]) =>
    history(request, journal).map(({ happening }) =>
      happening.kind === 'note' ? happening.text : '',
    )
  expect(texts({ about: 'pi03' })).toEqual(['pi03 one', 'pi03 two', '100% of "pi03"'])
  expect(texts({ about: '%' })).toEqual(['100% of "pi03"'])
  expect(texts({ most: 2 })).toEqual(['pi03 two', '100% of "pi03"'])
  expect(texts({ about: 'pi03', most: 1 })).toEqual(['100% of "pi03"'])
})

test('a note needs words, and has an end', () => {
  expect(() => note(' \n', journal)).toThrow('needs words')
  expect(() => note('x'.repeat(10_001), journal)).toThrow('at most 10000')
  expect(history({}, journal)).toEqual([])
})

test('a run that was never there is no empty history', () => {
  note('pi03', journal)
  expect(() => history({ run: 7 }, journal)).toThrow('The journal knows no run 7.')
})
