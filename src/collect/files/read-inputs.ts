import { usageError } from '../../model/error.ts'
import type { Evidence, Observation } from '../../model/evidence.ts'
import type { EvidenceIndex } from '../../model/evidence-index.ts'
import { indexEvidence } from '../index-evidence.ts'
import type { ReadInput, ReadOptions } from './input.ts'
import { openInput } from './open-input.ts'
import { readInput } from './read-input.ts'
import { withScanned } from './scan-long.ts'

/**
 * Reads files of any size and content as one observation: incidents, observations, bundles, logs
 * and pasted output, also compressed; `-` is standard input. Memory stays bounded: a text beyond
 * eight megabytes is read through and not kept.
 *
 * @throws usage errors for what cannot be read at all: `input-missing`, `input-folder`,
 *   `input-unreadable`, `input-terminal`, `input-empty`, `input-binary`, `input-cut`,
 *   `input-not-incident`, `input-too-large`; whatever the signal aborts with
 */
export async function readInputs(
  inputs: readonly string[],
  options: ReadOptions,
): Promise<{ observation: Observation; index: EvidenceIndex }> {
  if (inputs.filter((input) => input === '-').length > 1)
    throw usageError('input-twice', 'Standard input can be read only once.', {
      next: 'Name - once.',
    })
  const takenAt = new Date(options.clock.now()).toISOString()
  const read: ReadInput[] = []
  for (const [place, input] of inputs.entries()) {
    options.signal.throwIfAborted()
    await using opened = await openInput(input, options)
    read.push(await readInput(opened, { ...options, takenAt, prefix: `${place + 1}` }))
  }
  const observation = join(read, takenAt)
  const index = indexEvidence(
    observation.evidence,
    options.queries,
    Date.parse(observation.takenAt),
  )
  return {
    observation,
    index: withScanned(
      index,
      read.flatMap((one) => one.scanned),
    ),
  }
}

/** One observation alone stays as it is, so that a bundle replays to the identical diagnosis. */
function join(read: readonly ReadInput[], takenAt: string): Observation {
  const observations = read.flatMap((one) => one.observation ?? [])
  const [first] = observations
  if (first && read.length === 1) return first
  const times = observations.map((one) => one.takenAt).sort()
  return {
    schema: 'bramble/observation/1',
    cluster: first?.cluster ?? 'paste',
    // Pasted text beside a bundle speaks of the bundle's day, not of today.
    takenAt: times.at(-1) ?? takenAt,
    evidence: read.flatMap((one, place) => withOwnIds(one, place)),
    coverage: read.flatMap((one) => one.observation?.coverage ?? one.coverage),
  }
}

/** Two observations may both call a piece `e1`. */
function withOwnIds({ observation, evidence }: ReadInput, place: number): readonly Evidence[] {
  if (!observation) return evidence
  return observation.evidence.map((piece) => ({ ...piece, id: `${place + 1}/${piece.id}` }))
}
