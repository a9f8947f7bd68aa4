import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evidence } from '#src/model/evidence.ts'
import { type Artifact, artifacts } from '#src/model/facts/artifacts.ts'
import { releasesIn } from './releases-in.ts'

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
  const content = known.get(key) ?? (await readWhole(path, name))
  known.set(key, content)
  // An object of the API holds 1.5 MB; base64 is a third longer.
  const isChart = name.endsWith('.tgz') && size < 1_000_000
  const chart = isChart ? { contentBase64: await readFile(path, 'base64') } : {}
  return { name, path, sizeBytes: size, ...content, ...chart }
}

/** A look is taken every few seconds while a step is verified; the files are large. */
const known = new Map<string, Pick<Artifact, 'sha256' | 'versions'>>()

/** K3s's program is called k3s, k3s-arm64 or k3s-armhf. */
const programName = /^k3s(?:-[a-z0-9]+)?$/

async function readWhole(
  path: string,
  name: string,
): Promise<Pick<Artifact, 'sha256' | 'versions'>> {
  const hash = createHash('sha256')
  const releases = releasesIn()
  const isProgram = programName.test(name)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer)
    if (isProgram) releases.take(chunk as Buffer)
  }
  const versions = releases.found()
  return { sha256: hash.digest('hex'), ...(versions.length > 0 && { versions }) }
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
