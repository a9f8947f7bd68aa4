import * as z from 'zod'
import { FindingEvidence } from './diagnosis.ts'
import { Coverage } from './evidence.ts'
import { Timeline } from './timeline.ts'

/** How a node can have stopped. `cut-off` and `ran-on`: it did not stop at all. */
export const endings = [
  'shutdown',
  'panic',
  'hang',
  'memory',
  'power',
  'heat',
  'disk',
  'cut-off',
  'ran-on',
] as const
export type Ending = (typeof endings)[number]

const ending = z.enum(endings)

/** What one witness saw, and which endings that speaks for or against. */
export const Testimony = z.object({
  witness: z.string(),
  speaksFor: z.array(ending),
  speaksAgainst: z.array(ending),
  /** True where it decides by itself. */
  sure: z.boolean(),
  /** Slug of the cause that it points to, where the ending alone does not say it. */
  cause: z.string().optional(),
  text: z.string(),
  evidence: z.array(FindingEvidence),
})
export type Testimony = z.infer<typeof Testimony>

export const EndingVerdict = z.object({
  ending: z.enum([...endings, 'unknown']),
  /** What happened, as the end of a sentence that begins with the node's name. */
  summary: z.string(),
  /** Slug of the cause whose page tells what to do; absent where nothing is to be done or known. */
  cause: z.string().optional(),
  confidence: z.enum(['suspected', 'confirmed']).optional(),
  severity: z.enum(['info', 'warning', 'critical']),
  /** Of so many witnesses who said anything about it, so many agree. */
  agree: z.number().int(),
  of: z.number().int(),
  /** Where it stays unknown: what it can still have been. */
  candidates: z.array(ending),
})
export type EndingVerdict = z.infer<typeof EndingVerdict>

const BootSummary = z.object({
  /** 0 is the running boot, -1 the one before. */
  index: z.number().int(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  ending: z.enum(['running', 'shutdown', 'panic', 'crash', 'cut', 'unknown']),
})

/** The contract of `autopsy --json`. */
export const Autopsy = z.object({
  schema: z.literal('bramble/autopsy/1'),
  cluster: z.string(),
  takenAt: z.string(),
  node: z.string(),
  /** The boot whose end was asked about; 0 where the running one was silent or still is. */
  boot: z.number().int(),
  question: z
    .enum(['end', 'silence', 'silent-now'])
    .describe(
      'end: why that boot ended; silence: why the node was not heard while it ran; silent-now: it does not answer',
    ),
  verdict: EndingVerdict,
  /** Between these two it happened, by Bramble's clock. */
  notBefore: z.string().optional(),
  notAfter: z.string().optional(),
  /** When the node was back, or heard again. */
  backAt: z.string().optional(),
  testimonies: z.array(Testimony),
  timeline: Timeline,
  boots: z.array(BootSummary),
  /** Evidence that is gone, what speaks in its place, and how to keep it next time. */
  lost: z.array(z.object({ what: z.string(), remains: z.string(), keep: z.string() })),
  diagnosis: z.string().optional().describe('how to be sure'),
  mitigation: z.string().optional().describe('what to do'),
  coverage: z.array(Coverage),
  next: z.array(z.object({ why: z.string(), command: z.string().optional() })),
})
export type Autopsy = z.infer<typeof Autopsy>
