import { type BackupFact, backups } from '#src/model/facts/backups.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const weekMilliseconds = 7 * 24 * 3_600_000

/** Only asked where bramble.yaml says where backups go. */
export const backupsAreGood = defineCheck({
  id: 'backups-are-good',
  title: 'the backups to be recent, whole and opened once',
  scope: 'cluster',
  severity: 'info',
  reads: { backups },
  staleAfterSeconds: 3600,
  docs: {
    heading: 'Backups are recent, whole and were opened once',
    meaning:
      'A backup that is old brings an old cluster back, and one that nobody ever opened may open for nobody: the key is lost, or fits another one.',
    next: '`bramble backup` makes one; `bramble backup check NAME --identity FILE` opens it.',
    references: ['https://docs.k3s.io/datastore/backup-restore'],
  },

  ask({ backups }, { now }) {
    const whole = backups.filter(({ damage, manifest }) => damage === undefined && manifest)
    const newest = whole.at(-1)
    const damaged = backups.filter(({ damage }) => damage !== undefined).map(saysDamage)
    if (!newest) return [fail('there is no whole backup of this cluster yet'), ...damaged]
    return [...(damaged.length > 0 ? damaged : [pass()]), age(newest, now), ...opened(whole)]
  },
})

function saysDamage(backup: BackupFact & Parameters<typeof because>[0]): Verdict {
  const reason = `${backup.name}: ${backup.damage}`
  return fail(reason, { subject: `backup/${backup.name}`, evidence: [because(backup, reason)] })
}

function age(newest: BackupFact & Parameters<typeof because>[0], now: number): Verdict {
  const takenAt = Date.parse(newest.manifest?.takenAt ?? '')
  if (now - takenAt <= weekMilliseconds) return pass()
  const days = Math.floor((now - takenAt) / (weekMilliseconds / 7))
  const reason = `the newest whole backup is ${days} days old`
  return fail(reason, { evidence: [because(newest, reason, takenAt)] })
}

function opened(whole: readonly BackupFact[]): readonly Verdict[] {
  if (whole.some(({ openedAt }) => openedAt !== undefined)) return []
  return [fail('none of the backups that are there was ever opened with its key')]
}
