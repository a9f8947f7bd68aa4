import type { Diagnosis } from '#src/model/diagnosis.ts'
import { decisiveOf, diagnosePieces } from '#test/support/diagnose-pieces.ts'
import { mutations, type Piece } from '#test/support/mutations.ts'

interface Pieces {
  readonly id: string
  readonly evidence: readonly Piece[]
}

/** How many answers stay the same when the same evidence arrives in another form, a line each. */
export async function stabilityOf(incidents: readonly Pieces[]): Promise<string[]> {
  const before = new Map<string, Diagnosis>()
  for (const { id, evidence } of incidents) before.set(id, await diagnosePieces(evidence))
  const lines: string[] = []
  for (const { name, change } of mutations) {
    const changed: string[] = []
    for (const { id, evidence } of incidents) {
      const was = before.get(id)
      const is = await diagnosePieces(change(evidence, was ? decisiveOf(was) : []))
      if (is.cause !== was?.cause) changed.push(`  ${id} ${was?.cause} → ${is.cause}`)
    }
    const stay = incidents.length - changed.length
    lines.push(`${name.padEnd(28)} ${stay} of ${incidents.length} stay`, ...changed)
  }
  return lines
}
