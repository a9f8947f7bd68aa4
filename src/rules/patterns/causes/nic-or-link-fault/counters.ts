import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { linkCounters } from '#src/model/facts/link-counters.ts'
import { because, type Reason } from '#src/model/verdict.ts'

const manyErrors = 100
/** Of ten thousand packets one: a sound wired link has none for months. */
const share = 1e-4
/** Cards with a cable; what belongs to containers, bridges and tunnels has no checksum of its own. */
const wired = /^(?:eth|en[a-z])/

/** Interfaces of a cable on which packets arrive broken. Dropped ones are nobody's fault by themselves. */
export function brokenPackets(
  known: readonly (z.infer<typeof linkCounters.schema> & Origin)[],
): Reason[] {
  return known
    .filter(
      ({ interface: name, receiveErrors, receivedPackets }) =>
        wired.test(name) &&
        receiveErrors >= manyErrors &&
        receiveErrors > share * (receivedPackets + receiveErrors),
    )
    .map((link) =>
      because(
        link,
        `${link.interface} received ${link.receiveErrors} broken packets beside ${link.receivedPackets} good ones`,
      ),
    )
}
