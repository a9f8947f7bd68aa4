import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { NotSeen, Runbook } from '#src/model/fix.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import type { Goal } from '#src/model/plan.ts'
import { goalFor } from '#src/plans/cure.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { goalThatCures, remedies } from '#src/rules/remedies.ts'
import { rules } from './deciding.ts'
import { patternPage } from './explain.ts'
import type { LookOptions } from './look-options.ts'
import { lookToExplain } from './look-to-explain.ts'
import { remember } from './remember.ts'

export type Chosen =
  /** Go on as with any goal. */
  | { readonly kind: 'goal'; readonly goal: Goal; readonly findings: readonly Finding[] }
  /** A person has to do it, or nobody has to do anything. */
  | { readonly kind: 'runbook'; readonly runbook: Runbook }
  /** It is not there, or no longer: nobody has to do anything. */
  | { readonly kind: 'not-seen'; readonly notSeen: NotSeen }

/**
 * Looks afresh, remembers what is found, finds what is named, and chooses what cures it.
 *
 * @param name id of a finding, or its cause
 * @throws usage error `finding-unknown` or `fix-which`; whatever `observe` throws
 */
export async function chooseCure(name: string, options: LookOptions): Promise<Chosen> {
  const seen = await lookToExplain(options)
  const { observation, index } = seen
  const diagnosis = diagnose(rules, index, observation)
  // This look is one as well: whoever asks again after the cure is told when it was there.
  const before = remember(diagnosis, seen, options)
  return cureOf(name, { diagnosis, index, before })
}

interface Known {
  readonly diagnosis: Diagnosis
  readonly index: EvidenceIndex
  /** What is remembered of this look and those before. */
  readonly before?: readonly LiveFinding[] | undefined
}

/** What cures a finding of a diagnosis; pure. */
export function cureOf(name: string, known: Known): Chosen {
  const { diagnosis, index } = known
  const findings = diagnosis.findings.filter(isNamed(name)).filter(isPresent)
  const [first] = findings
  const pattern = patterns.find(({ id }) => id === first?.cause)
  if (!first || !pattern) return { kind: 'not-seen', notSeen: notSeen(name, known) }
  const goal = goalThatCures(pattern)
  if (goal !== undefined) return { kind: 'goal', goal: goalFor(goal, findings, index), findings }
  const { meaning, diagnosis: sure, mitigation } = first
  // The finding's words have the names filled in that the pattern's leave open.
  const docs = { ...pattern.docs, meaning, diagnosis: sure, mitigation }
  const decides = first.decides === undefined ? {} : { decides: first.decides }
  const does = remedies[pattern.remedy]?.does ?? ''
  const [, node] = /^node\/(.+)$/.exec(first.subject) ?? []
  const page = patternPage({ ...pattern, docs, ...decides }, node === undefined ? {} : { node })
  return { kind: 'runbook', runbook: { schema: 'bramble/runbook/1', finding: first, does, page } }
}

/** The one finding of this id, or all of this cause. */
function isNamed(name: string) {
  return ({ id, cause }: { readonly id: string; readonly cause: string }) =>
    id === name || cause === name
}

function isPresent({ clearedAt }: Finding): boolean {
  return clearedAt === undefined
}

/**
 * What is known of a finding that this look does not see: where and when one saw it last.
 *
 * @throws usage error `finding-unknown` where no finding could be called so
 */
function notSeen(name: string, { diagnosis, index, before = [] }: Known): NotSeen {
  const over = diagnosis.findings
    .filter(isNamed(name))
    .map(({ subject, clearedAt = diagnosis.takenAt, lastSeenAt = clearedAt }) => {
      return { subject, lastSeenAt }
    })
  const remembered = before
    .filter(isNamed(name))
    .filter(({ subject }) => !over.some((one) => one.subject === subject))
    .map(({ subject, lastSeenAt }) => ({ subject, lastSeenAt }))
  const [cause = '', subject] = name.split(/@(.*)/s)
  const pattern = patterns.find(({ id }) => id === cause)
  const seen = [...over, ...remembered]
  if (!pattern || (seen.length === 0 && !mayBe(subject, index)))
    throw unknownFinding(name, diagnosis)
  return {
    schema: 'bramble/not-seen/1',
    cluster: diagnosis.cluster,
    takenAt: diagnosis.takenAt,
    named: name,
    title: pattern.title,
    seen: seen.toSorted((one, other) => other.lastSeenAt.localeCompare(one.lastSeenAt)),
    coverage: diagnosis.coverage,
  }
}

/** A cause may be anywhere; of what no look ever saw, a node has to be one of the cluster. */
function mayBe(subject: string | undefined, { nodes }: EvidenceIndex): boolean {
  if (subject === undefined || subject === 'cluster') return true
  return nodes.some((node) => subject === `node/${node}`)
}

function unknownFinding(name: string, { findings }: Diagnosis): Error {
  const ids = findings
    .filter(({ kind }) => kind !== 'benign')
    .filter(isPresent)
    .map(({ id }) => id)
  return usageError('finding-unknown', `Nothing is called "${name.slice(0, 80)}".`, {
    next: ids.length > 0 ? `Found: ${ids.slice(0, 5).join(', ')}.` : 'bramble diagnose',
  })
}
