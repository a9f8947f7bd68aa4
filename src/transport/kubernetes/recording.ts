import { BrambleError, usageError } from '#src/model/error.ts'
import type { Exchange, WireAnswer, WireRequest } from './exchange.ts'
import { nodeCodeOf } from './failure.ts'
import { defined, fieldAt, listAt, numberAt, textAt } from './fields.ts'

/**
 * A recording is NDJSON: one head line with the addresses, then one line for each exchange. It
 * holds what servers answered, and nothing that proves who asked.
 */
const schema = 'bramble/kubernetes-recording/1'

interface Dates {
  readonly notBefore: string
  readonly notAfter: string
}

/** Passes everything on, and writes down each exchange once it has ended. */
export function recordTo(
  exchange: Exchange,
  addresses: readonly string[],
  write: (line: string) => void,
): Exchange {
  const put = (record: object) => write(`${exchange.conceal(JSON.stringify(record))}\n`)
  put({ schema, addresses })
  return {
    certificateOf: (address) => exchange.certificateOf(address),
    retire: (address) => exchange.retire(address),
    conceal: (text) => exchange.conceal(text),
    flawOfProof: () => exchange.flawOfProof(),
    close: () => exchange.close(),
    async send(request) {
      const question = questionOf(request)
      try {
        const { status, retryAfterSeconds, body } = await exchange.send(request)
        const certificate = exchange.certificateOf(request.address)
        const head = { question, status, retryAfterSeconds, certificate }
        return defined({ status, retryAfterSeconds, body: recordBody(body, head, put) })
      } catch (error) {
        // What an abort ended has no answer of the server to repeat.
        if (!request.signal.aborted) put({ question, failure: failureOf(error) })
        throw error
      }
    },
  }
}

async function* recordBody(
  body: AsyncIterable<Uint8Array>,
  head: object,
  put: (record: object) => void,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let failure: object | undefined
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      yield chunk
    }
  } catch (error) {
    failure = failureOf(error)
    throw error
  } finally {
    put({ ...head, body: Buffer.concat(chunks).toString('utf8'), failure })
  }
}

function questionOf({ method, address, target, body }: WireRequest): string {
  return [method, address, target, ...(body ? [body.text] : [])].join(' ')
}

function failureOf(error: unknown): object {
  const ours = error instanceof BrambleError ? error : undefined
  return {
    code: ours?.code ?? 'api-cut-off',
    message: error instanceof Error ? error.message : String(error),
    next: ours?.next,
    nodeCode: nodeCodeOf(error),
  }
}

/**
 * Reads a recording. Each question is answered as often as it was then, in the same order.
 *
 * @throws BrambleError `recording-malformed`
 */
export function replay(recording: string): { exchange: Exchange; addresses: readonly string[] } {
  const [head, ...records] = recording.split('\n').filter(Boolean).map(parseLine)
  const addresses = listAt(head, 'addresses').filter((address) => typeof address === 'string')
  if (textAt(head, 'schema') !== schema || addresses.length === 0)
    throw usageError('recording-malformed', `The recording does not begin with ${schema}.`, {
      next: 'Record it again with this version.',
    })
  const waiting = new Map<string, unknown[]>()
  for (const record of records) {
    const question = textAt(record, 'question') ?? ''
    waiting.set(question, [...(waiting.get(question) ?? []), record])
  }
  const dates = new Map<string, Dates>()
  const exchange: Exchange = {
    certificateOf: (address) => dates.get(address),
    retire: () => {},
    conceal: (text) => text,
    flawOfProof: () => undefined,
    close: async () => {},
    async send(request) {
      request.signal.throwIfAborted()
      const record = waiting.get(questionOf(request))?.shift()
      if (record === undefined) throw notRecorded(request)
      const certificate = fieldAt(record, 'certificate') as Dates | undefined
      if (certificate) dates.set(request.address, certificate)
      return replayAnswer(record)
    },
  }
  return { exchange, addresses }
}

function replayAnswer(record: unknown): WireAnswer {
  const status = numberAt(record, 'status')
  const failure = fieldAt(record, 'failure')
  if (status === undefined) throw replayFailure(failure)
  return defined({
    status,
    retryAfterSeconds: numberAt(record, 'retryAfterSeconds'),
    body: replayBody(textAt(record, 'body') ?? '', failure),
  })
}

async function* replayBody(text: string, failure: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
  if (failure !== undefined) throw replayFailure(failure)
}

function replayFailure(failure: unknown): BrambleError {
  const nodeCode = textAt(failure, 'nodeCode')
  return new BrambleError({
    code: textAt(failure, 'code') ?? 'api-unreachable',
    kind: 'cluster',
    message: textAt(failure, 'message') ?? '',
    next: textAt(failure, 'next'),
    cause: nodeCode && Object.assign(new Error(nodeCode), { code: nodeCode }),
  })
}

function parseLine(line: string, index: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw usageError('recording-malformed', `Line ${index + 1} of the recording is no JSON.`, {
      next: 'The file was cut or changed: record it again.',
    })
  }
}

function notRecorded({ method, target }: WireRequest): BrambleError {
  return usageError(
    'recording-ended',
    `The recording has no further answer to ${method} ${target}.`,
    {
      next: 'Record the whole run again with this version.',
    },
  )
}
