import { isBackupOf } from '#src/model/backup.ts'
import { backups } from '#src/model/facts/backups.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const newestBackupIsWhole = defineCheck({
  id: 'newest-backup-is-whole',
  title: 'the newest backup to read back as it was written',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { backups },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The newest backup reads back as it was written',
    meaning:
      'A backup is read back from its folder and compared, byte by byte, with what was written. What is inside is compared with `bramble backup check NAME --identity FILE`, because only your key opens it.',
    next: '`bramble backup list` shows what is there; is the disk of that folder well?',
    references: ['https://docs.k3s.io/cli/etcd-snapshot', 'https://age-encryption.org/v1'],
  },

  ask({ backups }, { wish }) {
    const [cluster = ''] = wishedWords(wish, 'cluster')
    const newest = backups.findLast(({ name }) => isBackupOf(cluster, name))
    if (!newest) return fail(`there is no backup of ${cluster} in the folder`)
    if (newest.damage === undefined) return pass()
    const reason = `${newest.name}: ${newest.damage}`
    return fail(reason, { evidence: [because(newest, reason)] })
  },
})
