import { canonicalJson } from '#src/model/canonical-json.ts'
import { backups, openedBackups } from '#src/model/facts/backups.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const backupOpensWithKey = defineCheck({
  id: 'backup-opens-with-key',
  title: 'the backup to open with the key that was named',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { backups, openedBackups },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The backup opens with the key',
    meaning:
      'A cluster ends only after the backup was opened with the key and read to its end: each part has its own sum, and what stands beside the backup is what it says itself.',
    next: 'The file beside the backup names the public keys that it was written for; `age-keygen -y KEY-FILE` prints the one of a key.',
    references: ['https://age-encryption.org/v1'],
  },

  ask({ backups, openedBackups }, { wish }) {
    const [name = ''] = wishedWords(wish, 'backup')
    const [identity = ''] = wishedWords(wish, 'identity')
    const subject = `backup/${name}`
    const opened = openedBackups.find((one) => one.name === name && one.identity === identity)
    if (!opened) return unknown('nobody tried the key', { subject })
    if (opened.problem !== undefined)
      return fail(opened.problem, { subject, evidence: [because(opened, opened.problem)] })
    const beside = backups.find((one) => one.name === name)?.manifest
    if (!beside || !opened.manifest) return unknown('nothing says what it is', { subject })
    if (canonicalJson(beside) === canonicalJson(opened.manifest)) return pass(undefined, subject)
    const reason = 'the file beside it says something else than the backup itself'
    return fail(reason, { subject, evidence: [because(opened, reason)] })
  },
})
