import { backups } from '#src/model/facts/backups.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const newerBackupsStay = defineCheck({
  id: 'newer-backups-stay',
  title: 'a newer whole backup to stay',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { backups },
  staleAfterSeconds: 60,
  docs: {
    heading: 'A newer whole backup stays',
    meaning:
      'An old backup is deleted only where a newer one of the same cluster stays that reads back as it was written. The last good one is never deleted.',
    next: '`bramble backup list` says what is wrong with the newer ones; a new one that is whole opens this gate.',
    references: ['https://docs.k3s.io/cli/etcd-snapshot'],
  },

  ask({ backups }, { wish }) {
    const going = wishedWords(wish, 'backups')
    return going.map((name) => {
      const found = backups.find((one) => one.name === name)
      const subject = `backup/${name}`
      if (!found) return pass(undefined, subject)
      if (!found.manifest) return unknown('nothing beside it says what it is', { subject })
      const { cluster, takenAt } = found.manifest
      const stays = backups.some(
        ({ name: other, damage, manifest }) =>
          !going.includes(other) &&
          damage === undefined &&
          manifest?.cluster === cluster &&
          manifest.takenAt > takenAt,
      )
      if (stays) return pass(undefined, subject)
      const reason = `no newer backup of ${cluster} would stay that is whole`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
