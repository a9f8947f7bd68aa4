import { kernelSettings } from '#src/model/facts/node.ts'
import { resetStatus } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import type { Scene } from '../scene.ts'

/** Starting takes a board this long; a watchdog counts to 15 s at most, a panic to ten. */
const shortMilliseconds = 3 * 60_000
const longMilliseconds = 15 * 60_000

/**
 * How long the node was away, and what could have brought it back. A board that hangs comes back
 * at once where a watchdog is armed, and else only when somebody comes; a power cut lasts as long
 * as it lasts. See also pkg/kubelet/cm, setupKernelTunables.
 */
export default defineWitness({
  id: 'time-away',
  reads: { kernelSettings, resetStatus },

  look({ kernelSettings, resetStatus }, scene): Statement[] {
    const away = timeAway(scene)
    const settings = kernelSettings.find((one) => one.node === scene.node)
    if (away === undefined || settings?.watchdogUsec === undefined) return []
    const panicSeconds = resetStatus.find((one) => one.node === scene.node)?.panicSeconds
    const shown = (text: string) => cite([because(settings, text)], scene)
    return settings.watchdogUsec > 0
      ? whileArmed(away, panicSeconds, shown('the hardware watchdog is armed'))
      : whileUnarmed(away, panicSeconds, shown('no hardware watchdog is armed'))
  },
})

/** Neither a hang nor, where a panic reboots, a panic lasts as long. */
function whileArmed(
  away: number,
  panicSeconds: number | undefined,
  evidence: Statement['evidence'],
): Statement[] {
  if (away <= longMilliseconds) return []
  return [
    {
      against: panicSeconds !== undefined && panicSeconds > 0 ? ['hang', 'panic'] : ['hang'],
      text: `away for ${minutes(away)} although its watchdog is armed: it had no power`,
      evidence,
    },
  ]
}

function whileUnarmed(
  away: number,
  panicSeconds: number | undefined,
  evidence: Statement['evidence'],
): Statement[] {
  if (away > shortMilliseconds) return []
  return [
    {
      against: panicSeconds === 0 ? ['hang', 'panic'] : ['hang'],
      text: `back after ${minutes(away)} although nothing resets a board that hangs`,
      evidence,
    },
  ]
}

/** From the last word of a log that just ends to the next start. */
function timeAway({ question, goneAt, nextStartAt, end }: Scene): number | undefined {
  if (question !== 'end' || end?.ending !== 'cut') return undefined
  if (goneAt === undefined || nextStartAt === undefined) return undefined
  return nextStartAt > goneAt ? nextStartAt - goneAt : undefined
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
