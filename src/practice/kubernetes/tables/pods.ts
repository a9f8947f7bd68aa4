import type { PracticeObject } from '../store.ts'
import { ageOf } from './age.ts'
import {
  ageColumn,
  at,
  type Column,
  conditionStatus,
  field,
  nameColumn,
  valueAt,
  wide,
} from './column.ts'

/** Containers that initialize are not told: no program of the practice cluster has one. */
export const podColumns: readonly Column[] = [
  nameColumn,
  { name: 'Ready', cell: readyOf },
  { name: 'Status', cell: statusOf },
  { name: 'Restarts', cell: restartsOf },
  ageColumn,
  wide(field('IP', 'status.podIP')),
  wide(field('Node', 'spec.nodeName')),
  wide(field('Nominated Node', 'status.nominatedNodeName')),
  wide({ name: 'Readiness Gates', cell: () => '<none>' }),
]

interface Ended {
  readonly reason?: string
  readonly signal?: number
  readonly exitCode: number
  readonly finishedAt?: string
}

interface State {
  readonly waiting?: { readonly reason?: string }
  readonly terminated?: Ended
  readonly running?: object
}

interface ContainerStatus {
  readonly ready: boolean
  readonly restartCount: number
  readonly state?: State
  readonly lastState?: State
}

function statusesOf(pod: PracticeObject): readonly ContainerStatus[] {
  return (at(pod, 'status.containerStatuses') ?? []) as readonly ContainerStatus[]
}

function isRunning({ ready, state }: ContainerStatus): boolean {
  return ready && state?.running !== undefined
}

function readyOf(pod: PracticeObject): string {
  const all = (at(pod, 'spec.containers') ?? []) as readonly object[]
  return `${statusesOf(pod).filter(isRunning).length}/${all.length}`
}

/** What stops the first container that does not run, or else the phase. */
function statusOf(pod: PracticeObject): string {
  const phase = String(valueAt(pod, 'status.phase') ?? '')
  const own = at(pod, 'status.reason') as string | undefined
  const isOver = phase === 'Succeeded' || phase === 'Failed'
  if (pod.metadata.deletionTimestamp !== undefined && !isOver)
    return own === 'NodeLost' ? 'Unknown' : 'Terminating'
  return reasonOf(pod, own ?? phase)
}

function reasonOf(pod: PracticeObject, otherwise: string): string {
  const statuses = statusesOf(pod)
  const reason = statuses.map(stopOf).find((word) => word !== undefined) ?? otherwise
  if (reason !== 'Completed' || !statuses.some(isRunning)) return reason
  return conditionStatus(pod, 'Ready') === 'True' ? 'Running' : 'NotReady'
}

function stopOf({ state }: ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {}
  if (waiting?.reason) return waiting.reason
  if (!terminated) return undefined
  if (terminated.reason) return terminated.reason
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`
}

function restartsOf(pod: PracticeObject, now: number): string {
  const statuses = statusesOf(pod)
  const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
  const last = statuses
    .flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .toSorted()
    .at(-1)
  return restarts > 0 && last !== undefined
    ? `${restarts} (${ageOf(last, now)} ago)`
    : String(restarts)
}
