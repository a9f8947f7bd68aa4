import type { LogLine } from '#src/model/line.ts'
import { countOf } from '../../words/node-kernel.ts'

/** A link that flaps does so within one boot; each boot and each cable moved has a loss of its own. */
export function mostInOneBoot(lost: readonly LogLine[]): number {
  const boots = new Set(lost.map(({ boot }) => boot))
  return Math.max(0, ...[...boots].map((boot) => countOf(lost.filter((one) => one.boot === boot))))
}

/** Wi-Fi leaves its access point now and then; what happens once is no fault of the chip. */
export function wirelessFaults(found: readonly LogLine[]): readonly LogLine[] {
  const isOne = countOf(found) === 1 && found[0]?.text.includes('CTRL-EVENT-DISCONNECTED')
  return isOne ? [] : found
}
