import { createHash } from 'node:crypto'
import { eventKind } from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'

interface Occurrence {
  readonly about: PracticeObject
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly component: string
  readonly host?: string
}

/** Says it once in so many seconds, however often it is met. */
export function recordEvery(store: PracticeStore, seconds: number, occurrence: Occurrence): void {
  const before = store.get(keyOf(occurrence)) as { lastTimestamp?: string } | undefined
  const last = Date.parse(before?.lastTimestamp ?? '')
  if (!(Date.parse(store.stamp()) - last < seconds * 1000)) record(store, occurrence)
}

function keyOf({ about, reason, message, component, host }: Occurrence) {
  const { name, namespace = 'default', uid } = about.metadata
  const same = [about.kind, name, uid, reason, message, component, host].join('\n')
  const suffix = createHash('sha256').update(same).digest('hex').slice(0, 16)
  return { kind: eventKind, namespace, name: `${name}.${suffix}` }
}

/**
 * Writes an event, or counts the same one again, as client-go's recorder does. The kubelet names a
 * node, but does not know its uid.
 */
export function record(store: PracticeStore, occurrence: Occurrence): void {
  const { about, type, reason, message, component, host } = occurrence
  const key = keyOf(occurrence)
  const before = store.get(key) as { count?: number; firstTimestamp?: string } | undefined
  const at = store.stamp()
  store.put({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: key.name, namespace: key.namespace },
    involvedObject: involved(about, component),
    type,
    reason,
    message,
    source: { component, ...(host !== undefined && { host }) },
    reportingComponent: component,
    reportingInstance: host ?? '',
    count: (before?.count ?? 0) + 1,
    firstTimestamp: before?.firstTimestamp ?? at,
    lastTimestamp: at,
    eventTime: null,
  })
}

function involved(about: PracticeObject, component: string) {
  const { name, namespace, uid } = about.metadata
  const isKubeletOfNode = about.kind === 'Node' && component === 'kubelet'
  return {
    apiVersion: about.apiVersion,
    kind: about.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(!isKubeletOfNode && { uid }),
  }
}

/** The API server forgets events after an hour. */
const eventSeconds = 3600

export function forgetEvents(store: PracticeStore, now: number): void {
  for (const event of store.list(eventKind))
    if (Date.parse(String(event['lastTimestamp'])) < now - eventSeconds * 1000)
      store.remove({ ...event.metadata, kind: eventKind })
}
