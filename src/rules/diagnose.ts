import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { askChecks } from './ask-checks.ts'
import type { Check } from './define-check.ts'
import type { Pattern } from './define-pattern.ts'
import { judge, type UndecidedPattern } from './judge.ts'
import { answer, rank } from './rank.ts'

interface Rules {
  readonly patterns: readonly Pattern[]
  readonly checks: readonly Check[]
}

/** Explains an observation: pure, so that a bundle replays to the identical answer. */
export function diagnose(
  { patterns, checks }: Rules,
  index: EvidenceIndex,
  observation: Observation,
): Diagnosis {
  const { matched, undecided } = judge(patterns, index)
  const findings = rank(matched)
  const results = askChecks(checks, index, observation)
  const failing = results.some((result) => result.verdict === 'fail' && result.severity !== 'info')
  // Silence is no proof of health: only checks that were asked and passed are.
  const wellSeen =
    results.some((result) => result.verdict === 'pass') &&
    !failing &&
    !results.some((result) => result.verdict === 'unknown')
  return {
    schema: 'bramble/diagnosis/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    cause: answer(findings, { wellSeen, failing }),
    findings,
    coverage: [...observation.coverage],
    next: nextSteps(findings, undecided, observation),
    undecided: [...undecided],
  }
}

const mostNextSteps = 5

/** What the reader does next: the first finding's page, what would decide, what was not seen. */
function nextSteps(
  findings: readonly Finding[],
  undecided: readonly UndecidedPattern[],
  observation: Observation,
): Diagnosis['next'] {
  const first = findings.find((finding) => finding.kind !== 'benign')
  const page = first ? [{ why: first.title, command: `bramble explain ${first.cause}` }] : []
  const deciding = undecided.map(({ reason, next }) => step(reason, next))
  const unseen = observation.coverage
    .filter((door) => door.outcome !== 'answered' && door.outcome !== 'not-asked')
    .map((door) => step(`${door.target} was not seen: ${door.reason ?? door.outcome}`, door.next))
  // A named cause is read about first; where there is none, what would decide comes first.
  const steps = first?.kind === 'cause' ? [...page, ...deciding] : [...deciding, ...page]
  return [...steps, ...unseen].slice(0, mostNextSteps)
}

function step(why: string, command: string | undefined): Diagnosis['next'][number] {
  return { why, ...(command !== undefined && { command }) }
}
