import * as z from 'zod'
import { defineFact } from './define.ts'

/** Of the bootloader in a Raspberry Pi's EEPROM: `staged` is written at the next start. */
export const firmwareStates = ['up-to-date', 'available', 'staged'] as const

const Upgrade = z.object({
  name: z.string(),
  /** Version that is installed; absent for a package that comes new with another. */
  from: z.string().optional(),
  to: z.string(),
  /** True where the archive it comes from is one for security fixes. */
  security: z.boolean(),
  /** Debian's section: `doc`, `libs`; absent where it is not known. */
  section: z.string().optional(),
})
export type Upgrade = Readonly<z.infer<typeof Upgrade>>

/**
 * What apt would change on a node by the lists it has, and whether the node waits for a restart.
 * Only looks before an update ask for it.
 */
export const nodeUpdates = defineFact(
  'node-updates',
  z.object({
    /** False where sudo wants a password: which processes use old files is then not known. */
    root: z.boolean(),
    /** How long ago its package lists were fetched, by its own clock; absent where never. */
    listsAgeSeconds: z.number().optional(),
    upgrades: z.array(Upgrade),
    /** Packages that a full upgrade would take away. */
    removals: z.array(z.string()),
    /** Packages that somebody holds at their version. */
    held: z.array(z.string()),
    /** What has still to be fetched. */
    downloadBytes: z.number().nonnegative(),
    /** dpkg's own words about packages that are half installed. */
    halfInstalled: z.array(z.string()),
    /** Why apt could not say what it would do. */
    trouble: z.string().optional(),
    /** Installed kernels, and whether each came after this boot began. */
    kernels: z.array(z.object({ release: z.string(), sinceBoot: z.boolean() })),
    /** /run/reboot-required, and which packages asked for it. */
    rebootRequired: z.boolean(),
    rebootPackages: z.array(z.string()),
    /** Names of processes that still use libraries which were replaced. */
    usesOldLibraries: z.array(z.string()),
    /** The bootloader in the EEPROM; absent where the node has none. */
    firmware: z.enum(firmwareStates).optional(),
  }),
)
export type NodeUpdates = Readonly<z.infer<typeof nodeUpdates.schema>>
