import { collectContainerLog } from '#src/collect/kubernetes/container-log.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { decidingWords } from '#src/rules/deciding.ts'
import { diagnose, type Rules } from '#src/rules/diagnose.ts'
import { healthChecks } from '#src/rules/health-checks.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import type { Further } from './observe.ts'

export const rules: Rules = { patterns, checks: healthChecks }

/** What the rules look for in logs. */
export const queries = [...rules.patterns, ...rules.checks].flatMap((rule) => rule.queries)

/**
 * Makes the observation that decides where a first look names no cause: a few requests, read-only,
 * within what is left of the time.
 */
export async function decide(...[{ index, observation }, asking]: Parameters<Further>) {
  const wanted = decidingWords(diagnose(rules, index, observation), index)
  if (wanted.length === 0) return []
  const door = await asking.kubernetes()
  const options = { ...asking, clock: systemClock, redact: redactText }
  const words: Evidence[] = await Promise.all(
    wanted.map((container) => collectContainerLog(door, container, options)),
  )
  return words
}
