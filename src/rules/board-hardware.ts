import type * as z from 'zod'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import { boardState, nodeIdentity, throttling, timeSync } from '#src/model/facts/node.ts'

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

/** A Pi 5, and what has its parts: Compute Module 5, Pi 500. */
export function isPi5({ model }: Hardware): boolean {
  return /^Raspberry Pi (?:5|500|Compute Module 5)\b/.test(model)
}

/** `[6, 18]` of `6.18.39+rpt-rpi-2712`; undefined where it is none. */
function kernelSeries({ kernelRelease }: Hardware): readonly [number, number] | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})[.+-]/.exec(kernelRelease)
  return found ? [Number(found[1]), Number(found[2])] : undefined
}

/** Whether the kernel is of this series or a later one. */
export function kernelIsSince(hardware: Hardware, since: readonly [number, number]): boolean {
  const [major, minor] = kernelSeries(hardware) ?? [0, 0]
  return major > since[0] || (major === since[0] && minor >= since[1])
}

/**
 * Kernels 6.18 of Raspberry Pi turn Energy-Efficient Ethernet on for the Pi 5's own port: with some
 * switches the link flaps, or loses 5-20 % without a word (raspberrypi/linux#7511, open in
 * 2026-09). Other boards and kernels are left alone: on a Pi 4 the same line had no effect (#7372).
 */
export function losesByEee(hardware: Hardware): boolean {
  const [major, minor] = kernelSeries(hardware) ?? []
  const own = hardware.state?.links.some(({ driver }) => driver === 'macb') ?? false
  return isPi5(hardware) && own && major === 6 && minor === 18
}

/** Whether rpi-swap lets zram write to the card: a card is slow, and wears out. */
export function swapsToCard({ state }: Hardware, isOnSdCard: boolean): boolean {
  return isOnSdCard && (state?.swapTools.includes('rpi-swap') ?? false)
}
