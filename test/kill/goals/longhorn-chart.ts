import type { PracticeCluster } from '#src/practice/cluster.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import type { NewObject, PracticeStore } from '#src/practice/kubernetes/store.ts'
import { longhornObject, namespace } from '#src/practice/longhorn/shapes.ts'
import { textAt } from '#src/transport/kubernetes/fields.ts'

/**
 * As if K3s's Helm controller had installed Longhorn, which practice has from the start: another
 * version in the HelmChart brings managers of that version, and they write down what they are.
 */
export function installLonghornByChart({ world: { store, clock } }: PracticeCluster): void {
  const version = '1.12.1'
  const metadata = { name: 'longhorn', namespace: 'kube-system' }
  const spec = { chart: 'longhorn', targetNamespace: namespace, version }
  store.put({ apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata, spec })
  sayVersion(store, version)
  store.onChange(({ object, before }) => {
    const wanted = textAt(object, 'spec.version')
    if (object.kind !== 'HelmChart' || !before || wanted === undefined) return
    if (wanted !== textAt(before, 'spec.version'))
      clock.after(helmSeconds, () => exchange(store, wanted))
  })
}

const helmSeconds = 20

function exchange(store: PracticeStore, version: string): void {
  const kind = kindOf('apps/v1', 'DaemonSet')
  const managers = kind && store.get({ kind, namespace, name: 'longhorn-manager' })
  if (!managers) throw new Error('practice has no longhorn-manager')
  const text = JSON.stringify(managers).replace(
    /longhornio\/longhorn-manager:v[\d.]+/,
    `longhornio/longhorn-manager:v${version}`,
  )
  store.put(JSON.parse(text) as NewObject)
  sayVersion(store, version)
}

function sayVersion(store: PracticeStore, version: string): void {
  const own = { value: `v${version}`, status: { applied: true } }
  store.put(longhornObject('Setting', 'current-longhorn-version', own))
}
