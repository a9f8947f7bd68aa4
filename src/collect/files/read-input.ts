import { usageError } from '../../model/error.ts'
import type { Evidence } from '../../model/evidence.ts'
import { gunzip } from './gunzip.ts'
import type { InputContext, ReadInput } from './input.ts'
import type { OpenInput } from './open-input.ts'
import { peek } from './peek.ts'
import { readTarBundle } from './read-bundle.ts'
import { readJson } from './read-json.ts'
import { decidingBytes, recognise } from './recognise.ts'
import { scanLong } from './scan-long.ts'
import { fileCoverage, textEvidence } from './text-evidence.ts'

/** Texts up to this size are kept, so that they can be bundled and replayed. */
const mostKeptBytes = 8 * 1024 * 1024
/** A JSON file is parsed as a whole; one that is larger is no observation of ours. */
const mostJsonBytes = 256 * 1024 * 1024

/** Reads one input, whatever it is. */
export async function readInput(input: OpenInput, context: InputContext): Promise<ReadInput> {
  const { head, bytes } = await peek(input.bytes, decidingBytes)
  const form = recognise(head, input.name)
  if (form === 'empty') throw empty(input.name)
  if (form === 'gzip') return readInput({ ...input, bytes: gunzip(bytes, input.name) }, context)
  if (form === 'tar')
    return {
      observation: await readTarBundle(bytes, input.name),
      evidence: [],
      coverage: [],
      scanned: [],
    }
  if (form === 'utf-16') return readText({ ...input, bytes: fromUtf16(bytes) }, context)
  if (form === 'json') return readJsonOrText({ ...input, bytes }, context)
  return readText({ ...input, bytes }, context)
}

function empty(name: string): Error {
  return usageError('input-empty', `${name} is empty.`, {
    next: 'Check the command that wrote it: `journalctl -b -1 | bramble diagnose -` needs a persistent journal.',
  })
}

/** JSON of ours is parsed; other text that begins with a bracket is a log like any other. */
async function readJsonOrText(input: OpenInput, context: InputContext): Promise<ReadInput> {
  const { head, ended, bytes } = await peek(input.bytes, mostKeptBytes)
  const start = head
    .subarray(0, mostKeptBytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  if (ended) return readJson(start, input.name, context) ?? readText({ ...input, bytes }, context)
  if (!/"bramble\/observation\/|"evidence"\s*:/.test(start.slice(0, 65_536)))
    return readText({ ...input, bytes }, context)
  const whole = await peek(bytes, mostJsonBytes)
  if (!whole.ended)
    throw usageError('input-too-large', `${input.name} is JSON of more than 256 MB.`, {
      next: 'Name the logs themselves; those may be of any size.',
    })
  return (
    readJson(whole.head.toString('utf8'), input.name, context) ??
    readText({ ...input, bytes: whole.bytes }, context)
  )
}

async function readText(input: OpenInput, context: InputContext): Promise<ReadInput> {
  const { head, ended, bytes } = await peek(input.bytes, mostKeptBytes + 1)
  const evidence = textEvidence(
    { source: input.name, text: ended ? head.toString('utf8') : '' },
    { id: `f${context.prefix}`, takenAt: context.takenAt },
  )
  const coverage = [fileCoverage(input.name)]
  if (ended) return { evidence: [evidence], coverage, scanned: [] }
  const unkept = withoutText(evidence)
  const scanned = await scanLong(bytes, context.queries, unkept, context.signal)
  return { evidence: [unkept], coverage, scanned: [scanned] }
}

function withoutText(evidence: Evidence): Evidence {
  const { id, kind, source, takenAt, outcome, log, redacted } = evidence
  return { id, kind, source, takenAt, outcome, ...(log && { log }), truncated: true, redacted }
}

/** What PowerShell writes with `>`. */
async function* fromUtf16(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(chunk[0] === 0xfe ? 'utf-16be' : 'utf-16le')
    yield Buffer.from(decoder.decode(chunk, { stream: true }))
  }
  yield Buffer.from(decoder?.decode() ?? '')
}
