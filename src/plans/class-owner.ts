import type { Left } from '#src/model/plan.ts'
import type { Owner } from '#src/rules/owner.ts'

const values = (count: number) => ['persistence:', `  defaultClassReplicaCount: ${count}`]

/**
 * How the owner of the StorageClass `longhorn` is told, in lines to copy. The value is that of
 * Longhorn's chart: https://github.com/longhorn/longhorn/blob/v1.12.1/chart/values.yaml
 */
export function leftToOwner({ kind, name }: Owner, count: number): Left {
  const what = 'StorageClass longhorn'
  const own = (owner: string, ...instead: string[]): Left => ({
    kind: 'by-hand',
    what,
    reason: `${owner} keeps it: a change made here is undone at its next run`,
    instead,
  })
  switch (kind) {
    case 'helm-chart':
      return own(
        `the HelmChart ${name} of K3s`,
        `in spec.valuesContent of the HelmChart ${name}, or in its file in /var/lib/rancher/k3s/server/manifests:`,
        ...values(count),
      )
    case 'helm':
      return own(
        `the Helm release ${name}`,
        `helm upgrade ${releaseOf(name)} longhorn/longhorn --namespace ${namespaceOf(name)} --reuse-values --set persistence.defaultClassReplicaCount=${count}`,
      )
    case 'flux-helm-release':
      return own(
        `Flux's HelmRelease ${name}`,
        `in spec.values of the HelmRelease ${name}:`,
        ...values(count),
      )
    case 'flux-kustomization':
      return own(
        `Flux's Kustomization ${name}`,
        'in the ConfigMap longhorn-storageclass of its repository:',
        `  numberOfReplicas: "${count}"`,
      )
    case 'argo-application':
      return own(
        `Argo CD's application ${name}`,
        `in the Helm values of the application ${name}, or in the ConfigMap longhorn-storageclass of its repository:`,
        ...values(count),
      )
    case 'fleet-bundle':
      return own(
        `Rancher's Fleet, as the bundle ${name},`,
        `in helm.values of fleet.yaml in the repository of the bundle ${name}, or in the ConfigMap longhorn-storageclass there:`,
        ...values(count),
      )
    case 'k3s-manifest':
      return own(
        `K3s's manifest ${name}`,
        `in the file ${name}.yaml in /var/lib/rancher/k3s/server/manifests:`,
        `  numberOfReplicas: "${count}"`,
      )
  }
}

function releaseOf(name: string): string {
  return name.split('/').at(-1) ?? name
}

function namespaceOf(name: string): string {
  return name.includes('/') ? (name.split('/')[0] ?? '') : 'longhorn-system'
}

/** Parameters of a class are immutable: another number is another class. */
export function leftAsClass(
  name: string,
  parameters: Readonly<Record<string, string>>,
  count: number,
): Left {
  const kept = Object.entries(parameters).filter(([key]) => key !== 'numberOfReplicas')
  return {
    kind: 'by-hand',
    what: `StorageClass ${name}`,
    reason: 'the parameters of a class cannot be changed: new claims need a new class',
    instead: [
      'apiVersion: storage.k8s.io/v1',
      'kind: StorageClass',
      'metadata:',
      `  name: ${name}-${count}`,
      'provisioner: driver.longhorn.io',
      'allowVolumeExpansion: true',
      'parameters:',
      `  numberOfReplicas: "${count}"`,
      ...kept.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    ],
  }
}
