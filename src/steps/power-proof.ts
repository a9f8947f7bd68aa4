import { clusterError } from '#src/model/error.ts'
import type { PowerState } from '#src/transport/power/door.ts'

/**
 * Only a measured fall proves that a board is off: power flowed at this outlet right before it was
 * switched, and flows there no more.
 *
 * @throws cluster error `power-not-proven`
 */
export function refuseUnmeasured(
  outlet: string,
  flowedBefore: PowerState['flows'],
  { flows, words }: PowerState,
): void {
  if (flowedBefore === 'yes' && flows === 'no') return
  throw clusterError(
    'power-not-proven',
    `${outlet} is ${words}, but no fall of power was measured there: the node gets no out-of-service taint.`,
    {
      next: 'Its power stays off. See the board itself, then go on with its name: `--accept power/NODE --reason TEXT`.',
    },
  )
}
