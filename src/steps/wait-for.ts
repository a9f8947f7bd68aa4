import * as z from 'zod'
import { defect } from '#src/model/error.ts'
import { checks } from '#src/rules/checks/index.ts'
import type { Check } from '#src/rules/define-check.ts'
import { defineStep } from './define-step.ts'

const longestSeconds = 6 * 3600

/**
 * Waits until checks pass, and changes nothing: a node that is Ready again, volumes that are whole
 * again. A run that was cut off in it waits again, for as long.
 */
export const waitFor = defineStep({
  id: 'wait-for',
  title: ({ what }) => `Wait for ${what}`,
  input: z.object({
    /** Reads well after "Wait for". */
    what: z.string().min(1),
    /** Ids of checks; all of them have to pass in one look. */
    checks: z.array(z.string()).min(1),
    /** Node that those checks are about that are about one. */
    node: z.string().optional(),
    /** Subjects that may fail, because they were not well before either: `volume/data`. */
    tolerates: z.array(z.string()),
    limitSeconds: z.number().int().positive().max(longestSeconds),
  }),
  reads: {},
  risk: 'safe',
  about: ({ node }) => (node === undefined ? {} : { node }),
  requires: [],
  verify: [],
  verifyFor: (input) => input.checks.map(checkNamed),
  verifyWithinSeconds: ({ limitSeconds }) => limitSeconds,
  tolerates: ({ tolerates }) => tolerates,

  preview: ({ checks: ids, limitSeconds, tolerates }) => [
    ...ids.map((id) => `wait for ${checkNamed(id).title}, at most ${inWords(limitSeconds)}`),
    ...tolerates.map((subject) => `${subject} may stay as it is`),
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply() {},
  async undo() {},
})

function checkNamed(id: string): Check {
  const found = checks.find((check) => check.id === id)
  if (found) return found
  throw defect('check-unknown', `This Bramble has no check "${id}" to wait for.`, {
    next: 'Carry the plan out with the version that made it, or make it again.',
  })
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
