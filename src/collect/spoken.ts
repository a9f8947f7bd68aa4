import type { Evidence } from '#src/model/evidence.ts'
import { events, pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'

/** One line of a record, as `kubectl get events` or `describe` would show it. */
interface Spoken {
  /** Where the record speaks of one node. */
  readonly node: string | undefined
  readonly line: string
}

type Text = Readonly<Record<string, unknown>>

/**
 * The messages that records of the API hold, as lines of a log. Patterns that know a message from
 * a paste then know it from a living cluster, too.
 */
export function spokenLines({ kind, records = [] }: Evidence): Spoken[] {
  const speak = speakers[kind]
  if (!speak) return []
  return records.flatMap((record) => {
    const fields = record as Text
    const node = typeof fields['node'] === 'string' ? fields['node'] : undefined
    return speak(fields).map((line) => ({ node, line: line.replaceAll(/\s+/g, ' ') }))
  })
}

const speakers: Readonly<Record<string, (record: Text) => string[]>> = {
  [events.kind]: ({ lastAt, type, reason, objectKind, objectName, message }) => [
    words(
      lastAt,
      type,
      reason,
      `${textOf(objectKind).toLowerCase()}/${textOf(objectName)}`,
      message,
    ),
  ],
  [pods.kind]: ({ containers }) =>
    (Array.isArray(containers) ? containers : []).flatMap(({ reason, message }: Text) =>
      message === undefined ? [] : [words(reason, message)],
    ),
  [volumeAttachments.kind]: ({ attachError, detachError }) =>
    [attachError, detachError].flatMap((error) => (error === undefined ? [] : [textOf(error)])),
}

function words(...parts: unknown[]): string {
  return parts.map(textOf).filter(Boolean).join(' ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
