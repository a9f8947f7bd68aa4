import type * as z from 'zod'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import { boardState, nodeIdentity, throttling, timeSync } from '#src/model/facts/node.ts'
import { kernelSeries, pi5Models } from './versions/defects/firmware.ts'

/** What was seen of a board besides its system; what nobody told is absent. */
export interface Hardware {
  readonly model: string
  readonly kernelRelease: string
  readonly pageSizeBytes: number | undefined
  readonly state: z.infer<typeof boardState.schema> | undefined
  readonly throttling: z.infer<typeof throttling.schema> | undefined
  readonly time: z.infer<typeof timeSync.schema> | undefined
}

export function hardwareOf(name: string, index: EvidenceIndex): Hardware {
  const of = <T>(fact: Fact<T>): (T & Origin) | undefined =>
    factsOf(index, fact).find(({ node }) => node === name)
  const { model = '', kernelRelease = '', pageSizeBytes } = of(nodeIdentity) ?? {}
  return {
    ...{ model, kernelRelease, pageSizeBytes },
    state: of(boardState),
    throttling: of(throttling),
    time: of(timeSync),
  }
}

/**
 * Kernels 6.18 of Raspberry Pi turn Energy-Efficient Ethernet on for the Pi 5's own port: with some
 * switches the link flaps, or loses 5-20 % without a word (raspberrypi/linux#7511, open in
 * 2026-09). Other boards and kernels are left alone: on a Pi 4 the same line had no effect (#7372).
 */
export function losesByEee(hardware: Hardware): boolean {
  const [major, minor] = kernelSeries(hardware.kernelRelease) ?? []
  const own = hardware.state?.links.some(({ driver }) => driver === 'macb') ?? false
  return pi5Models.test(hardware.model) && own && major === 6 && minor === 18
}

/** Whether rpi-swap lets zram write to the card: a card is slow, and wears out. */
export function swapsToCard({ state }: Hardware, isOnSdCard: boolean): boolean {
  return isOnSdCard && (state?.swapTools.includes('rpi-swap') ?? false)
}
