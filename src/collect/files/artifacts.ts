import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Evidence } from '#src/model/evidence.ts'
import { type Artifact, artifacts } from '#src/model/facts/artifacts.ts'

/** More names than any release has, times the architectures. */
const mostFiles = 200
const mostChecksumBytes = 1_000_000

/** Reads what lies ready for the nodes, each file whole: its checksum is what counts. */
export async function collectArtifacts(folder: string, takenAt: string): Promise<Evidence> {
  const head = { id: 'artifacts', kind: artifacts.kind, source: folder, takenAt }
  const tail = { truncated: false, redacted: 0 }
  try {
    const names = (await readdir(folder)).sort().slice(0, mostFiles)
    const expected = await expectedIn(folder, names)
    const records: Artifact[] = []
    for (const name of names) {
      const found = await fileIn(folder, name)
      if (found) records.push({ ...found, ...expectedOf(name, expected) })
    }
    return { ...head, outcome: 'answered', records, ...tail }
  } catch (cause) {
    const reason = `${folder} cannot be read: ${String((cause as NodeJS.ErrnoException).code)}`
    return { ...head, outcome: 'failed', reason, ...tail }
  }
}

function expectedOf(name: string, expected: ReadonlyMap<string, string>) {
  const expectedSha256 = expected.get(name)
  return expectedSha256 === undefined ? {} : { expectedSha256 }
}

async function fileIn(folder: string, name: string): Promise<Artifact | undefined> {
  const path = join(folder, name)
  const { size, mtimeMs, ino, isFile } = await stat(path).then((found) => ({
    ...{ size: found.size, mtimeMs: found.mtimeMs, ino: found.ino },
    isFile: found.isFile(),
  }))
  if (!isFile || isChecksums(name)) return undefined
  const key = `${path} ${size} ${mtimeMs} ${ino}`
  const sha256 = known.get(key) ?? (await hashOf(path))
  known.set(key, sha256)
  // An object of the API holds 1.5 MB; base64 is a third longer.
  const isChart = name.endsWith('.tgz') && size < 1_000_000
  const content = isChart ? { contentBase64: await readFile(path, 'base64') } : {}
  return { name, path, sizeBytes: size, sha256, ...content }
}

/** A look is taken every few seconds while a step is verified; the files are large. */
const known = new Map<string, string>()

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** K3s's releases carry sha256sum-ARCH.txt, and its repository install.sh.sha256sum. */
function isChecksums(name: string): boolean {
  return /^sha256sum.*\.txt$|\.sha256(?:sum)?$/.test(name)
}

async function expectedIn(folder: string, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const name of names.filter(isChecksums)) {
    const text = await readFile(join(folder, name), 'utf8')
    for (const line of text.slice(0, mostChecksumBytes).split('\n')) {
      const [, sha256, file] = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)\s*$/.exec(line) ?? []
      if (sha256 !== undefined && file !== undefined) found.set(file, sha256)
    }
  }
  return found
}
