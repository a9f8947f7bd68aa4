import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Decrypter, Encrypter } from 'age-encryption'
import { createTarDecoder, createTarPacker } from 'modern-tar'
import { BackupManifest } from '#src/model/backup.ts'
import { BrambleError, clusterError, usageError } from '#src/model/error.ts'

export interface BackupParts {
  readonly manifest: BackupManifest
  /** Text of each further file by its path on the node. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export interface BackupContent extends BackupParts {
  /** Bytes of a part of the datastore, in order, as many as the manifest says. */
  bytesOf(part: string): AsyncIterable<Uint8Array>
}

const manifestName = 'manifest.json'
const partFolder = 'datastore/'
const fileFolder = 'files'
/** A manifest and configuration files are text; beyond this it is no backup of ours. */
const mostSmallBytes = 4 * 1024 * 1024

/**
 * Writes a backup: a tar, encrypted by age, so that `age -d -i KEY FILE | tar x` opens it without
 * Bramble. No plain byte reaches this machine's disk.
 *
 * @returns what was written, computed from the bytes on their way
 */
export async function writeBackup(
  path: string,
  recipients: readonly string[],
  content: BackupContent,
): Promise<{ sizeBytes: number; sha256: string }> {
  const encrypter = encrypterFor(recipients)
  const { readable, controller } = createTarPacker()
  const packing = pack(controller, content).catch((error: unknown) => {
    controller.error(error)
    throw error
  })
  packing.catch(() => {
    // Heard below, once the pipe has ended.
  })
  const hash = createHash('sha256')
  let sizeBytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      sizeBytes += chunk.length
      done(null, chunk)
    },
  })
  const encrypted = await encrypter.encrypt(readable)
  const output = createWriteStream(path, { mode: 0o600, flags: 'w', flush: true })
  try {
    await pipeline(Readable.fromWeb(encrypted as never), counted, output)
  } finally {
    await packing
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** @throws usage error `backup-recipient` for a key that is none */
export function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter()
  for (const recipient of recipients)
    try {
      encrypter.addRecipient(recipient)
    } catch (cause) {
      throw usageError(
        'backup-recipient',
        `${recipient.slice(0, 20)}… is no public key of age: it was mistyped or cut short.`,
        { next: '`age-keygen -y KEY-FILE` prints the public key of a key.', cause },
      )
    }
  return encrypter
}

type Packer = ReturnType<typeof createTarPacker>['controller']

async function pack(controller: Packer, content: BackupContent): Promise<void> {
  const { manifest, files } = content
  const mtime = new Date(manifest.takenAt)
  const small = [
    [manifestName, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
    ...[...files].map(([path, bytes]) => [`${fileFolder}${path}`, bytes] as const),
  ]
  for (const [name, bytes] of small) {
    const writer = controller.add({ name, size: bytes.length, mtime, mode: 0o600 }).getWriter()
    await writer.write(bytes)
    await writer.close()
  }
  for (const { name, sizeBytes, sha256 } of manifest.parts) {
    const header = { name: `${partFolder}${name}`, size: sizeBytes, mtime, mode: 0o600 }
    const writer = controller.add(header).getWriter()
    const hash = createHash('sha256')
    for await (const chunk of content.bytesOf(name)) {
      hash.update(chunk)
      await writer.write(chunk)
    }
    await writer.close()
    if (hash.digest('hex') !== sha256)
      throw clusterError('backup-cut', `${name} did not arrive as it was read on the node.`, {
        next: 'Try again; a link that changes bytes shows in `bramble diagnose`.',
      })
  }
  controller.finalize()
}

/** What is done with each part of the datastore as it comes; all of it has to be read. */
export type TakePart = (
  part: BackupManifest['parts'][number],
  bytes: Readable,
  backup: BackupParts,
) => Promise<void>

/**
 * Opens a backup and hands over its parts one after the other. A byte that was changed anywhere is
 * noticed: age signs every 64 KiB, and the manifest has the sum of each part.
 *
 * @throws usage error `backup-identity` where no key of `identities` opens it; cluster error
 *   `backup-damaged`; whatever `take` throws
 */
export async function readBackup(
  path: string,
  identities: readonly string[],
  take: TakePart,
): Promise<BackupParts> {
  const files = new Map<string, Uint8Array>()
  let manifest: BackupManifest | undefined
  const seen = new Set<string>()
  try {
    const plain = await decrypted(path, identities)
    const entries = plain.pipeThrough(createTarDecoder())
    for await (const { header, body } of entries as unknown as AsyncIterable<Entry>) {
      const bytes = Readable.fromWeb(body as never)
      if (header.name === manifestName)
        manifest = BackupManifest.parse(JSON.parse((await smallOf(bytes)).toString('utf8')))
      else if (header.name.startsWith(`${fileFolder}/`))
        files.set(header.name.slice(fileFolder.length), await smallOf(bytes))
      else if (header.name.startsWith(partFolder)) {
        const name = header.name.slice(partFolder.length)
        await takePart(name, bytes, { manifest: manifest ?? missing(path), files }, take)
        seen.add(name)
      }
    }
    const found = manifest ?? missing(path)
    if (found.parts.some(({ name }) => !seen.has(name))) missing(path)
    return { manifest: found, files }
  } catch (cause) {
    if (cause instanceof BrambleError) throw cause
    throw damaged(path, cause)
  }
}

interface Entry {
  readonly header: { readonly name: string }
  readonly body: ReadableStream<Uint8Array>
}

async function takePart(
  name: string,
  bytes: Readable,
  backup: BackupParts,
  take: TakePart,
): Promise<void> {
  const part = backup.manifest.parts.find((one) => one.name === name)
  if (!part) throw damaged(name)
  const hash = createHash('sha256')
  const watched = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await Promise.all([pipeline(bytes, watched), take(part, watched, backup)])
  if (hash.digest('hex') !== part.sha256) throw damaged(name)
}

async function decrypted(
  path: string,
  identities: readonly string[],
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  const source = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>
  try {
    return await decrypter.decrypt(source)
  } catch (cause) {
    if (String(cause).includes('no identity matched'))
      throw usageError('backup-identity', `This key does not open ${path}.`, {
        next: 'The file beside it names the public keys; `age-keygen -y KEY-FILE` prints a key’s.',
        cause,
      })
    throw damaged(path, cause)
  }
}

async function smallOf(bytes: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostSmallBytes) throw new RangeError('a text of more than 4 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function missing(path: string): never {
  throw damaged(path)
}

function damaged(path: string, cause?: unknown): BrambleError {
  return clusterError('backup-damaged', `${path} is not whole, or was changed since.`, {
    next: 'Take another backup: `bramble backup list` shows them.',
    cause,
  })
}
