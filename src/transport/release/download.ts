import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Agent, type Dispatcher } from 'undici'
import { BrambleError, clusterError } from '#src/model/error.ts'

type Answer = Dispatcher.ResponseData

const mostRedirects = 3
const mostTextBytes = 1_000_000
/** Larger than all images of K3s in one archive. */
const mostFileBytes = 2 * 1024 ** 3
/** A server that says nothing for so long has gone. */
const silentMilliseconds = 60_000

/** @throws cluster error `fetch-…`; no answer is taken over anything but TLS */
export async function downloadText(url: string, signal: AbortSignal): Promise<string> {
  return withAnswer(url, signal, async ({ body }) => {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > mostTextBytes) throw tooLarge(url)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  })
}

/**
 * A file takes its place only whole, and with this SHA-256; what stood there stays until then.
 *
 * @throws cluster error `fetch-…`
 */
export async function downloadFile(
  url: string,
  { path, sha256, signal }: { path: string; sha256: string; signal: AbortSignal },
): Promise<void> {
  const fresh = `${path}.part`
  const hash = createHash('sha256')
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      size += chunk.length
      done(size > mostFileBytes ? tooLarge(url) : null, chunk)
    },
  })
  try {
    await withAnswer(url, signal, ({ body }) =>
      pipeline(body, counted, createWriteStream(fresh, { mode: 0o644, flush: true })),
    )
    const found = hash.digest('hex')
    if (found !== sha256)
      throw clusterError(
        'fetch-checksum',
        `What came from ${url} has the SHA-256 ${found.slice(0, 12)}…, and is to have ${sha256.slice(0, 12)}…`,
        { next: 'It was thrown away. Try again; if it stays so, do not use that source.' },
      )
    await rename(fresh, path)
  } finally {
    await rm(fresh, { force: true })
  }
}

/** Whether a file is there already, with this SHA-256. */
export async function isThere(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw cause
  }
  return hash.digest('hex') === sha256
}

async function withAnswer<T>(
  url: string,
  signal: AbortSignal,
  use: (answer: Answer) => Promise<T>,
): Promise<T> {
  const agent = new Agent({
    headersTimeout: silentMilliseconds,
    bodyTimeout: silentMilliseconds,
  })
  try {
    return await use(await follow(url, { agent, signal }))
  } catch (cause) {
    if (cause instanceof BrambleError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw clusterError('fetch-broken', `${url} could not be fetched: ${code.slice(0, 100)}.`, {
      next: 'Does this machine reach it? Or put the files into artifacts.folder by hand.',
      cause,
    })
  } finally {
    await agent.destroy()
  }
}

/** Releases of GitHub lead to another host, over TLS as well. */
async function follow(
  url: string,
  { agent, signal }: { agent: Agent; signal: AbortSignal },
): Promise<Answer> {
  let place = new URL(url)
  for (let step = 0; step <= mostRedirects; step += 1) {
    if (place.protocol !== 'https:')
      throw clusterError(
        'fetch-plain',
        `${url} leads to ${place.protocol}, where anybody could answer.`,
      )
    const answer = await agent.request({
      origin: place.origin,
      path: place.pathname + place.search,
      method: 'GET',
      signal,
    })
    if (answer.statusCode === 200) return answer
    const { location } = answer.headers
    if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string')
      throw clusterError('fetch-status', `${url} answers with HTTP status ${answer.statusCode}.`, {
        next: 'Does this release exist? `k3s.version` in bramble.yaml names it.',
      })
    place = new URL(location, place)
  }
  throw clusterError('fetch-status', `${url} leads from one place to the next.`)
}

function tooLarge(url: string): BrambleError {
  return clusterError('fetch-large', `${url} sends more than such a file can be.`)
}
