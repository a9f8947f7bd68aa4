import { parse } from 'yaml'
import type { NewObject, PracticeStore } from '../kubernetes/store.ts'
import type { Stop } from '../world/clock.ts'
import { kinds, namespace } from './shapes.ts'

const source = 'longhorn-storageclass'

/**
 * Makes the class anew where the ConfigMap that it comes from says something else, as
 * longhorn-manager does: parameters of a class cannot be changed.
 */
export function keepClass(store: PracticeStore): Stop {
  return store.onChange(({ type, object }) => {
    const { name, namespace: where } = object.metadata
    if (type !== 'MODIFIED' || object.kind !== 'ConfigMap') return
    if (name !== source || where !== namespace) return
    const { 'storageclass.yaml': text = '' } = object['data'] as Record<string, string>
    const wanted = parse(text) as NewObject
    store.remove({ kind: kinds.storageClass, name: wanted.metadata.name })
    store.put(wanted)
  })
}
