import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { RuleAnswer } from '#src/model/rule-answer.ts'
import { askChecks } from './ask-checks.ts'
import type { Check } from './define-check.ts'
import type { Pattern } from './define-pattern.ts'
import { judgedPart, type Rules } from './diagnose.ts'
import { nodeSubject } from './judge.ts'
import { whatWasRead } from './why-read.ts'

interface Asked {
  readonly index: EvidenceIndex
  readonly observation: Observation
  readonly diagnosis: Pick<Diagnosis, 'findings' | 'undecided'>
  /** Id of the one rule that is asked about; then its readings are told whole. */
  readonly only?: string | undefined
}

/** What each rule answered and why: who found nothing had looked too. Pure. */
export function answersOf({ patterns, checks }: Rules, asked: Asked): RuleAnswer[] {
  const { index, observation, only } = asked
  const isAsked = ({ id }: { readonly id: string }) => only === undefined || id === only
  const judged = { ...asked, index: judgedPart(index, observation) }
  return [
    ...patterns.filter(isAsked).flatMap((pattern) => alike(ofPattern(pattern, judged))),
    ...checks.filter(isAsked).flatMap((check) => alike(ofCheck(check, asked))),
  ]
}

function ofPattern(pattern: Pattern, asked: Asked): RuleAnswer[] {
  const { findings, undecided } = asked.diagnosis
  const found = findings.filter(({ cause }) => cause === pattern.id)
  const unsure = undecided.filter((one) => one.pattern === pattern.id)
  const settled = new Set([
    ...found.flatMap(({ subject, evidence }) => [
      subject,
      ...evidence.map(({ node }) => nodeSubject(node)),
    ]),
    ...unsure.map(({ subject }) => subject),
  ])
  const about = { rule: pattern.id, kind: pattern.kind, title: pattern.title }
  return [
    ...found.map((finding) => ({
      ...about,
      subjects: [finding.subject],
      answer: finding.clearedAt === undefined ? ('found' as const) : ('over' as const),
      why: whyFound(finding, findings),
      read: [],
    })),
    ...unsure.map(({ subject, reason }) => ({
      ...about,
      subjects: [subject],
      answer: 'undecided' as const,
      why: reason,
      read: [],
    })),
    ...nodesOf(pattern, asked)
      .filter((node) => !settled.has(nodeSubject(node)) && !isFoundInUnnamed(found, node))
      .map((node) => ({
        ...about,
        subjects: [nodeSubject(node)],
        ...silence(pattern, node, asked),
      })),
  ]
}

/** Lines that name no node were asked about for every node: found in them, they say nothing more. */
function isFoundInUnnamed(found: readonly Finding[], node: string | undefined): boolean {
  if (node === undefined) return found.length > 0
  return found.some(
    ({ subject, evidence }) =>
      subject === 'cluster' && evidence.every((piece) => piece.node === undefined),
  )
}

function whyFound({ id, confidence, evidence }: Finding, findings: readonly Finding[]): string {
  const causes = findings.filter(({ explains }) => explains.includes(id)).map(({ cause }) => cause)
  const follows = causes.length > 0 ? [`follows from ${[...new Set(causes)].join(', ')}`] : []
  const line = evidence[0]
  return [confidence, ...follows, ...(line ? [line.message ?? line.text] : [])].join('; ')
}

/** A node's rule is asked for what names no node only where there is such a thing. */
function nodesOf(pattern: Pattern, asked: Asked): (string | undefined)[] {
  const { nodes } = asked.index
  if (pattern.scope === 'cluster' || nodes.length === 0) return [undefined]
  return [...nodes]
}

type Silence = Pick<RuleAnswer, 'answer' | 'why' | 'read'>

function silence(pattern: Pattern, node: string | undefined, { index, only }: Asked): Silence {
  const all = whatWasRead(pattern, index, node)
  const telling = all.filter(({ amount, missing }) => amount > 0 || missing !== undefined)
  const read = only === undefined ? telling : all
  const heard = all.filter(({ words, amount }) => words !== undefined && amount > 0)
  const unseen = all.flatMap(({ what, missing }) =>
    missing === undefined ? [] : [`${what} (${missing})`],
  )
  const notSeen = unseen.length > 0 ? `; not seen: ${unseen.join(', ')}` : ''
  if (all.every(({ amount, missing }) => amount === 0 && missing !== undefined))
    return {
      answer: 'blind',
      why: `nothing that it asks for was seen${notSeen.replace(';', ':')}`,
      read,
    }
  if (heard.length > 0) {
    const example = heard[0]?.example ?? ''
    return { answer: 'heard', why: `not enough for it: ${example}${notSeen}`, read }
  }
  const records = all.filter(({ amount }) => amount > 0).map(({ what }) => what)
  const saw =
    records.length > 0 ? `${records.join(', ')} show nothing of it` : 'nothing speaks of it'
  return { answer: 'quiet', why: `${saw}${notSeen}`, read }
}

function ofCheck(check: Check, { index, observation }: Asked): RuleAnswer[] {
  return askChecks([check], index, observation).map(({ subject, verdict, reason }) => ({
    rule: check.id,
    kind: 'check',
    title: check.title,
    subjects: [subject],
    answer: verdict === 'fail' ? 'found' : verdict === 'unknown' ? 'undecided' : 'quiet',
    why: reason === '' ? verdict : `${verdict}: ${reason}`,
    read: [],
  }))
}

/** Subjects that a rule answered in the same words are told once. */
function alike(answers: readonly RuleAnswer[]): RuleAnswer[] {
  const known = new Map<string, RuleAnswer>()
  for (const answer of answers) {
    const { subjects, ...rest } = answer
    const key = JSON.stringify(rest)
    const other = known.get(key)
    known.set(key, other ? { ...other, subjects: [...other.subjects, ...subjects] } : answer)
  }
  return [...known.values()]
}
