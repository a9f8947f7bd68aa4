import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { judgeVersions } from '../versions/judge-versions.ts'

export const longhornIsTestedWith = defineCheck({
  id: 'longhorn-is-tested-with',
  title: 'Longhorn to be tested with that Kubernetes',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { longhornSettings },
  staleAfterSeconds: 60,
  docs: {
    heading: 'This Longhorn is tested with this Kubernetes',
    meaning:
      'Each Longhorn is tested on a few minor versions of Kubernetes. Outside of them volumes may not attach.',
    next: 'Update the older of both first: `bramble versions` says what is tested with what.',
    accepting: 'Volumes may not attach with this pair of versions, and nobody tested it.',
    references: ['https://longhorn.io/docs/1.12.1/best-practices/'],
  },

  ask({ longhornSettings }, { wish, now }) {
    const current = longhornSettings.find(({ name }) => name === 'current-longhorn-version')
    const longhorn = wordIn(wish?.['longhorn']) ?? current?.value
    const k3s = wordIn(wish?.['k3s'])
    if (longhorn === undefined || k3s === undefined) return pass()
    const [, judged] = judgeVersions(
      [
        { component: 'k3s', version: k3s, nodes: [] },
        { component: 'longhorn', version: longhorn, nodes: [] },
      ],
      now,
    )
    if (judged?.untested === undefined) return pass()
    const reason = `Longhorn ${longhorn} is ${judged.untested}`
    const evidence = current ? [because(current, reason)] : []
    return fail(reason, { subject: `longhorn/${longhorn}`, evidence })
  },
})

function wordIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
