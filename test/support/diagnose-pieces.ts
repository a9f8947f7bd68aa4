import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { diagnoseFiles } from '#src/operations/diagnose.ts'
import type { Piece } from './mutations.ts'

export type DiagnosePieces = (evidence: readonly Piece[]) => Promise<Diagnosis>

/** Diagnoses pieces of text as `bramble diagnose FILE` does with an incident's file. */
export async function withPieces<T>(use: (diagnose: DiagnosePieces) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-pieces-'))
  const path = join(folder, 'incident.json')
  try {
    return await use((evidence) => {
      writeFileSync(path, JSON.stringify({ evidence }))
      return diagnoseFiles([path], { signal: new AbortController().signal, inIsTerminal: false })
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The texts that findings rest on. */
export function decisiveOf({ findings }: Diagnosis): string[] {
  return findings.flatMap(({ evidence }) => evidence.map(({ text }) => text))
}
