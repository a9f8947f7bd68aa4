import * as z from 'zod'
import { defineFact } from './define.ts'

/** Facts about how a node stopped and came back. They outlive a journal that is kept in memory. */

/**
 * One start of the node, as `last -x` tells it: login records outlive a volatile journal. `crash`:
 * the next start came without a shutdown in between.
 */
export const bootRecords = defineFact(
  'boot-records',
  z.object({
    startedAt: z.string(),
    ending: z.enum(['running', 'shutdown', 'crash']),
    /** When the shutdown began; absent after a crash. */
    endedAt: z.string().optional(),
  }),
)

/** What the kernel left in pstore when it died. One record that has no `path` says: nothing. */
export const crashRecords = defineFact(
  'crash-records',
  z.object({
    /** Where such records go: ramoops, efi… */
    backend: z.string(),
    path: z.string().optional(),
    /** When it was written. */
    at: z.string().optional(),
    /** Lines that name the crash. */
    lines: z.array(z.string()),
  }),
)

/** What decides how a board comes back after a panic, and what its last reset was. */
export const resetStatus = defineFact(
  'reset-status',
  z.object({
    /** Seconds after which a panic reboots: 0 never. The kubelet sets 10. */
    panicSeconds: z.number().int().optional(),
    panicOnOops: z.boolean().optional(),
    /** PM_RSTS as the bootloader found it. Corroborates only. */
    register: z.number().int().optional(),
    /** Bit 12: the chip's power came on. */
    powerOn: z.boolean().optional(),
    /** Bits 5 and 9: reset by watchdog or software, which is how a reboot and a panic reset too. */
    chipReset: z.boolean().optional(),
  }),
)

/** What one node hears of another: its entry in the neighbour table, and pings. */
export const neighbours = defineFact(
  'neighbours',
  z.object({
    /** Name of the node that was asked for; the record's own node is who asked. */
    target: z.string(),
    address: z.string(),
    /** REACHABLE, STALE, FAILED…; absent where there is no entry, as across a router. */
    state: z.string().optional(),
    linkAddress: z.string().optional(),
    /** How long ago it last proved to be there; an entry stays REACHABLE for up to 45 s after that. */
    confirmedAgeSeconds: z.number().optional(),
    sent: z.number().int().optional(),
    received: z.number().int().optional(),
  }),
)
