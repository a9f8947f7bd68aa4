import { pods } from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const longhornRunsVersion = defineCheck({
  id: 'longhorn-runs-version',
  title: "Longhorn's managers to run the new version",
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornSettings, pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'All Longhorn managers run the new version',
    meaning:
      'A manager of the new version writes its version into a setting once it has taken over; every node has a manager of its own, and all of them have to be exchanged.',
    next: '`kubectl -n longhorn-system get pods`, and the Helm job: `kubectl -n kube-system logs job/helm-install-longhorn`.',
    references: ['https://longhorn.io/docs/1.12.1/deploy/upgrade/longhorn-manager/'],
  },

  ask({ longhornSettings, pods }, { wish }) {
    const wanted = wish?.['longhorn']
    const current = longhornSettings.find(({ name }) => name === 'current-longhorn-version')
    if (!current || typeof wanted !== 'string') return unknown('Longhorn does not say its version')
    if (current.value !== wanted) {
      const reason = `Longhorn says that it is ${current.value}`
      return fail(reason, { evidence: [because(current, reason)] })
    }
    const old = pods.find(
      ({ owner, ready, containers }) =>
        owner?.kind === 'DaemonSet' &&
        owner.name === 'longhorn-manager' &&
        (ready !== true || !containers.some(({ image }) => image?.endsWith(`:${wanted}`))),
    )
    if (!old) return pass()
    const reason = `${old.name} on ${old.nodeName ?? 'no node'} is not ready with ${wanted}`
    return fail(reason, { evidence: [because(old, reason)] })
  },
})
