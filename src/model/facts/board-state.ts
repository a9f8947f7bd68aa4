import * as z from 'zod'
import { defineFact } from './define.ts'
import { firmwareStates } from './node-updates.ts'

/** What of a board counts before a cluster is built on it. Only looks for that ask for it. */
export const boardState = defineFact(
  'board-state',
  z.object({
    /** Network interfaces with a device behind them. */
    links: z.array(
      z.object({
        name: z.string(),
        /** The kernel's driver: macb on a Pi 5, bcmgenet on a Pi 4. */
        driver: z.string().optional(),
        wireless: z.boolean(),
        /** Whether something answers at the other end of the cable. */
        carrier: z.boolean(),
        speedMegabits: z.number().int().positive().optional(),
      }),
    ),
    swaps: z.array(z.object({ device: z.string(), type: z.string() })),
    /** Whether zram writes pages out to a disk as well. */
    zramWritesBack: z.boolean(),
    /** Who sets swap up: rpi-swap (trixie), dphys-swapfile (bookworm). */
    swapTools: z.array(z.enum(['rpi-swap', 'dphys-swapfile'])),
    /** The firmware's config.txt: its lines about EEE, and whether it was written since the boot. */
    config: z
      .object({ path: z.string(), eeeLines: z.array(z.string()), changedSinceBoot: z.boolean() })
      .optional(),
    /** When the bootloader in the EEPROM was built, in seconds since the epoch. */
    bootloaderBuiltAt: z.number().int().optional(),
    firmware: z.enum(firmwareStates).optional(),
    /** Whether timedatectl could keep the clock: a service for it is installed. */
    canKeepTime: z.boolean().optional(),
  }),
)
