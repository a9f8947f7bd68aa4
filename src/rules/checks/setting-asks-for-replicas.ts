import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { asksFor } from '../longhorn-setting.ts'
import { replicaWishOf } from '../replica-wish.ts'

export const settingAsksForReplicas = defineCheck({
  id: 'setting-asks-for-replicas',
  title: 'the setting default-replica-count to be that number',
  scope: 'cluster',
  severity: 'info',
  askedBy: 'steps',
  reads: { longhornSettings },
  staleAfterSeconds: 60,
  docs: {
    heading: "Longhorn's default-replica-count is the wished number",
    meaning:
      "The setting counts for volumes that are made in Longhorn's own page and for those that name no number. Since Longhorn 1.10 its value is JSON with a number for each data engine.",
    next: '`kubectl -n longhorn-system get settings.longhorn.io default-replica-count -o yaml`',
    references: ['https://longhorn.io/docs/1.12.1/references/settings/#default-replica-count'],
  },

  ask({ longhornSettings }, { wish }) {
    const { count } = replicaWishOf(wish)
    const setting = longhornSettings.find(({ name }) => name === 'default-replica-count')
    if (!setting) return unknown('Longhorn lists no setting default-replica-count')
    if (asksFor(setting.value, count)) return pass()
    const reason = `default-replica-count is ${setting.value}`
    return fail(reason, {
      subject: 'setting/default-replica-count',
      evidence: [because(setting, reason)],
    })
  },
})
