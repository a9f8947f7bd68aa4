import type { Autopsy, EndingVerdict, Testimony } from '#src/model/autopsy.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Pattern } from '../define-pattern.ts'
import { fillWords } from '../judge.ts'
import { bootsOf } from './boots.ts'
import { describeVerdict } from './endings.ts'
import { lostEvidence } from './lost.ts'
import { nextSteps } from './next-steps.ts'
import { type AutopsyRequest, bootWords, type Scene, sceneOf } from './scene.ts'
import { storyOf } from './story.ts'
import { verdictOf } from './verdict.ts'
import { witnesses } from './witnesses/index.ts'

/** What an autopsy looks for in logs beside what the patterns ask. */
export const witnessQueries = [bootWords, ...witnesses.flatMap(({ queries }) => queries)]

/** Why a node went down, or that it did not: pure, so that a bundle replays to the same verdict. */
export function autopsy(
  request: AutopsyRequest,
  { index, observation }: { index: EvidenceIndex; observation: Observation },
  patterns: readonly Pattern[],
): Autopsy {
  const scene = sceneOf(request, index, observation)
  const testimonies = hear(scene)
  const agreement = verdictOf(testimonies, scene.question)
  const verdict = describeVerdict(agreement, { scene, testimonies, patterns })
  const page = patterns.find(({ id }) => id === verdict.cause)
  const words = { node: scene.node }
  const lost = lostEvidence(scene, testimonies, observation)
  const coverage = [...observation.coverage]
  return {
    schema: 'bramble/autopsy/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    node: scene.node,
    boot: scene.boot,
    question: scene.question,
    verdict,
    ...boundsOf(scene, verdict),
    testimonies,
    timeline: storyOf(scene, testimonies, verdict),
    boots: bootsOf(scene),
    lost,
    ...(page && {
      diagnosis: fillWords(page.docs.diagnosis, words),
      mitigation: fillWords(page.docs.mitigation, words),
    }),
    coverage,
    next: nextSteps(scene, verdict, { coverage, lost }),
  }
}

function hear(scene: Scene): Testimony[] {
  return witnesses.flatMap((witness) =>
    witness.look(scene).map((statement) => ({
      witness: witness.id,
      speaksFor: [...(statement.for ?? [])],
      speaksAgainst: [...(statement.against ?? [])],
      sure: statement.sure ?? false,
      ...(statement.cause !== undefined && { cause: statement.cause }),
      text: statement.text,
      evidence: [...statement.evidence],
    })),
  )
}

/** journald writes to the disk at the latest after this (SyncIntervalSec=): later words may be lost. */
const unsyncedMilliseconds = 5 * 60_000

/** Endings whose last word is on the disk. */
const exact: ReadonlySet<EndingVerdict['ending']> = new Set(['shutdown', 'panic', 'heat'])

function boundsOf(
  { question, goneAt, nextStartAt, sightings }: Scene,
  { ending }: EndingVerdict,
): Pick<Autopsy, 'notBefore' | 'notAfter' | 'backAt'> {
  const seen = (kind: string, from: number) =>
    sightings.flatMap((one) =>
      one.kind === kind && one.at !== undefined && one.at >= from ? [one.at] : [],
    )
  if (question !== 'end') {
    const heard = sightings.flatMap(({ kind, at }) =>
      (kind === 'seen' || kind === 'renewed') &&
      at !== undefined &&
      goneAt !== undefined &&
      at <= goneAt
        ? [at]
        : [],
    )
    return times({
      notBefore: question === 'silent-now' && heard.length > 0 ? Math.max(...heard) : goneAt,
      notAfter: goneAt,
      backAt: goneAt === undefined ? undefined : least(seen('back', goneAt)),
    })
  }
  if (goneAt === undefined) return times({ notAfter: nextStartAt, backAt: nextStartAt })
  const latest = least([
    goneAt + unsyncedMilliseconds,
    ...(nextStartAt === undefined ? [] : [nextStartAt]),
    ...seen('lost', goneAt),
  ])
  return times({
    notBefore: goneAt,
    notAfter: exact.has(ending) ? goneAt : Math.max(goneAt, latest ?? goneAt),
    backAt: nextStartAt,
  })
}

function least(times: readonly number[]): number | undefined {
  return times.length > 0 ? Math.min(...times) : undefined
}

function times<K extends string>(known: Readonly<Record<K, number | undefined>>) {
  return Object.fromEntries(
    Object.entries<number | undefined>(known).flatMap(([name, at]) =>
      at === undefined ? [] : [[name, new Date(at).toISOString()]],
    ),
  ) as { [P in K]?: string }
}
