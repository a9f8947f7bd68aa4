import * as z from 'zod'
import { Coverage } from './evidence.ts'

/** One figure that is followed over time. */
const seriesNames = [
  'memory-available',
  'disk-available',
  'datastore-p99',
  'certificate-days',
  'unit-restarts',
  'pod-restarts',
  'under-voltage',
  'degraded-volumes',
  'temperature',
] as const
export type SeriesName = (typeof seriesNames)[number]

/** One reading. The unit follows from the name: bytes, milliseconds, days, counts, °C. */
export interface Measurement {
  readonly series: SeriesName
  /** `node/pi01`, `disk/pi01:/`, `pod/default/web-1`, `cluster`. */
  readonly subject: string
  readonly value: number
}

/** Readings of one series of one subject, oldest first: milliseconds since the epoch, value. */
export interface Series {
  readonly series: SeriesName
  readonly subject: string
  readonly points: readonly (readonly [number, number])[]
}

export const TrendAnswer = z.object({
  series: z.enum(seriesNames),
  subject: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
  /** `falling`, `rising`: goes on for a good part of the time; `unknown`: too few points, or days. */
  direction: z.enum(['falling', 'rising', 'steady', 'unknown']),
  perDay: z.number().optional(),
  /** Days until nothing is left at this rate: not before, not after. */
  goneInDays: z.tuple([z.number(), z.number()]).optional(),
  /** Of what comes and goes: how often in the last fortnight, on how many days (UTC), at least. */
  returns: z.object({ times: z.number().int(), days: z.number().int() }).optional(),
  reason: z.string(),
})
export type TrendAnswer = Readonly<z.infer<typeof TrendAnswer>>

/** The contract of `trends --json`. */
export const Trends = z.object({
  schema: z.literal('bramble/trends/1'),
  cluster: z.string(),
  takenAt: z.string(),
  trends: z.array(TrendAnswer),
  coverage: z.array(Coverage),
})
export type Trends = Readonly<z.infer<typeof Trends>>
