import { storageClasses } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const classesAreNoDefault = defineCheck({
  id: 'classes-are-no-default',
  title: 'one StorageClass to be the default',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { storageClasses },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Only one StorageClass is the default',
    meaning:
      'A claim that names no class gets the default one. K3s marks local-path and Longhorn marks its own: with two, the newer class wins, whichever that is.',
    next: '`kubectl get storageclass` shows `(default)` behind each.',
    references: [
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass',
    ],
  },

  ask({ storageClasses }, { wish }) {
    return wishedWords(wish, 'classes').map((name) => {
      const subject = `class/${name}`
      const found = storageClasses.find((one) => one.name === name)
      if (!found?.isDefault) return pass(undefined, subject)
      const reason = `${name} is marked as the default still`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
