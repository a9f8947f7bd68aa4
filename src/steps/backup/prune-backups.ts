import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { labelPath } from '#src/model/backup.ts'
import { backupsAreGone } from '#src/rules/checks/backups-are-gone.ts'
import { newerBackupsStay } from '#src/rules/checks/newer-backups-stay.ts'
import { dataGate, defineStep } from '../define-step.ts'

/** Deletes old backups on this machine, behind a gate that keeps the last good one. */
export const pruneBackups = defineStep({
  id: 'prune-backups',
  title: ({ names }) =>
    `Delete ${names.length === 1 ? '1 old backup' : `${names.length} old backups`}`,
  input: z.object({
    folder: z.string().min(1),
    names: z
      .array(z.string().refine((name) => basename(name) === name && name.endsWith('.age')))
      .min(1),
  }),
  reads: {},
  // Asked for by `keep`, and only where a newer one stays.
  risk: 'safe',
  about: ({ names }) => ({ wish: { backups: [...names] } }),
  requires: [dataGate(newerBackupsStay)],
  verify: [backupsAreGone],
  preview: ({ names }) => names.map((name) => `delete ${name}: newer ones stay`),

  remembered: z.object({}),
  remember: async () => ({}),
  async apply({ folder, names }, { say }) {
    for (const name of names) {
      const path = join(folder, name)
      await rm(path, { force: true })
      await rm(labelPath(path), { force: true })
      say(`${name} is deleted`)
    }
  },
  undo: 'impossible',
})
