import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'

const sumBytes = 32

/**
 * Whether etcd would take a snapshot: it ends with the SHA-256 of what comes before it.
 *
 * @returns why not; undefined where it would
 */
export async function snapshotProblem(bytes: Readable): Promise<string | undefined> {
  const hash = createHash('sha256')
  let tail = Buffer.alloc(0)
  let size = 0
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    size += chunk.length
    const held = Buffer.concat([tail, chunk])
    const cut = Math.max(0, held.length - sumBytes)
    hash.update(held.subarray(0, cut))
    tail = held.subarray(cut)
  }
  if (size < 512) return 'the snapshot is too short to be one'
  return hash.digest().equals(tail) ? undefined : 'the snapshot’s own sum does not fit it'
}
