import { storageClasses } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { replicaWishOf } from '../replica-wish.ts'

/** The class that Longhorn makes from its ConfigMap. */
const className = 'longhorn'

export const classAsksForReplicas = defineCheck({
  id: 'class-asks-for-replicas',
  title: 'the StorageClass longhorn to ask for that many replicas',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { storageClasses },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The StorageClass longhorn has the wished number of replicas',
    meaning:
      'New claims get as many replicas as their StorageClass says, whatever the setting default-replica-count is. Longhorn makes the class `longhorn` from the ConfigMap `longhorn-storageclass`: it deletes the class and makes it anew when the two differ.',
    next: '`kubectl get storageclass longhorn -o yaml`, and the log of longhorn-manager where it stays as it was.',
    references: [
      'https://longhorn.io/docs/1.12.1/references/storage-class-parameters/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/kubernetes_configmap_controller.go',
    ],
  },

  ask({ storageClasses }, { wish }) {
    const { count } = replicaWishOf(wish)
    const subject = `class/${className}`
    const found = storageClasses.find(({ name }) => name === className)
    if (!found)
      return fail('there is no StorageClass longhorn at the moment', { subject, evidence: [] })
    const asked = found.parameters['numberOfReplicas']
    if (Number(asked) === count) return pass()
    const reason = `the StorageClass longhorn asks for ${asked ?? 'no number of'} replicas`
    return fail(reason, { subject, evidence: [because(found, reason)] })
  },
})
