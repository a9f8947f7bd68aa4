import { backups } from '#src/model/facts/backups.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const backupsAreGone = defineCheck({
  id: 'backups-are-gone',
  title: 'the old backups to be gone',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { backups },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Old backups are deleted',
    meaning: '`backup.keep` in bramble.yaml says how many backups stay; older ones are deleted.',
    next: 'May you write in that folder?',
    references: ['https://docs.k3s.io/cli/etcd-snapshot'],
  },

  ask({ backups }, { wish }) {
    const left = backups.find(({ name }) => wishedWords(wish, 'backups').includes(name))
    if (!left) return pass()
    const reason = `${left.name} is still there`
    return fail(reason, { evidence: [because(left, reason)] })
  },
})
