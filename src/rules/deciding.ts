import type * as z from 'zod'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { podsAreWell } from './checks/pods-are-well.ts'

type Pod = z.infer<typeof pods.schema>
type Container = Pod['containers'][number]

/** A container's own words: those before its last restart, or those of now. */
export interface ContainerWords {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly node?: string | undefined
  readonly previous: boolean
}

/** A few answer the question; a whole cluster that is sick has another cause. */
const mostContainers = 3

/**
 * What pods that are not well said themselves, where nothing sure explains them so far: the one
 * observation that decides. The same for the same evidence, and none where a cause is known.
 */
export function decidingWords(
  { findings }: Pick<Diagnosis, 'findings'>,
  index: EvidenceIndex,
): ContainerWords[] {
  const isOpen = findings.some(
    ({ id, cause, clearedAt }) =>
      cause === 'pods-not-well' &&
      clearedAt === undefined &&
      !findings.some((other) => other.confidence === 'confirmed' && other.explains.includes(id)),
  )
  if (!isOpen) return []
  const ofOwner = new Map<string, ContainerWords>()
  for (const pod of factsOf(index, pods).toSorted(byName)) {
    const [words] = isSick(pod, index.takenAt) ? wordsOf(pod) : []
    const key = `${pod.namespace}/${pod.owner?.name ?? pod.name}`
    if (words && !ofOwner.has(key)) ofOwner.set(key, words)
  }
  return [...ofOwner.values()].slice(0, mostContainers)
}

function byName(one: Pod, other: Pod): number {
  return `${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1
}

function isSick(pod: Parameters<typeof podsAreWell.ask>[0]['pods'][number], now: number): boolean {
  return [podsAreWell.ask({ pods: [pod] }, { now })].flat().some(({ kind }) => kind === 'fail')
}

function wordsOf({ namespace, name, nodeName, containers }: Pod): ContainerWords[] {
  const about = (container: Container, previous: boolean) => ({
    namespace,
    pod: name,
    container: container.name,
    node: nodeName,
    previous,
  })
  // The words of the one that just ended are newer than those before its last restart.
  const failed = containers.filter(
    ({ state, exitCode }) => state === 'terminated' && exitCode !== undefined && exitCode > 0,
  )
  const ended = containers.filter(({ restarts, lastReason, lastExitCode }) =>
    Boolean(restarts && (lastReason ?? lastExitCode) !== undefined),
  )
  const speaking = containers.filter(
    ({ state, ready }) => state === 'terminated' || (state === 'running' && ready === false),
  )
  return [
    ...failed.map((container) => about(container, false)),
    ...ended.map((container) => about(container, true)),
    ...speaking.map((container) => about(container, false)),
  ]
}
