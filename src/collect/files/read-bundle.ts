import { createTarDecoder } from 'modern-tar'
import { BrambleError, usageError } from '../../model/error.ts'
import type { Observation } from '../../model/evidence.ts'
import { observationOf } from './read-json.ts'

const mostArchiveBytes = 512 * 1024 * 1024
const mostObservationBytes = 256 * 1024 * 1024
const mostEntries = 20_000

/**
 * Reads the observation of a bundle.
 *
 * @throws usage errors `input-not-bundle`, `input-damaged`, `input-too-large`
 */
export async function readTarBundle(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Observation> {
  const text = await findObservation(bytes, name)
  if (text === undefined)
    throw usageError('input-not-bundle', `${name} is an archive without observation.json.`, {
      next: 'Name a bundle that `bramble collect` wrote, or unpack it and name the files in it.',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged(name)
  }
  return observationOf(value, `observation.json in ${name}`)
}

async function findObservation(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<string | undefined> {
  const archive = ReadableStream.from(limited(bytes, name)) as ReadableStream<Uint8Array>
  let seen = 0
  try {
    for await (const entry of archive.pipeThrough(createTarDecoder({ strict: true }))) {
      seen += 1
      if (seen > mostEntries) throw tooLarge(name, `more than ${mostEntries} files`)
      if (!/^(?:\.\/)?observation\.json$/.test(entry.header.name)) await entry.body.pipeTo(new WritableStream())
      else if (entry.header.size > mostObservationBytes)
        throw tooLarge(name, 'an observation of more than 256 MB')
      else return await new Response(entry.body).text()
    }
  } catch (cause) {
    if (cause instanceof BrambleError) throw cause
    throw damaged(name, cause)
  }
  return undefined
}

async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.byteLength
    if (size > mostArchiveBytes) throw tooLarge(name, 'more than 512 MB')
    yield chunk
  }
}

function damaged(name: string, cause?: unknown): Error {
  return usageError('input-damaged', `The archive ${name} is not whole.`, {
    next: 'Copy the bundle again, or write it again with `bramble collect`.',
    cause,
  })
}

function tooLarge(name: string, what: string): Error {
  return usageError('input-too-large', `${name} holds ${what}; no bundle of ours does.`, {
    next: 'Unpack it and name the files in it.',
  })
}
