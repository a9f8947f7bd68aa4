import * as z from 'zod'
import { defineFact } from './define.ts'

/** A file of a K3s release, with the checksum that the release itself gives for it. */
export const releaseFiles = defineFact(
  'release-files',
  z.object({ name: z.string(), url: z.string(), sha256: z.string() }),
)
export type ReleaseFile = z.infer<typeof releaseFiles.schema>
