import * as z from 'zod'
import type { LogOrigin } from '../../model/evidence.ts'

/** What an incident's pieces are called, and which log they come from. */
const origins: Readonly<Record<string, { origin: LogOrigin; boot?: number }>> = {
  'k3s-journal': { origin: 'k3s' },
  kernel: { origin: 'kernel' },
  'previous-boot': { origin: 'unknown', boot: -1 },
  events: { origin: 'events' },
  pods: { origin: 'pods' },
  nodes: { origin: 'unknown' },
  longhorn: { origin: 'longhorn' },
  'command-output': { origin: 'unknown' },
}

function text() {
  return z.string(wanted('a text'))
}

/** Reads well behind the path of a field. */
function wanted(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? `is missing; expected ${what}` : `is not ${what}`,
  }
}

/**
 * An incident as somebody wrote it down: pieces of text, each with what it is. Other fields are
 * for the reader; some of them give the answer away, so they are never looked at.
 */
export const Incident = z.object(
  {
    evidence: z
      .array(
        z.object({ kind: text(), node: text().optional(), text: text() }, wanted('an object')),
        wanted('a list'),
      )
      .min(1, 'is empty; expected at least one piece of evidence'),
  },
  wanted('an object'),
)
export type Incident = z.infer<typeof Incident>

/** A kind that nobody knows is a text like any other. */
export function originOfKind(kind: string): { origin: LogOrigin; boot?: number } {
  return (Object.hasOwn(origins, kind) ? origins[kind] : undefined) ?? { origin: 'unknown' }
}
