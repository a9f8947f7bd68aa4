import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** A look is taken every few seconds while a step is verified; the files are large. */
const known = new Map<string, string>()

/** SHA-256 of a whole file; read again only where it may have changed since. */
export async function hashOf(path: string, { size, mtimeMs, ino }: Stats): Promise<string> {
  const key = `${path} ${size} ${mtimeMs} ${ino}`
  const found = known.get(key)
  if (found !== undefined) return found
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const sha256 = hash.digest('hex')
  known.set(key, sha256)
  return sha256
}
