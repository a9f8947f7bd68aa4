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
