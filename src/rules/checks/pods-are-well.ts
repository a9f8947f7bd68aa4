import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

type Pod = z.infer<typeof pods.schema> & Origin

const deletionGraceSeconds = 120
const startSeconds = 300
/** From then on the kubelet takes a container for well: it forgets how often it failed before. */
const recentRestartSeconds = 600
/** One that fails every quarter of an hour is not well in between. */
const manyRestarts = 4
const manyRestartsSeconds = 3600

export const podsAreWell = defineCheck({
  id: 'pods-are-well',
  title: 'pods to be ready, not restarting and not stuck',
  scope: 'cluster',
  severity: 'warning',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Pods are ready, not restarting and not stuck',
    meaning:
      '`kubectl get pods -A | grep -v Running` hides a pod that is Running and not ready, a container between two crashes, and a pod that does not go away. This check reads the conditions, container states and deletion times instead.',
    next: 'Look at the pod: `kubectl -n NAMESPACE describe pod NAME` and `kubectl -n NAMESPACE logs NAME --previous`. `bramble diagnose` names the cause where it is the cluster and not the program.',
    references: [
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions',
      'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
    ],
  },

  ask({ pods }, { now }) {
    const troubled = pods.toSorted(byReadiness).flatMap((pod): Verdict[] => {
      const trouble = whatIsWrong(pod, now)
      const subject = `pod/${pod.namespace}/${pod.name}`
      return trouble
        ? [
            fail(trouble, {
              subject,
              evidence: [because(pod, `${pod.namespace}/${pod.name}: ${trouble}`)],
            }),
          ]
        : []
    })
    return troubled.length > 0 ? troubled : pass(`${pods.length} pods are well`)
  },
})

/** Those that serve nobody first: what only restarted is read last. */
function byReadiness(one: Pod, other: Pod): number {
  return Number(one.ready === true) - Number(other.ready === true)
}

/** What is wrong with a pod in a few words, or undefined. Times in milliseconds since the epoch. */
function whatIsWrong(pod: Pod, now: number): string | undefined {
  if (pod.phase === 'Succeeded') return undefined
  const ageSeconds = secondsSince(pod.createdAt, now)
  const deletingSeconds = secondsSince(pod.deletedAt, now)
  if (deletingSeconds !== undefined)
    return deletingSeconds > deletionGraceSeconds
      ? `Terminating for ${Math.round(deletingSeconds / 60)} min`
      : undefined
  if (pod.phase === 'Failed') return `Failed${pod.reason ? `: ${pod.reason}` : ''}`
  return containerTrouble(pod, now) ?? unreadyTrouble(pod, ageSeconds)
}

function containerTrouble(pod: Pod, now: number): string | undefined {
  for (const container of pod.containers) {
    const trouble = waiting(container) ?? restarted(container, now)
    if (trouble) return `${container.name} ${trouble}`
  }
  return undefined
}

type Container = Pod['containers'][number]

function waiting({ state, reason, restarts }: Container): string | undefined {
  if (state !== 'waiting' || !reason || startingReasons.has(reason)) return undefined
  return `waits: ${reason}${restarts ? `, restarted ${times(restarts)}` : ''}`
}

function restarted(container: Container, now: number): string | undefined {
  const {
    restarts,
    lastFinishedAt,
    lastReason = 'no reason given',
    lastExitCode = 'unknown',
  } = container
  const finishedSeconds = secondsSince(lastFinishedAt, now)
  const limit = (restarts ?? 0) < manyRestarts ? recentRestartSeconds : manyRestartsSeconds
  if (!restarts || finishedSeconds === undefined || finishedSeconds > limit) return undefined
  return `restarted ${times(restarts)}, last ${Math.round(finishedSeconds / 60)} min ago (${lastReason}, exit code ${lastExitCode})`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

const startingReasons = new Set(['ContainerCreating', 'PodInitializing'])

function unreadyTrouble(pod: Pod, ageSeconds: number | undefined): string | undefined {
  // A pod that just starts is not in trouble yet.
  if (ageSeconds !== undefined && ageSeconds < startSeconds) return undefined
  if (pod.phase === 'Pending')
    return `Pending: ${pod.unschedulableMessage ?? waitingReason(pod) ?? 'not started'}`
  if (pod.ready === false)
    return `Running, but not ready${pod.readyReason ? `: ${pod.readyReason}` : ''}`
  return undefined
}

function waitingReason(pod: Pod): string | undefined {
  return pod.containers.find((container) => container.state === 'waiting')?.reason
}

function secondsSince(at: string | undefined, now: number): number | undefined {
  return at === undefined ? undefined : (now - Date.parse(at)) / 1000
}
