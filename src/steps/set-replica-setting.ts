import * as z from 'zod'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { replicasFitNodes } from '#src/rules/checks/replicas-fit-nodes.ts'
import { settingAsksForReplicas } from '#src/rules/checks/setting-asks-for-replicas.ts'
import { asksFor, withCount } from '#src/rules/longhorn-setting.ts'
import { setSettingValue, settingValueOf } from '#src/transport/kubernetes/longhorn-objects.ts'
import { availabilityGate, defineStep } from './define-step.ts'
import { replicaCount } from './replica-count.ts'

const setting = 'default-replica-count'

/** For volumes that are made in Longhorn's own page or that name no number. */
export const setReplicaSetting = defineStep({
  id: 'set-replica-setting',
  title: ({ count }) => `Set ${setting} to ${count}`,
  input: z.object({ count: replicaCount }),
  reads: { longhornSettings },
  risk: 'safe',
  about: ({ count }) => ({ wish: { count } }),
  requires: [availabilityGate(replicasFitNodes)],
  verify: [settingAsksForReplicas],

  preview: ({ count }, { longhornSettings }) => {
    const before = longhornSettings.find(({ name }) => name === setting)?.value ?? ''
    return [`${setting}: ${before} → ${withCount(before, count)}`]
  },

  remembered: z.object({ value: z.string() }),
  remember: async (_, { kube, signal }) => ({
    value: await settingValueOf(kube, setting, { signal }),
  }),

  async apply({ count }, { kube, signal, say }) {
    const before = await settingValueOf(kube, setting, { signal })
    if (asksFor(before, count)) return
    const value = withCount(before, count)
    await setSettingValue(kube, setting, value, { signal })
    say(`${setting} is ${value}`)
  },

  async undo(_, { value }, { kube, signal }) {
    await setSettingValue(kube, setting, value, { signal })
  },
})
