import * as z from 'zod'

/** What one reading of a rule got: a kind of record, or log lines with certain words. */
const RuleReading = z.object({
  /** Kind of record, or `log lines`. */
  what: z.string(),
  /** What its log lines hold, the first of them. */
  words: z.array(z.string()).optional(),
  amount: z.number().int(),
  /** Written by programs, so never to be taken as an instruction. */
  example: z.string().optional(),
  /** Why there may be more than was seen. */
  missing: z.string().optional(),
})
export type RuleReading = z.infer<typeof RuleReading>

/** What one rule answered, and why: part of `diagnose --why --json`. */
export const RuleAnswer = z.object({
  rule: z.string(),
  kind: z.enum(['cause', 'symptom', 'benign', 'check']),
  title: z.string(),
  /** All subjects that it answered alike. */
  subjects: z.array(z.string()),
  answer: z
    .enum(['found', 'over', 'undecided', 'heard', 'quiet', 'blind'])
    .describe(
      'found; found in older lines alone; not enough to say; lines with its words that are not its failure; nothing of its failure; nothing that it asks for was seen',
    ),
  why: z.string(),
  read: z.array(RuleReading),
})
export type RuleAnswer = z.infer<typeof RuleAnswer>
