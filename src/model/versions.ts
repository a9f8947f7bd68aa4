import * as z from 'zod'
import { Coverage } from './evidence.ts'

/** The contract of `versions --json`. */

export const RunningVersion = z.object({
  component: z.enum(['k3s', 'longhorn', 'containerd', 'kernel', 'bootloader']),
  /** `v1.36.3+k3s1`; of a kernel its release, as `uname -r` prints it; of a bootloader its day. */
  version: z.string(),
  /** Nodes that run it; empty for what belongs to no node. */
  nodes: z.array(z.string()),
  /** Of a bootloader: the board that it belongs to, and the kernel that it starts. */
  starts: z.object({ model: z.string(), kernelRelease: z.string() }).optional(),
})
export type RunningVersion = Readonly<z.infer<typeof RunningVersion>>

export const VersionAnswer = RunningVersion.extend({
  state: z.enum(['maintained', 'ended', 'unknown']),
  reason: z.string(),
  /** Last day of maintenance, ISO 8601. */
  endsOn: z.string().optional(),
  /** A pair of versions that nobody tests. */
  untested: z.string().optional(),
  /** Defects that the maintainers know of this version; each shows only where it is set off. */
  defects: z.array(
    z.object({
      title: z.string(),
      fixedIn: z.array(z.string()),
      report: z.string(),
      workaround: z.string(),
    }),
  ),
  next: z.string().optional(),
})
export type VersionAnswer = Readonly<z.infer<typeof VersionAnswer>>

export const Versions = z.object({
  schema: z.literal('bramble/versions/1'),
  cluster: z.string(),
  takenAt: z.string(),
  table: z.object({
    /** The day on which the table was last compared with its sources, ISO 8601. */
    checkedOn: z.string(),
    ageDays: z.number().int(),
    defects: z.number().int(),
  }),
  components: z.array(VersionAnswer),
  coverage: z.array(Coverage),
})
export type Versions = Readonly<z.infer<typeof Versions>>
