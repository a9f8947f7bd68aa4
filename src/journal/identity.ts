import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/**
 * What tells this journal's Brambles from those of another one, on this machine or elsewhere. Made
 * at its first use; called by the holder of the journal's lock, so that nobody else makes it too.
 */
export function journalIdentity(folder: string): string {
  const path = join(folder, 'identity')
  const known = z.uuid().safeParse(readOrNothing(path))
  if (known.success) return known.data
  const made = randomUUID()
  writeFileSync(`${path}.next`, made, { mode: 0o600, flush: true })
  renameSync(`${path}.next`, path)
  return made
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
