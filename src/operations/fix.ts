import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Runbook } from '#src/model/fix.ts'
import type { Goal } from '#src/model/plan.ts'
import { goalFor } from '#src/plans/cure.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { goalThatCures, remedies } from '#src/rules/remedies.ts'
import { rules } from './deciding.ts'
import { patternPage } from './explain.ts'
import type { LookOptions } from './look-options.ts'
import { lookToExplain } from './look-to-explain.ts'

export type Chosen =
  /** Go on as with any goal. */
  | { readonly kind: 'goal'; readonly goal: Goal; readonly findings: readonly Finding[] }
  /** A person has to do it, or nobody has to do anything. */
  | { readonly kind: 'runbook'; readonly runbook: Runbook }

/**
 * Looks afresh, finds what is named, and chooses what cures it.
 *
 * @param name id of a finding, or its cause
 * @throws usage error `finding-unknown`, `finding-over` or `fix-which`; whatever `observe` throws
 */
export async function chooseCure(name: string, options: LookOptions): Promise<Chosen> {
  const { observation, index } = await lookToExplain(options)
  return cureOf(name, diagnose(rules, index, observation), index)
}

/** What cures a finding of a diagnosis; pure. */
export function cureOf(name: string, diagnosis: Diagnosis, index: EvidenceIndex): Chosen {
  const findings = findingsNamed(name, diagnosis)
  const [first] = findings
  const pattern = patterns.find(({ id }) => id === first?.cause)
  if (!first || !pattern) throw unknownFinding(name, diagnosis)
  const goal = goalThatCures(pattern)
  if (goal !== undefined) return { kind: 'goal', goal: goalFor(goal, findings, index), findings }
  const { meaning, diagnosis: sure, mitigation } = first
  // The finding's words have the names filled in that the pattern's leave open.
  const docs = { ...pattern.docs, meaning, diagnosis: sure, mitigation }
  const decides = first.decides === undefined ? {} : { decides: first.decides }
  const does = remedies[pattern.remedy]?.does ?? ''
  const page = patternPage({ ...pattern, docs, ...decides })
  return { kind: 'runbook', runbook: { schema: 'bramble/runbook/1', finding: first, does, page } }
}

/** The one finding of this id, or all present ones of this cause. */
function findingsNamed(name: string, { findings }: Diagnosis): readonly Finding[] {
  const named = findings.filter(({ id, cause }) => id === name || cause === name)
  const present = named.filter(({ clearedAt }) => clearedAt === undefined)
  const [over] = named
  if (over && present.length === 0)
    throw usageError(
      'finding-over',
      `${over.title} is over since ${over.clearedAt ?? 'a while'}.`,
      {
        next: 'bramble diagnose',
      },
    )
  return present
}

function unknownFinding(name: string, { findings }: Diagnosis): Error {
  const ids = findings
    .filter(({ kind, clearedAt }) => kind !== 'benign' && clearedAt === undefined)
    .map(({ id }) => id)
  const known = patterns.find(({ id }) => id === name.replace(/@.*/s, ''))
  const message = known
    ? `${known.title}: not found now, so there is nothing to cure.`
    : `Nothing called "${name.slice(0, 80)}" is found now.`
  return usageError('finding-unknown', message, {
    next: ids.length > 0 ? `Found: ${ids.slice(0, 5).join(', ')}.` : 'bramble diagnose',
  })
}
