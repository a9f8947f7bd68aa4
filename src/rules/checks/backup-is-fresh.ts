import { backups } from '#src/model/facts/backups.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import { fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

const dayMilliseconds = 24 * 3_600_000

export const backupIsFresh = defineCheck({
  id: 'backup-is-fresh',
  title: 'a backup of this cluster to be whole and of the last day',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { backups, nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'A backup of this cluster is less than a day old',
    meaning:
      'After a cluster is destroyed only a backup knows what it was. It has to read back as it was written, be of this cluster by its authority, and be of the last day.',
    next: '`bramble backup` makes one.',
    accepting: 'The cluster ends without a backup of it: nobody can bring it back.',
    references: ['https://docs.k3s.io/cli/etcd-snapshot'],
  },

  ask({ backups, nodePreparation }, { wish, now }) {
    const [cluster = ''] = wishedWords(wish, 'cluster')
    const subject = `backup/${cluster}`
    const authorities = nodePreparation.flatMap(({ clusterAuthority }) => clusterAuthority ?? [])
    const own = backups.filter(
      ({ damage, manifest }) =>
        damage === undefined && manifest && authorities.includes(manifest.authority),
    )
    const newest = own.at(-1)?.manifest
    if (!newest) return fail('there is no whole backup of this cluster', { subject })
    const hours = Math.round((now - Date.parse(newest.takenAt)) / 3_600_000)
    if (now - Date.parse(newest.takenAt) <= dayMilliseconds) return pass(undefined, subject)
    return fail(`the newest whole backup is ${hours} hours old`, { subject })
  },
})
