import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { Observation } from '#src/model/evidence.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { units } from '#src/model/facts/node.ts'
import { told } from '#src/model/facts/told.ts'
import { answer } from './answer.ts'
import { askChecks } from './ask-checks.ts'
import type { Check } from './define-check.ts'
import type { Pattern } from './define-pattern.ts'
import { type Judgement, judge, type UndecidedPattern } from './judge.ts'
import { k3sUnitOf } from './k3s-unit.ts'
import { pasteNotes } from './paste-notes.ts'
import { presentOnly } from './present.ts'
import { rank } from './rank.ts'
import { isServer } from './ready-nodes.ts'
import { goalThatCures, remedies, takesAll } from './remedies.ts'

export interface Rules {
  readonly patterns: readonly Pattern[]
  readonly checks: readonly Check[]
}

/** Explains an observation: pure, so that a bundle replays to the identical answer. */
export function diagnose(
  { patterns, checks }: Rules,
  given: EvidenceIndex,
  observation: Observation,
): Diagnosis {
  const live = isLive(observation)
  const index = live ? withoutTold(given) : given
  const { matched, undecided } = judge(patterns, judgedPart(index, observation))
  const agents = agentsOf(index)
  const ranking = rank(matched, agents)
  // Whoever pastes a log asks about all of it; what is over is then told last, and is not gone.
  const isPresent = ({ id }: Finding) => !live || !ranking.over.has(id)
  const present = ranking.findings.filter(isPresent)
  const findings = live
    ? [...present, ...earlier(present, pastOf(judge(patterns, index), agents))]
    : present
  const results = askChecks(checks, index, observation)
  const failing = results.some((result) => result.verdict === 'fail' && result.severity !== 'info')
  // Silence is no proof of health: only checks that were asked and passed are.
  const wellSeen =
    results.some((result) => result.verdict === 'pass') &&
    !failing &&
    !results.some((result) => result.verdict === 'unknown')
  const notes = pasteNotes(present, index, observation)
  return {
    schema: 'bramble/diagnosis/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    cause: answer(present, {
      ...{ wellSeen, failing },
      undecided: undecided.some(({ next }) => next !== undefined),
    }),
    findings,
    coverage: [...observation.coverage],
    next: nextSteps(present, undecided, observation, live ? cureOf(patterns, present) : []),
    undecided: [...undecided],
    ...(notes.length > 0 && { notes }),
  }
}

/** Who pastes a log asks about that log, however old; who looks at a cluster asks about now. */
export function judgedPart(index: EvidenceIndex, observation: Observation): EvidenceIndex {
  return isLive(observation) ? presentOnly(index) : index
}

/** Who looks at a cluster has pods whose logs hold whatever people write to each other. */
function withoutTold(index: EvidenceIndex): EvidenceIndex {
  const facts = new Map(index.facts)
  facts.delete(told.kind)
  return { ...index, facts }
}

function isLive({ coverage }: Observation): boolean {
  return coverage.some(({ door }) => door !== 'file')
}

/** Nodes that the API lists without a server's role, or while it is away, that run only an agent. */
function agentsOf(index: EvidenceIndex): Set<string> {
  const listed = factsOf(index, nodes)
  if (listed.length > 0)
    return new Set(listed.filter((node) => !isServer(node)).map(({ name }) => name))
  const byNode = Map.groupBy(factsOf(index, units), ({ node }) => node)
  return new Set(
    [...byNode].flatMap(([node, own]) =>
      node !== undefined && k3sUnitOf(own)?.name === 'k3s-agent.service' ? [node] : [],
    ),
  )
}

/** All that was ever found, what is contradicted by now too. */
function pastOf({ matched, ended }: Judgement, agents: ReadonlySet<string>): readonly Finding[] {
  return rank([...matched, ...ended], agents).findings
}

/** What was found in older lines alone, or is contradicted by now: over, told for the record. */
function earlier(present: readonly Finding[], all: readonly Finding[]): Finding[] {
  const known = new Set(present.map(({ id }) => id))
  return all
    .filter(({ id, lastSeenAt }) => !known.has(id) && lastSeenAt !== undefined)
    .map((finding) => ({
      ...finding,
      severity: 'info' as const,
      explains: [],
      ...(finding.lastSeenAt !== undefined && { clearedAt: finding.lastSeenAt }),
    }))
}

const mostNextSteps = 5

/** What the reader does next: the first finding's page, what would decide, what was not seen. */
function nextSteps(
  findings: readonly Finding[],
  undecided: readonly UndecidedPattern[],
  observation: Observation,
  cure: Diagnosis['next'],
): Diagnosis['next'] {
  const first = findings.find((finding) => finding.kind !== 'benign')
  const page = first
    ? [...cure, { why: first.title, command: `bramble explain ${first.cause}` }]
    : []
  const deciding = [
    ...(first?.decides === undefined
      ? []
      : [step(`what tells the causes apart: ${first.title}`, first.decides)]),
    ...undecided.map(({ reason, next }) => step(reason, next)),
  ]
  const unseen = observation.coverage
    .filter((door) => door.outcome !== 'answered' && door.outcome !== 'not-asked')
    .map((door) => step(`${door.target} was not seen: ${door.reason ?? door.outcome}`, door.next))
  // A named cause is read about first; where there is none, what would decide comes first.
  const steps = first?.kind === 'cause' ? [...page, ...deciding] : [...deciding, ...page]
  return [...steps, ...unseen].slice(0, mostNextSteps)
}

/** Where a goal cures the first finding, the command that plans it. */
function cureOf(patterns: readonly Pattern[], findings: readonly Finding[]): Diagnosis['next'] {
  const first = findings.find((finding) => finding.kind !== 'benign')
  const pattern = patterns.find(({ id }) => id === first?.cause)
  const goal = pattern && goalThatCures(pattern)
  if (!first || !pattern || goal === undefined) return []
  // By its slug where one plan cures all of them, so that it is easy to type.
  const alike = findings.filter(({ cause }) => cause === first.cause)
  return [
    {
      why: remedies[pattern.remedy]?.does ?? first.title,
      command: `bramble fix ${alike.length === 1 || takesAll(goal) ? first.cause : first.id}`,
    },
  ]
}

function step(why: string, command: string | undefined): Diagnosis['next'][number] {
  return { why, ...(command !== undefined && { command }) }
}
