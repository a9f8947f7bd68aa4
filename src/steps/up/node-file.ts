import { createHash } from 'node:crypto'
import * as z from 'zod'
import { nodeFiles } from '#src/model/node-files.ts'

/** A whole file that Bramble keeps on a node. It holds no secret: everybody may read it. */
export const NodeFile = z.object({
  path: z.enum(Object.keys(nodeFiles) as [keyof typeof nodeFiles, ...(keyof typeof nodeFiles)[]]),
  mode: z.literal('0644'),
  text: z.string().endsWith('\n'),
})
export type NodeFile = Readonly<z.infer<typeof NodeFile>>

/** How a node tells of such a file: `path sha256 mode owner`. */
export function asTold({ path, mode, text }: NodeFile): string {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return `${path} ${sha256} ${mode.replace(/^0/, '')} root:root`
}
