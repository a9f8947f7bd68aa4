import { expect, test } from 'vitest'
import type { Entry } from '#src/model/entry.ts'
import { renderEntries } from './entries.ts'
import { makePaint } from './paint.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC' }

const note = (id: number, who: string): Entry => ({
  id,
  at: `2026-11-24T02:00:0${id}.000Z`,
  who,
  happening: { kind: 'note', text: `note ${id}` },
})

test('who did all of it stands once, and else who did what', () => {
  const alone = renderEntries([note(1, 'me@pc'), note(2, 'me@pc')], view)
  expect(alone.match(/me@pc/g)).toHaveLength(1)
  expect(alone).toMatch(/note 2\n\nall by me@pc\n$/)
  const both = renderEntries([note(1, 'me@pc'), note(2, 'agent@pc')], view)
  expect(both).toMatch(/note 1 {2}\(me@pc\)\n.*note 2 {2}\(agent@pc\)\n$/)
  expect(renderEntries([note(1, 'me@pc')], view)).toMatch(/note 1 {2}\(me@pc\)\n$/)
})

test('a history that does not name what was asked about is not told as an empty one', () => {
  expect(renderEntries([], view)).toBe('Nothing yet.\nnext: bramble note TEXT\n')
  expect(renderEntries([], view, { about: 'pi33' })).toBe(
    'The history names no “pi33”.\nnext: bramble history\n',
  )
  expect(renderEntries([], view, { about: 'pi33', run: 4 })).toContain('history of run 4 names no')
})
