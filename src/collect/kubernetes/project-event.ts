import type * as z from 'zod'
import type { events } from '#src/model/facts/kubernetes.ts'
import { defined, numberAt, textAt } from '#src/transport/kubernetes/fields.ts'
import type { Words } from './words.ts'

type EventRecord = z.infer<typeof events.schema> & { node?: string }

/** Old and new writers fill different fields: the times and the count have three homes each. */
export function projectEvent(event: unknown, words: Words): EventRecord {
  const createdAt = textAt(event, 'metadata.creationTimestamp')
  const eventAt = textAt(event, 'eventTime')
  const objectKind = textAt(event, 'involvedObject.kind')
  const objectName = textAt(event, 'involvedObject.name')
  return defined({
    namespace: textAt(event, 'metadata.namespace'),
    type: textAt(event, 'type'),
    reason: textAt(event, 'reason'),
    message: words.at(event, 'message') ?? '',
    objectKind,
    objectName,
    source: textAt(event, 'source.component') ?? textAt(event, 'reportingComponent'),
    count: numberAt(event, 'series.count') ?? numberAt(event, 'count'),
    firstAt: textAt(event, 'firstTimestamp') ?? eventAt ?? createdAt,
    lastAt: lastTimeOf(event) ?? eventAt ?? createdAt,
    node: objectKind === 'Node' ? objectName : undefined,
  })
}

function lastTimeOf(event: unknown): string | undefined {
  return textAt(event, 'series.lastObservedTime') ?? textAt(event, 'lastTimestamp')
}

/** The newest `most` events, oldest first. */
export function newest<T extends { lastAt?: string }>(events: readonly T[], most: number): T[] {
  // Not by text: `…00Z` and `…00.123456Z` do not sort as times do.
  const at = (event: T) => Date.parse(event.lastAt ?? '') || 0
  return events.toSorted((one, other) => at(one) - at(other)).slice(-most)
}
