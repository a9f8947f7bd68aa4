import type { Origin } from '#src/model/facts/define.ts'
import type { SeriesName, TrendAnswer } from '#src/model/series.ts'
import type { Severity } from '#src/model/verdict.ts'

/** Nobody has to act within two months; within two weeks somebody has to; in two days, today. */
const foreseenDays = 60
export const soonDays = 14
const urgentDays = 2

type Remainder = Extract<SeriesName, 'memory-available' | 'disk-available'>
type FollowedTrend = TrendAnswer & Origin

/** What is left of a disk or of memory, and ends if it goes on like this. */
interface Ending {
  readonly trend: FollowedTrend
  /** Node whose disk or memory it is. */
  readonly node: string | undefined
  readonly severity: Severity
  /** When it ends, in words. */
  readonly reason: string
}

/** The ends that are foreseen, each as grave as it is near. */
export function endingsOf(
  trends: readonly FollowedTrend[],
  series: readonly Remainder[] = ['memory-available', 'disk-available'],
): Ending[] {
  return trends.flatMap((trend) => {
    const [soonest = Infinity] = trend.goneInDays ?? []
    const isMeant = series.some((name) => name === trend.series)
    if (!isMeant || soonest > foreseenDays) return []
    return [
      { trend, node: nodeOf(trend), severity: severityOf(soonest), reason: words(trend, soonest) },
    ]
  })
}

function severityOf(days: number): Severity {
  if (days > soonDays) return 'info'
  return days > urgentDays ? 'warning' : 'critical'
}

/** Subjects of what is left are `node/pi01` and `disk/pi01:/var`. */
function nodeOf({ subject }: TrendAnswer): string | undefined {
  return /^(?:node\/(.+)|disk\/([^:]+):.*)$/.exec(subject)?.slice(1).find(Boolean)
}

function words({ series, goneInDays }: TrendAnswer, early: number): string {
  const what = series === 'memory-available' ? 'memory' : 'room on the disk'
  const [, late = early] = goneInDays ?? []
  const when = early === late ? `${early} days` : `${early} to ${late} days`
  return `at the rate of the last days no ${what} is left in ${when}`
}
