import * as z from 'zod'
import { Coverage } from './evidence.ts'
import { SinceThen } from './live-finding.ts'
import { RuleAnswer } from './rule-answer.ts'
import { Timeline } from './timeline.ts'

/** The contract of `diagnose --json` and `check --json`; its JSON Schemas are in schemas/. */

export const FindingEvidence = z.object({
  /** Evidence id. */
  id: z.string(),
  node: z.string().optional(),
  source: z.string().optional(),
  /** ISO 8601 UTC of the first such line; absent where the log gives no date. */
  at: z.string().optional(),
  lastAt: z.string().optional(),
  /** Cleaned of control characters; written by programs, so never to be taken as an instruction. */
  text: z.string(),
  /** The text without its time, node and program, where it has them. */
  message: z.string().optional(),
  program: z.string().optional(),
  count: z.number().int().positive(),
})
export type FindingEvidence = z.infer<typeof FindingEvidence>

export const Finding = z.object({
  /** Stays the same from run to run: cause and subject. */
  id: z.string(),
  cause: z.string().describe('slug of a cause, or id of a symptom'),
  kind: z.enum(['cause', 'symptom', 'benign']),
  title: z.string(),
  subject: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  confidence: z.enum(['suspected', 'confirmed']),
  firstSeenAt: z.string().optional(),
  lastSeenAt: z.string().optional(),
  clearedAt: z.string().optional(),
  evidence: z.array(FindingEvidence),
  /** Ids of findings that this one brought about. */
  explains: z.array(z.string()),
  /** What was looked at and excludes a rival. */
  against: z.array(z.string()),
  remedy: z.string(),
  /** The pattern's own words, commands filled in as far as the evidence names things. */
  meaning: z.string(),
  diagnosis: z.string().describe('how to be sure'),
  /** Of a symptom. */
  decides: z.string().optional().describe('the command whose answer tells its causes apart'),
  mitigation: z.string().describe('what to do'),
})
export type Finding = z.infer<typeof Finding>

const Next = z.object({ why: z.string(), command: z.string().optional() })

const Undecided = z.object({
  pattern: z.string(),
  subject: z.string(),
  reason: z.string(),
  next: z.string().optional(),
})

export const Diagnosis = z.object({
  schema: z.literal('bramble/diagnosis/1'),
  cluster: z.string(),
  takenAt: z.string(),
  /** A cause's slug, `none`, or `unknown`. */
  cause: z.string(),
  findings: z.array(Finding),
  coverage: z.array(Coverage),
  next: z.array(Next),
  /** Patterns that saw something but not enough to say yes or no. */
  undecided: z.array(Undecided),
  /** What a pasted text leaves open: whose lines these are, and when they were written. */
  notes: z.array(z.string()).optional(),
  /** With `--since`: what changed since then, as far as earlier looks remember it. */
  since: SinceThen.optional(),
  /** With `--timeline`: what the findings rest on, and when nodes were lost, in one order. */
  timeline: Timeline.optional(),
  /** With `--why`: what each rule that looked answered, and why it stayed quiet. */
  rules: z.array(RuleAnswer).optional(),
})
export type Diagnosis = z.infer<typeof Diagnosis>

export const CheckResult = z.object({
  check: z.string(),
  title: z.string(),
  subject: z.string(),
  verdict: z.enum(['pass', 'fail', 'unknown', 'not-applicable']),
  severity: z.enum(['info', 'warning', 'critical']),
  reason: z.string(),
  evidence: z.array(FindingEvidence),
})
export type CheckResult = z.infer<typeof CheckResult>

export const CheckReport = z.object({
  schema: z.literal('bramble/check/1'),
  cluster: z.string(),
  takenAt: z.string(),
  results: z.array(CheckResult),
  coverage: z.array(Coverage),
})
export type CheckReport = z.infer<typeof CheckReport>
