import { type LogLine, lines } from '#src/model/line.ts'
import type { Read } from '../../../reading.ts'

/**
 * drivers/mmc/core/{sd,mmc}.c: a card was there and could not be started; an empty slot does not get
 * so far. -123 is a card that was pulled out.
 */
const doesNotStart = lines(
  'whilst initialising',
  /(?<slot>mmc\d+): error -(?!123\b)\d+ whilst initialising (?:SD|MMC) card/,
)
/** The next try, with a slower clock, often gets it. */
const started = lines(' card at address', /(?<slot>mmc\d+): new .*\b(?:SD\w*|MMC) card at address/)

export const starts = { doesNotStart, started }

/** Cards that could not be started, at a controller that never got one to run. */
export function neverStarted({ doesNotStart, started }: Read<typeof starts>): LogLine[] {
  const well = new Set(started.map(({ groups }) => groups['slot']))
  return doesNotStart.filter(({ groups }) => !well.has(groups['slot']))
}
