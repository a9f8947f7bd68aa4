import type { Origin } from '#src/model/facts/define.ts'
import type { TrendAnswer } from '#src/model/series.ts'
import { because, match, type PatternOutcome } from '#src/model/verdict.ts'
import { endingsOf } from '../../live/endings.ts'
import { at } from './node-kernel.ts'

/**
 * One match for each disk or node whose rest ends. A forecast is suspected: what comes tomorrow
 * nobody has seen. Too few readings say nothing, and ask nobody for anything: looks make them.
 */
export function foreseen(
  trends: readonly (TrendAnswer & Origin)[],
  series: Parameters<typeof endingsOf>[1] & {},
): PatternOutcome[] {
  return endingsOf(trends, series).map(({ trend, node, severity, reason }) =>
    match('suspected', [because(at(node, trend), reason)], {
      subject: trend.subject,
      severity,
      ...(node !== undefined && { fill: { node } }),
    }),
  )
}
