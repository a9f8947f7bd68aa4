import type { Diagnosis } from '#src/model/diagnosis.ts'
import { diagnoseFiles } from '#src/operations/diagnose.ts'
import type { Piece } from './mutations.ts'

/** Diagnoses pieces of text as `bramble diagnose -` does with an incident's file, without a disk. */
export function diagnosePieces(evidence: readonly Piece[]): Promise<Diagnosis> {
  return diagnoseFiles(['-'], {
    signal: new AbortController().signal,
    inIsTerminal: false,
    standardInput: only(Buffer.from(JSON.stringify({ evidence }))),
  })
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The texts that findings rest on. */
export function decisiveOf({ findings }: Diagnosis): string[] {
  return findings.flatMap(({ evidence }) => evidence.map(({ text }) => text))
}
