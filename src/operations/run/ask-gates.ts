import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { CheckResult } from '#src/model/diagnosis.ts'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Acceptance, GateAnswer, GateKind } from '#src/model/plan.ts'
import type { Verdict } from '#src/model/verdict.ts'
import type { Check } from '#src/rules/define-check.ts'
import { type About, read } from '#src/rules/reading.ts'
import type { Gate } from '#src/steps/define-step.ts'

/** One look at the cluster, ready to be asked. */
export interface Look {
  readonly observation: Observation
  readonly index: EvidenceIndex
}

export function lookAt(observation: Observation): Look {
  const takenAt = Date.parse(observation.takenAt)
  return { observation, index: indexEvidence(observation.evidence, [], takenAt) }
}

export interface StepVerdict
  extends Pick<CheckResult, 'check' | 'title' | 'subject' | 'verdict' | 'reason'> {
  /** Set where the check could not be asked at all: then it is not known what would be accepted. */
  readonly unseen?: GateAnswer['unseen']
  /** True where waiting does not help. */
  readonly stands: boolean
}

/**
 * Asks one check about a node or a wish, more strictly than `bramble check` does: every kind of fact
 * that it reads must have been answered whole and freshly, or be something this cluster lacks.
 * A list that was forbidden looks like an empty one to a rule, and an empty list of replicas must
 * never pass for "nothing to lose".
 *
 * @param now milliseconds since the epoch
 */
export function askStrictly(
  check: Check,
  stepIsAbout: About,
  { observation, index }: Look,
  now: number,
): readonly StepVerdict[] {
  const about = check.scope === 'cluster' ? withoutNode(stepIsAbout) : stepIsAbout
  const subject = about.node === undefined ? 'cluster' : `node/${about.node}`
  const ask = { ...about, now: index.takenAt }
  const unseen = whatIsMissing(check, about, observation.evidence, now)
  const answers: readonly Verdict[] = unseen
    ? [{ kind: 'unknown', reason: `${unseen.kind}: ${unseen.why}` }]
    : listOf(check.ask(read(check.reads, index, ask, readsAll(check)), ask))
  return answers.map((verdict) => ({
    check: check.id,
    title: check.title,
    subject: ('subject' in verdict ? verdict.subject : undefined) ?? subject,
    verdict: verdict.kind,
    reason: verdict.reason ?? '',
    ...(unseen && { unseen }),
    stands: 'stands' in verdict && verdict.stands === true,
  }))
}

/** A gate about a node weighs it against the others; a question of health hears of its node alone. */
function readsAll({ scope, askedBy }: Check): boolean {
  return scope === 'cluster' || askedBy === 'steps'
}

/** A question about the cluster hears all nodes, whichever the step is about. */
function withoutNode({ wish }: About): About {
  return wish === undefined ? {} : { wish }
}

function listOf(verdicts: Verdict | readonly Verdict[]): readonly Verdict[] {
  return Array.isArray(verdicts) ? verdicts : [verdicts as Verdict]
}

function whatIsMissing(
  check: Check,
  { node }: About,
  all: readonly Evidence[],
  now: number,
): GateAnswer['unseen'] {
  // What another node said, or did not say, decides nothing about this one.
  const evidence = all.filter((piece) => node === undefined || (piece.node ?? node) === node)
  for (const reading of Object.values(check.reads)) {
    if (reading.reading !== 'fact') continue
    const pieces = evidence.filter((piece) => piece.kind === reading.kind)
    if (pieces.length === 0) return { kind: reading.kind, why: whyNotAsked(evidence) }
    for (const piece of pieces) {
      const why = whyNotWhole(piece, check, now)
      if (why) return { kind: reading.kind, why }
    }
  }
  return undefined
}

/** A node that did not answer at all left only how its session went. */
function whyNotAsked(evidence: readonly Evidence[]): string {
  const silent = evidence.find(
    ({ kind, outcome }) => kind === 'ssh-session' && outcome !== 'answered',
  )
  return silent?.reason ?? silent?.outcome ?? 'nobody was asked'
}

function whyNotWhole(piece: Evidence, check: Check, now: number): string | undefined {
  if (piece.outcome === 'not-applicable') return undefined
  if (piece.outcome !== 'answered') return piece.reason ?? piece.outcome
  if (piece.truncated) return 'the list was cut off'
  const seconds = Math.round((now - Date.parse(piece.takenAt)) / 1000)
  return seconds > check.staleAfterSeconds ? `what is known is ${seconds} s old` : undefined
}

/** Asks a step's gates. What somebody accepted with a reason says so in its answer. */
export function askGates(
  gates: readonly Gate[],
  about: About,
  look: Look,
  { accepted, now }: { readonly accepted: readonly Acceptance[]; readonly now: number },
): readonly GateAnswer[] {
  return gates.flatMap(({ check, kind }) =>
    askStrictly(check, about, look, now).map(({ check: gate, unseen, stands, ...answer }) => {
      const { subject, verdict, reason } = answer
      const acceptance = unseen ? undefined : acceptanceOf(subject, accepted)
      const open = kind === 'availability' && (verdict === 'fail' || verdict === 'unknown')
      return {
        gate,
        kind,
        verdict,
        subject,
        reason,
        ...(unseen && { unseen }),
        next: unseen ? nextUnseen(about, look) : nextOf(check, subject, about),
        ...(verdict === 'fail' && waysToOpen(check, kind, stands)),
        ...(open && acceptance && { accepted: acceptance.reason }),
      }
    }),
  )
}

/** Whether waiting helps, and what it means to accept it, where somebody may. */
function waysToOpen(
  { mayOpen, docs: { accepting } }: Check,
  kind: GateKind,
  stands: boolean,
): Pick<GateAnswer, 'mayOpen' | 'accepting'> {
  return {
    ...(mayOpen && !stands && { mayOpen }),
    ...(kind === 'availability' && accepting !== undefined && { accepting }),
  }
}

/** What the gate asks for decides nothing yet: first somebody has to see it. */
function nextUnseen({ node }: About, { observation }: Look): string {
  const isSilent = observation.evidence.some(
    (piece) => piece.node === node && piece.kind === 'ssh-session' && piece.outcome !== 'answered',
  )
  return node !== undefined && isSilent
    ? `\`bramble diagnose\` says why ${node} does not answer.`
    : '`bramble check` says what could not be read, and why.'
}

/** What would open a gate, with the node that it speaks of. */
function nextOf({ docs }: Check, subject: string, { node }: About): string {
  const named = /^node\/(.+)$/.exec(subject)?.[1] ?? node
  return named === undefined ? docs.next : docs.next.replace(/\bNODE\b/g, () => named)
}

/** `budget/default/web` names one refusal, `emptydir/*` all of a kind. */
function acceptanceOf(subject: string, accepted: readonly Acceptance[]): Acceptance | undefined {
  return accepted.find(
    (acceptance) =>
      acceptance.subject === subject ||
      (acceptance.subject.endsWith('/*') && subject.startsWith(acceptance.subject.slice(0, -1))),
  )
}
