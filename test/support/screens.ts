import fc from 'fast-check'
import { expect } from 'vitest'
import { makePaint } from '#src/faces/cli/render/paint.ts'
import { width } from '#src/faces/cli/render/text.ts'
import type { View } from '#src/faces/cli/render/view.ts'

const viewAt = (columns: number, all: boolean): View => ({
  columns,
  paint: makePaint(false),
  all,
  timeZone: 'Europe/Zurich',
  seconds: 0.9,
})

/**
 * What people read of an answer fits their terminal, from 60 to 160 columns, and says the same
 * words at every width: none broken, none lost.
 */
export function expectToFit<A>(answer: A, render: (answer: A, view: View) => string): void {
  for (const all of [false, true]) {
    const whole = words(render(answer, viewAt(Number.POSITIVE_INFINITY, all)))
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 160 }), (columns) => {
        const text = render(answer, viewAt(columns, all))
        expect(tooWide(text, columns)).toEqual([])
        expect(words(text)).toEqual(whole)
      }),
      { numRuns: 12, examples: [[60], [80], [120], [160]] },
    )
  }
}

/** Commands are copied and stand alone on their line; a word alone on its line cannot be helped. */
function tooWide(text: string, columns: number): string[] {
  return text
    .split('\n')
    .filter((line) => width(line) > columns)
    .filter((line) => !/^ *(?:next: +)?(?:bramble|kubectl|sudo|ssh) /.test(line))
    .filter((line) => words(line.replaceAll(/`[^`]*`/g, 'command')).length > 1)
}

/** Columns that stand side by side at one width stand below each other at another. */
function words(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .toSorted()
}
