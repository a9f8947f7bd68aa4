import * as z from 'zod'
import { defineFact } from './define.ts'

/** A file of `artifacts.folder` on Bramble's own machine. */
export const artifacts = defineFact(
  'artifacts',
  z.object({
    /** As K3s's releases name it: `k3s-arm64`. */
    name: z.string(),
    path: z.string(),
    sizeBytes: z.number().int().nonnegative(),
    sha256: z.string(),
    /** What a checksum file beside it says; absent where none names it. */
    expectedSha256: z.string().optional(),
    /** Releases of K3s that a program names itself; absent where it names none. */
    versions: z.array(z.string()).optional(),
    /** Of a chart: it goes into its HelmChart. */
    contentBase64: z.string().optional(),
  }),
)
export type Artifact = z.infer<typeof artifacts.schema>
