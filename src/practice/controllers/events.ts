import { createHash } from 'node:crypto'
import { eventKind, lastSeenOf } from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'

interface Occurrence {
  readonly about: PracticeObject
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly component: string
  readonly host?: string
  /** The container of a pod that it is about. */
  readonly container?: string
}

/** Says it once in so many seconds, however often it is met. */
export function recordEvery(store: PracticeStore, seconds: number, occurrence: Occurrence): void {
  const before = store.get(keyOf(occurrence))
  const last = Date.parse((before && lastSeenOf(before)) ?? '')
  if (!(Date.parse(store.stamp()) - last < seconds * 1000)) record(store, occurrence)
}

function keyOf({ about, reason, message, component, host, container }: Occurrence) {
  const { name, namespace = 'default', uid } = about.metadata
  const same = [about.kind, name, uid, reason, message, component, host, container].join('\n')
  const suffix = createHash('sha256').update(same).digest('hex').slice(0, 16)
  return { kind: eventKind, namespace, name: `${name}.${suffix}` }
}

/**
 * Writes an event, or counts the same one again, as client-go's recorder does. The kubelet names a
 * node, but does not know its uid.
 */
export function record(store: PracticeStore, occurrence: Occurrence): void {
  const { type, reason, message, component } = occurrence
  const key = keyOf(occurrence)
  const before = store.get(key) as Before | undefined
  const times = component === schedulerName ? newTimes : oldTimes
  store.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: key.name, namespace: key.namespace },
    involvedObject: involved(occurrence),
    type,
    reason,
    message,
    reportingComponent: component,
    ...times(store.stamp(), before, occurrence),
  })
}

interface Before {
  readonly count?: number
  readonly firstTimestamp?: string
  readonly eventTime?: string
  readonly series?: { readonly count: number }
}

function oldTimes(at: string, before: Before | undefined, { component, host }: Occurrence) {
  return {
    source: { component, ...(host !== undefined && { host }) },
    reportingInstance: host ?? '',
    count: (before?.count ?? 0) + 1,
    firstTimestamp: before?.firstTimestamp ?? at,
    lastTimestamp: at,
    eventTime: null,
  }
}

/** Alone here, the scheduler writes events.k8s.io/v1; core/v1 shows such an event with these fields. */
export const schedulerName = 'default-scheduler'

/** The second argument that the scheduler's recorder gets with a reason: pkg/scheduler/schedule_one.go. */
const actions: Readonly<Record<string, string>> = {
  Scheduled: 'Binding',
  FailedScheduling: 'Scheduling',
}

function newTimes(at: string, before: Before | undefined, { reason, component, host }: Occurrence) {
  const time = at.replace('Z', '.000000Z')
  const count = (before?.series?.count ?? 1) + 1
  return {
    source: {},
    reportingInstance: `${component}-${host ?? ''}`,
    action: actions[reason] ?? reason,
    eventTime: before?.eventTime ?? time,
    ...(before && { series: { count, lastObservedTime: time } }),
    firstTimestamp: null,
    lastTimestamp: null,
  }
}

function involved({ about, component, container }: Occurrence) {
  const { name, namespace, uid } = about.metadata
  const isKubeletOfNode = about.kind === 'Node' && component === 'kubelet'
  return {
    apiVersion: about.apiVersion,
    kind: about.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(!isKubeletOfNode && { uid }),
    ...(container !== undefined && { fieldPath: `spec.containers{${container}}` }),
  }
}

/** The API server forgets events after an hour. */
const eventSeconds = 3600

export function forgetEvents(store: PracticeStore, now: number): void {
  for (const event of store.list(eventKind))
    if (Date.parse(lastSeenOf(event) ?? '') < now - eventSeconds * 1000)
      store.remove({ ...event.metadata, kind: eventKind })
}
