import type { CheckResult } from '#src/model/diagnosis.ts'
import type { Coverage, Evidence, Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Verdict } from '#src/model/verdict.ts'
import type { Check } from './define-check.ts'
import { asEvidence, nodeSubject } from './judge.ts'
import { type Ask, read } from './reading.ts'

/**
 * Asks checks about what was observed. A door that nobody configured is not asked and costs
 * nothing; a door that stayed silent makes every check behind it `unknown`.
 */
export function askChecks(
  checks: readonly Check[],
  index: EvidenceIndex,
  observation: Pick<Observation, 'evidence' | 'coverage'>,
): CheckResult[] {
  return checks.flatMap((check) => {
    const nodes = check.scope === 'cluster' ? [undefined] : askedNodes(index, observation)
    return nodes.flatMap((node) => {
      const ask: Ask = { now: index.takenAt, ...(node !== undefined && { node }) }
      return askOne(check, index, observation, ask).map((verdict) =>
        asResult(check, verdict, ask, index),
      )
    })
  })
}

/** A node that stayed silent is asked about too: its checks answer `unknown`, not nothing. */
export function askedNodes(
  index: EvidenceIndex,
  { coverage }: Pick<Observation, 'coverage'>,
): string[] {
  const silent = coverage.filter(({ door }) => door === 'ssh').map(({ target }) => target)
  return [...new Set([...index.nodes, ...silent])].sort()
}

function askOne(
  check: Check,
  index: EvidenceIndex,
  observation: Pick<Observation, 'evidence' | 'coverage'>,
  ask: Ask,
): readonly Verdict[] {
  const kinds = Object.values(check.reads).flatMap((reading) =>
    reading.reading === 'fact' ? [reading.kind] : [],
  )
  const about = observation.evidence.filter(
    (piece) =>
      kinds.includes(piece.kind) &&
      (check.scope === 'cluster' || piece.node === undefined || piece.node === ask.node),
  )
  const answered = about.filter((piece) => piece.outcome === 'answered')
  if (answered.length === 0) return unanswered(about, observation.coverage, ask)
  const stale = answered.find(
    (piece) => ask.now - Date.parse(piece.takenAt) > check.staleAfterSeconds * 1000,
  )
  if (stale) return [{ kind: 'unknown', reason: `what is known is from ${stale.takenAt}` }]
  const evidence = read(check.reads, index, ask, check.scope === 'cluster')
  const verdicts = check.ask(evidence, ask)
  return Array.isArray(verdicts) ? verdicts : [verdicts as Verdict]
}

/** Nothing answered: was it not there, not asked, or silent? */
function unanswered(
  about: readonly Evidence[],
  coverage: readonly Coverage[],
  ask: Ask,
): readonly Verdict[] {
  // It was a choice, whoever else is silent now.
  if (about.length > 0 && about.every(({ outcome }) => outcome === 'not-asked')) return []
  const failed = about.find(
    (piece) => piece.outcome !== 'not-applicable' && piece.outcome !== 'not-asked',
  )
  if (failed) return [{ kind: 'unknown', reason: failed.reason ?? failed.outcome }]
  const absent = about.find((piece) => piece.outcome === 'not-applicable')
  if (absent)
    return [{ kind: 'not-applicable', reason: absent.reason ?? 'the cluster does not have it' }]
  const silent = coverage.find(
    (door) =>
      door.outcome !== 'answered' &&
      door.outcome !== 'not-asked' &&
      (ask.node === undefined ? door.door === 'api' : door.target === ask.node),
  )
  return silent ? [{ kind: 'unknown', reason: silent.reason ?? silent.outcome }] : []
}

function asResult(check: Check, verdict: Verdict, ask: Ask, index: EvidenceIndex): CheckResult {
  const subject = ('subject' in verdict ? verdict.subject : undefined) ?? nodeSubject(ask.node)
  return {
    check: check.id,
    title: check.title,
    subject,
    verdict: verdict.kind,
    severity: (verdict.kind === 'fail' ? verdict.severity : undefined) ?? check.severity,
    reason: verdict.reason ?? '',
    evidence:
      verdict.kind === 'fail' ? verdict.evidence.map((reason) => asEvidence(reason, index)) : [],
  }
}
