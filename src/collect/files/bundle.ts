import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { createTarPacker } from 'modern-tar'
import type { Evidence, Observation } from '../../model/evidence.ts'
import { cleanText } from '../../model/text.ts'
import { redactText } from '../redact/redact.ts'
import { redactValue } from '../redact/value.ts'

/**
 * Writes an observation as `.tar.gz`: `observation.json`, which replays to the identical diagnosis,
 * a text for each log, and a README. Equal observations give equal bytes. Evidence is redacted
 * when it is taken; here once more, because a bundle leaves the house.
 *
 * @param target a path, which is made readable to its owner alone, or a stream
 * @returns the observation as it was written, and how many secrets were replaced in all
 */
export async function writeBundle(
  observation: Observation,
  target: string | Writable,
): Promise<{ observation: Observation; redacted: number }> {
  const written = withoutSecrets(observation)
  const redacted = written.evidence.reduce((sum, piece) => sum + piece.redacted, 0)
  const { readable, controller } = createTarPacker()
  const output = typeof target === 'string' ? createWriteStream(target, { mode: 0o600 }) : target
  const packing = pack(controller, filesOf(written, redacted), new Date(written.takenAt)).catch(
    (error: unknown) => controller.error(error),
  )
  await pipeline(Readable.fromWeb(readable as never), createGzip({ level: 6 }), output)
  await packing
  return { observation: written, redacted }
}

interface File {
  readonly name: string
  readonly bytes: Buffer
}

async function pack(
  controller: ReturnType<typeof createTarPacker>['controller'],
  files: readonly File[],
  mtime: Date,
): Promise<void> {
  for (const { name, bytes } of files) {
    const writer = controller.add({ name, size: bytes.length, mtime, mode: 0o600 }).getWriter()
    await writer.write(bytes)
    await writer.close()
  }
  controller.finalize()
}

function withoutSecrets(observation: Observation): Observation {
  const evidence = observation.evidence.map((piece) => {
    const text = piece.text === undefined ? undefined : redactText(piece.text)
    const records = piece.records === undefined ? undefined : redactValue(piece.records)
    return {
      ...piece,
      ...(text && { text: text.text }),
      ...(records && { records: records.value as unknown[] }),
      redacted: piece.redacted + (text?.redacted ?? 0) + (records?.redacted ?? 0),
    }
  })
  return { ...observation, evidence }
}

function filesOf(observation: Observation, redacted: number): File[] {
  const logs = observation.evidence
    .filter((piece) => piece.text !== undefined)
    .map((piece, place) => ({ piece, name: logName(piece, place) }))
  return [
    { name: 'README.txt', text: readme(observation, redacted, logs) },
    { name: 'observation.json', text: `${JSON.stringify(observation)}\n` },
    ...logs.map(({ piece, name }) => ({ name, text: cleanText(piece.text ?? '') })),
  ].map(({ name, text }) => ({ name, bytes: Buffer.from(text) }))
}

/** `logs/003-pi01-kernel.txt`: names come from a cluster, so only plain characters of them. */
function logName({ node, log }: Evidence, place: number): string {
  const words = [String(place + 1).padStart(3, '0'), node, log?.origin ?? 'unknown']
  const boot = log?.boot === undefined || log.boot === 0 ? undefined : `boot${log.boot}`
  const name = [...words, boot].flatMap((word) => word ?? []).join('-')
  return `logs/${name.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 80)}.txt`
}

function readme(
  { cluster, takenAt, evidence, coverage }: Observation,
  redacted: number,
  logs: readonly { readonly piece: Evidence; readonly name: string }[],
): string {
  const lines = [
    'Bramble bundle',
    '',
    `cluster   ${cluster}`,
    `taken     ${takenAt}`,
    `evidence  ${evidence.length} pieces from ${coverage.length} sources`,
    `secrets   ${redacted} found and replaced by [redacted: ...]`,
    '',
    'Tokens, passwords, keys and the data of Secrets were replaced before this file was written.',
    'Names of nodes, pods and volumes, addresses and log lines are in it. Look through it before',
    'you give it away.',
    '',
    'observation.json  all evidence; `bramble diagnose FILE.tar.gz` reads it',
    ...logs.map(({ piece, name }) => `${name}  ${piece.source}`),
    '',
  ]
  return cleanText(lines.join('\n'))
}
