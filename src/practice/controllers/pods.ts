import {
  amend,
  type Condition,
  conditionOf,
  type PodObject,
  podsOn,
  removeSame,
} from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import type { Fault } from '../world/faults.ts'
import { volumesAreAttached, whyNotMounted } from './attach-detach.ts'
import type { Controller } from './controller.ts'
import { record, recordEvery } from './events.ts'
import type { Kubelet } from './kubelet.ts'

/** The pods of one board, as its kubelet keeps them. Words: pkg/kubelet/events and kuberuntime. */

/** From a bound pod to running containers, the image being there. */
const startSeconds = 4
/** A program that is asked to end does so within a few seconds, its grace at most. */
const endSeconds = 3
/** CrashLoopBackOff begins with ten seconds and doubles up to five minutes. */
const firstBackOffSeconds = 10
const mostBackOffSeconds = 300
/** How often the kubelet tries, and says, the same again. */
const retrySeconds = 60
/** How long a container that crashes runs. */
const crashSeconds = 2

interface Place {
  readonly store: PracticeStore
  readonly board: Board
}

/** What a kubelet does with the pods that are bound to its node. */
export const podLife: readonly Controller<Kubelet>[] = [
  onPods('pod-end', ({ store }, pod) => end(store, pod)),
  onPods('pod-trouble', (kubelet, pod, fault) => fault && suffer(kubelet, pod, fault)),
  onPods('pod-start', start),
  onPods('pod-restart', keepRunning),
]

type Duty = 'pod-end' | 'pod-trouble' | 'pod-start' | 'pod-restart'

function dutyOf({ metadata, status }: PodObject, fault: Fault | undefined): Duty | undefined {
  if (metadata.deletionTimestamp !== undefined) return 'pod-end'
  if (fault) return 'pod-trouble'
  if (status.phase === 'Pending') return 'pod-start'
  return status.phase === 'Running' ? 'pod-restart' : undefined
}

function onPods(
  name: Duty,
  act: (kubelet: Kubelet, pod: PodObject, fault?: Fault) => void,
): Controller<Kubelet> {
  return {
    name,
    step(kubelet) {
      for (const pod of podsOn(kubelet.store, kubelet.board.name)) {
        const fault = faultOf(kubelet, pod)
        if (dutyOf(pod, fault) === name) act(kubelet, pod, fault)
      }
    },
  }
}

/** What keeps this pod from running here: its program's, its sandbox's, or that nothing mounts. */
function faultOf({ store, board, faults }: Kubelet, pod: PodObject): Fault | undefined {
  const { uid, labels } = pod.metadata
  const own = faults.of(labels?.['app'] ?? '', board.name, { pod: uid, boot: board.boot.id })
  if (own) return own
  // What is mounted stays mounted while the plugin is away.
  const isNew = pod.status.phase === 'Pending' || isOfEarlierBoot({ store, board }, pod)
  const message = isNew ? whyNotMounted(store, board, pod) : undefined
  return message === undefined ? undefined : { kind: 'mount', message }
}

function end(store: PracticeStore, pod: PodObject): void {
  const { deletionTimestamp, deletionGracePeriodSeconds: grace = 30 } = pod.metadata
  const asked = Date.parse(String(deletionTimestamp)) - Number(grace) * 1000
  const takes = Math.min(endSeconds, Number(grace)) * 1000
  if (nowOf(store) >= asked + takes) removeSame(store, pod)
}

function nowOf(store: PracticeStore): number {
  return Date.parse(store.stamp())
}

function isDue(store: PracticeStore, pod: PodObject): boolean {
  const bound = conditionOf(pod.status.conditions, 'PodScheduled')?.lastTransitionTime
  const waited = nowOf(store) - Date.parse(bound ?? pod.metadata.creationTimestamp)
  return waited >= startSeconds * 1000 && volumesAreAttached(store, pod)
}

function start({ store, board }: Place, pod: PodObject): void {
  if (isDue(store, pod)) run({ store, board }, pod, { exitCode: 255, reason: 'Unknown' })
}

/** A container of another boot is gone; a pod that runs on is ready again with its node. */
function keepRunning(place: Place, pod: PodObject): void {
  const { store } = place
  // The kubelet finds no exit code of what ended with the node.
  if (isOfEarlierBoot(place, pod)) run(place, pod, { exitCode: 255, reason: 'Unknown' })
  else if (conditionOf(pod.status.conditions, 'Ready')?.status !== 'True')
    amend(store, pod, (one) => ({
      ...one,
      status: { ...one.status, conditions: readyConditions(one, store.stamp()) },
    }))
}

function isOfEarlierBoot({ board }: Place, { status }: PodObject): boolean {
  const statuses = status.containerStatuses ?? []
  return statuses.some(({ state }) => !(startedAt(state) >= board.boot.startedAt))
}

function startedAt(state: Readonly<Record<string, unknown>>): number {
  const { startedAt: at = '' } = (state['running'] ?? {}) as { startedAt?: string }
  return Date.parse(at)
}

interface Ended {
  readonly exitCode: number
  readonly reason: string
}

function run({ store, board }: Place, pod: PodObject, ended: Ended): void {
  const at = store.stamp()
  const containerStatuses = pod.spec.containers.map(({ name, image = '' }) => {
    const known = pod.status.containerStatuses?.find((status) => status.name === name)
    return {
      name,
      image,
      ready: true,
      started: true,
      restartCount: known && hasRun(known) ? known.restartCount + 1 : (known?.restartCount ?? 0),
      state: { running: { startedAt: at } },
      lastState: known ? { terminated: { ...ended, finishedAt: at } } : {},
    }
  })
  amend(store, pod, (one) => ({
    ...one,
    status: {
      ...one.status,
      phase: 'Running',
      startTime: one.status.startTime ?? at,
      hostIP: board.address,
      conditions: readyConditions(one, at),
      containerStatuses,
    },
  }))
  for (const { name, image } of pod.spec.containers) tellStart({ store, board }, pod, name, image)
}

type ContainerStatus = NonNullable<PodObject['status']['containerStatuses']>[number]

/** One that was only waited for starts for the first time. */
function hasRun({ state, lastState }: ContainerStatus): boolean {
  return 'running' in state || Object.hasOwn(lastState ?? {}, 'terminated')
}

/** The images are on every board. */
function tellStart({ store, board }: Place, pod: PodObject, container: string, image = ''): void {
  const from = { about: pod, type: 'Normal', component: 'kubelet', host: board.name } as const
  const told = {
    Pulled: `Container image "${image}" already present on machine and can be accessed by the pod`,
    Created: 'Container created',
    Started: 'Container started',
  }
  for (const [reason, message] of Object.entries(told))
    record(store, { ...from, container, reason, message })
}

const types = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'] as const

function readyConditions({ status }: PodObject, at: string): readonly Condition[] {
  const kept = (status.conditions ?? []).filter(({ type }) => !types.some((one) => one === type))
  const ready = types.map((type): Condition => {
    const before = conditionOf(status.conditions, type)
    if (before?.status === 'True') return before
    return { type, status: 'True', reason: '', message: '', lastTransitionTime: at }
  })
  return [...kept, ...ready]
}

function suffer(place: Place, pod: PodObject, fault: Fault): void {
  if (fault.kind === 'crash') crash(place, pod, fault)
  else if (pod.status.phase === 'Pending' ? isDue(place.store, pod) : isOfEarlierBoot(place, pod))
    fail(place, pod, fault)
}

/** A running container ends; one that waits is tried again once its back-off is over. */
function crash(place: Place, pod: PodObject, { exitCode, reason }: Ended): void {
  const { store } = place
  const [status] = pod.status.containerStatuses ?? []
  if (!status) return start(place, pod)
  const { terminated } = (status.lastState ?? {}) as { terminated?: { finishedAt: string } }
  const backOff = Math.min(firstBackOffSeconds * 2 ** (status.restartCount - 1), mostBackOffSeconds)
  const isWaiting = 'waiting' in status.state
  if (isWaiting && nowOf(store) - Date.parse(terminated?.finishedAt ?? '') < backOff * 1000) return
  if (isWaiting) return run(place, pod, { exitCode, reason })
  if (nowOf(store) - startedAt(status.state) < crashSeconds * 1000) return
  const next = Math.min(firstBackOffSeconds * 2 ** status.restartCount, mostBackOffSeconds)
  const message = `back-off ${spelled(next)} restarting failed container=${status.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
  wait(place, pod, {
    waiting: { reason: 'CrashLoopBackOff', message },
    terminated: { exitCode, reason, finishedAt: store.stamp() },
  })
  say(
    place,
    pod,
    'BackOff',
    `Back-off restarting failed container ${status.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
  )
}

/** As Go writes a duration: 10s, 2m40s, 5m0s. */
function spelled(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

function fail(place: Place, pod: PodObject, fault: Exclude<Fault, { kind: 'crash' }>): void {
  const [container] = pod.spec.containers
  const isImage = fault.kind === 'image'
  const reason = isImage ? 'ImagePullBackOff' : 'ContainerCreating'
  const message = isImage ? `Back-off pulling image "${container?.image}": ${fault.message}` : ''
  wait(place, pod, { waiting: { reason, message } })
  say(place, pod, isImage ? 'Failed' : 'FailedMount', fault.message)
}

function say({ store, board }: Place, pod: PodObject, reason: string, message: string): void {
  const from = { component: 'kubelet', host: board.name, type: 'Warning' } as const
  recordEvery(store, retrySeconds, { ...from, about: pod, reason, message })
}

/** How a container ended whose start is waited for: with its boot, as far as the kubelet knows. */
function endOf(store: PracticeStore, known: ContainerStatus | undefined): object {
  if (!known || !('running' in known.state)) return known?.lastState ?? {}
  return { terminated: { exitCode: 255, reason: 'Unknown', finishedAt: store.stamp() } }
}

interface Waiting {
  readonly waiting: { readonly reason: string; readonly message: string }
  readonly terminated?: Ended & { readonly finishedAt: string }
}

function wait({ store }: Place, pod: PodObject, { waiting, terminated }: Waiting): void {
  const containerStatuses = pod.spec.containers.map(({ name, image = '' }) => {
    const known = pod.status.containerStatuses?.find((status) => status.name === name)
    return {
      name,
      image,
      ready: false,
      started: false,
      restartCount: known?.restartCount ?? 0,
      state: { waiting },
      lastState: terminated ? { terminated } : endOf(store, known),
    }
  })
  const unready = (condition: Condition): Condition => {
    const isNew = condition.status === 'True'
    if (condition.type !== 'Ready' && condition.type !== 'ContainersReady') return condition
    return {
      ...condition,
      status: 'False',
      reason: 'ContainersNotReady',
      message: `containers with unready status: [${pod.spec.containers.map(({ name }) => name).join(' ')}]`,
      lastTransitionTime: isNew ? store.stamp() : condition.lastTransitionTime,
    }
  }
  amend(store, pod, (one) => ({
    ...one,
    status: {
      ...one.status,
      // A pod whose containers were never, or no longer, made is pending.
      phase: terminated ? one.status.phase : 'Pending',
      conditions: (one.status.conditions ?? []).map(unready),
      containerStatuses,
    },
  }))
}
