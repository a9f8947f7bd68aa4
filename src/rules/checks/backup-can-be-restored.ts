import { minorOf, serverTokenPath } from '#src/model/backup.ts'
import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const backupCanBeRestored = defineCheck({
  id: 'backup-can-be-restored',
  title: 'the backup to be whole and fit for this K3s',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { backups, nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The backup is whole and fits this K3s',
    meaning:
      'A datastore is replaced only by a backup that reads back as it was written, holds the server token that opens it, knows of no Longhorn volume, and was taken by the same or the minor release before the one that runs on the server now.',
    next: '`bramble backup list` shows others; docs/backup.md says how a backup with volumes is restored by hand.',
    references: [
      'https://docs.k3s.io/cli/etcd-snapshot',
      'https://docs.k3s.io/datastore/backup-restore',
      'https://docs.k3s.io/upgrades',
    ],
  },

  ask({ backups, nodePreparation }, { wish }) {
    const [name = ''] = wishedWords(wish, 'backup')
    const [server = ''] = wishedWords(wish, 'server')
    const found = backups.find((one) => one.name === name)
    const subject = `backup/${name}`
    if (!found) return fail('it is not in the folder', { subject })
    const problem = problemOf(found)
    if (problem !== undefined)
      return fail(problem, { subject, evidence: [because(found, problem)] })
    if (found.manifest?.longhornVolumes === undefined)
      return unknown('nobody told whether it knows Longhorn volumes', { subject })
    return fitsVersion(
      found.manifest.k3sVersion,
      nodePreparation.find(({ node }) => node === server)?.k3sVersion,
      subject,
    )
  },
})

function problemOf({ damage, manifest }: BackupFact): string | undefined {
  if (damage !== undefined) return damage
  if (!manifest?.files.includes(serverTokenPath)) return 'it holds no server token'
  if ((manifest.longhornVolumes ?? 0) > 0)
    return `it knows ${manifest.longhornVolumes} Longhorn volumes, and their replicas on disk may be newer than it: an old one could be taken for a healthy one`
  return undefined
}

function fitsVersion(taken: string, runs: string | undefined, subject: string): Verdict {
  const [then, now] = [minorOf(taken), runs === undefined ? undefined : minorOf(runs)]
  if (then === undefined || now === undefined)
    return unknown('which K3s runs on the server is not known', { subject })
  if (now === then || now === then + 1) return pass(undefined, subject)
  return fail(`it was taken by ${taken}, and ${runs} runs now`, { subject })
}
