import type { Call, Said, Tool } from '../tool.ts'

const usualBytes = 512

/** dd(1): if, of, bs, count, skip, seek, and of conv what keeps the rest of a file. */
export const dd: Tool = {
  name: 'dd',
  async run(call): Promise<Said> {
    const wish = wishIn(call.words)
    const source = await bytesOf(call, wish.from, wish.skip + (wish.length ?? 0))
    if (!source)
      return { error: `dd: failed to open '${wish.from}': No such file or directory\n`, code: 1 }
    const end = wish.length === undefined ? undefined : wish.skip + wish.length
    const bytes = source.subarray(wish.skip, end)
    const blocks = `${Math.floor(bytes.length / wish.block)}+${bytes.length % wish.block > 0 ? 1 : 0}`
    const error = `${blocks} records in\n${blocks} records out\n${bytes.length} bytes copied, 0.001 s\n`
    if (wish.to === undefined) return { out: bytes.toString('latin1'), error }
    await write(call, wish.to, { bytes, at: wish.seek, keeps: wish.keeps })
    return { error }
  },
}

/** All in bytes. */
function wishIn(words: readonly string[]) {
  const given = new Map(
    words.map((word) => /^([^=]*)=?(.*)$/s.exec(word)?.slice(1) as [string, string]),
  )
  const block = Number(given.get('bs') ?? usualBytes)
  const blocks = (name: string) => Number(given.get(name) ?? 0) * block
  return {
    block,
    from: given.get('if'),
    to: given.get('of'),
    length: given.has('count') ? blocks('count') : undefined,
    skip: blocks('skip'),
    seek: blocks('seek'),
    keeps: given.get('conv')?.split(',').includes('notrunc') === true,
  }
}

async function bytesOf(
  { context: { fs, cwd }, input }: Call,
  path: string | undefined,
  wanted: number,
): Promise<Buffer | undefined> {
  if (path === undefined) return Buffer.from(input, 'latin1')
  if (path === '/dev/zero') return Buffer.alloc(wanted)
  const bytes = await fs.readFileBuffer(fs.resolvePath(cwd, path)).catch(() => undefined)
  return bytes && Buffer.from(bytes)
}

interface Writing {
  readonly bytes: Buffer
  readonly at: number
  /** What lies there before and after it stays. */
  readonly keeps: boolean
}

async function write(
  { context: { fs, cwd } }: Call,
  path: string,
  { bytes, at, keeps }: Writing,
): Promise<void> {
  const place = fs.resolvePath(cwd, path)
  const before = Buffer.from((await fs.readFileBuffer(place).catch(() => undefined)) ?? [])
  const kept = keeps ? before : before.subarray(0, at)
  const whole = Buffer.alloc(Math.max(kept.length, at + bytes.length))
  kept.copy(whole)
  bytes.copy(whole, at)
  await fs.writeFile(place, whole)
}
