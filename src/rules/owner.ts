/** Who keeps an object as it is: a change made past them is undone at their next run. */
export interface Owner {
  readonly kind:
    | 'helm'
    | 'helm-chart'
    | 'flux-helm-release'
    | 'flux-kustomization'
    | 'argo-application'
    | 'fleet-bundle'
    | 'k3s-manifest'
  /** `namespace/name` of the owner, or its name alone. */
  readonly name: string
}

/** Who keeps an object, a person included: what somebody applied is theirs until they say otherwise. */
export function keeperOf(marks: Marks | undefined, charts: readonly Chart[]): string | undefined {
  const owner = ownerOf(marks, charts)
  if (owner) return `${titles[owner.kind]} ${owner.name}`
  // kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config
  const applied = marks?.['kubectl.kubernetes.io/last-applied-configuration'] !== undefined
  return applied ? 'somebody with kubectl' : undefined
}

const titles: Readonly<Record<Owner['kind'], string>> = {
  helm: 'the Helm release',
  'helm-chart': 'the HelmChart',
  'flux-helm-release': 'Flux’s HelmRelease',
  'flux-kustomization': 'Flux’s Kustomization',
  'argo-application': 'Argo CD’s application',
  'fleet-bundle': 'Rancher’s Fleet, as the bundle',
  'k3s-manifest': 'K3s’s manifest',
}

type Marks = Readonly<Record<string, string>>
type Chart = { readonly namespace: string; readonly name: string }

/**
 * Reads the owner from the marks that it leaves. The outermost wins: Flux installs by Helm, and
 * Helm's marks are then there too.
 *
 * - https://fluxcd.io/flux/components/helm/, https://fluxcd.io/flux/components/kustomize/
 * - https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 * - https://github.com/rancher/fleet, internal/helmdeployer/postrender.go
 * - https://docs.k3s.io/helm and https://docs.k3s.io/installation/packaged-components
 *
 * @param charts of K3s's Helm controller, whose releases bear their name
 */
export function ownerOf(marks: Marks | undefined, charts: readonly Chart[]): Owner | undefined {
  if (!marks) return undefined
  return argo(marks) ?? flux(marks) ?? fleet(marks) ?? helm(marks, charts) ?? k3s(marks)
}

function argo(marks: Marks): Owner | undefined {
  // The id begins with the application's name: `storage:/ConfigMap:longhorn-system/…`.
  const id = marks['argocd.argoproj.io/tracking-id']?.split(':')[0]
  const name = id ?? marks['argocd.argoproj.io/instance']
  return name === undefined ? undefined : { kind: 'argo-application', name }
}

function flux(marks: Marks): Owner | undefined {
  for (const [tool, kind] of [
    ['helm', 'flux-helm-release'],
    ['kustomize', 'flux-kustomization'],
  ] as const) {
    const name = marks[`${tool}.toolkit.fluxcd.io/name`]
    const namespace = marks[`${tool}.toolkit.fluxcd.io/namespace`]
    if (name !== undefined) return { kind, name: joined(namespace, name) }
  }
  return undefined
}

/** Fleet installs by Helm as well; K3s's own sets have an owner beside their id. */
function fleet(marks: Marks): Owner | undefined {
  const id = marks['objectset.rio.cattle.io/id']
  const isOwned = marks['objectset.rio.cattle.io/owner-name'] !== undefined
  if (!id || isOwned || marks['meta.helm.sh/release-name'] === undefined) return undefined
  return { kind: 'fleet-bundle', name: id }
}

function helm(marks: Marks, charts: readonly Chart[]): Owner | undefined {
  const release = marks['meta.helm.sh/release-name']
  if (release === undefined && marks['app.kubernetes.io/managed-by'] !== 'Helm') return undefined
  const chart = charts.find(({ name }) => name === release)
  if (chart) return { kind: 'helm-chart', name: joined(chart.namespace, chart.name) }
  return {
    kind: 'helm',
    name: joined(marks['meta.helm.sh/release-namespace'], release ?? 'longhorn'),
  }
}

function k3s(marks: Marks): Owner | undefined {
  const name = marks['objectset.rio.cattle.io/owner-name']
  if (name === undefined) return undefined
  return { kind: 'k3s-manifest', name }
}

function joined(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}
