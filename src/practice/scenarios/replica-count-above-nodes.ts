import { amend } from '../kubernetes/shapes.ts'
import { kinds, volumesOf } from '../longhorn/shapes.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'replica-count-above-nodes',
  title: 'Volumes ask for more replicas than there are nodes for them',
  noticed: 'Longhorn calls every volume degraded, and has done so since the beginning.',
  truth: { kind: 'cause', cause: 'longhorn-replica-count-exceeds-nodes' },
  also: ['volume-degraded'],
  tries: ['bramble volumes', 'bramble diagnose', 'bramble replicas 3 --dry-run'],
  lastsSeconds: 7200,
  happen({ store }) {
    const key = {
      kind: kinds.configMap,
      namespace: 'longhorn-system',
      name: 'longhorn-storageclass',
    }
    store.update(key, (one) => {
      const { 'storageclass.yaml': text = '' } = one['data'] as Record<string, string>
      return {
        ...one,
        data: { 'storageclass.yaml': text.replace('Replicas: "2"', 'Replicas: "4"') },
      }
    })
    for (const volume of volumesOf(store))
      amend(store, volume, (one) => ({ ...one, spec: { ...one.spec, numberOfReplicas: 4 } }))
  },
})
