import type { NewObject } from '../kubernetes/store.ts'

/**
 * What K3s 1.36 brings along: its namespaces, the Deployments and the DaemonSet of its packaged
 * components, and the class of local volumes. Names: https://docs.k3s.io/installation/packaged-components
 */
export function k3sSystem(): NewObject[] {
  const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease']
  return [
    ...namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      status: { phase: 'Active' },
    })),
    component('Deployment', 'coredns', 'rancher/mirrored-coredns-coredns:1.13.1', '70Mi'),
    component('Deployment', 'local-path-provisioner', 'rancher/local-path-provisioner:v0.0.32'),
    component('Deployment', 'metrics-server', 'rancher/mirrored-metrics-server:v0.8.0', '70Mi'),
    component('Deployment', 'traefik', 'rancher/mirrored-library-traefik:3.5.1'),
    component('DaemonSet', 'svclb-traefik', 'rancher/klipper-lb:v0.4.13'),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local-path' },
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  ]
}

function component(kind: string, name: string, image: string, memory?: string): NewObject {
  const labels = { app: name, 'k8s-app': name }
  const resources = memory === undefined ? {} : { resources: { requests: { memory } } }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'kube-system', labels },
    spec: {
      ...(kind === 'Deployment' && { replicas: 1 }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: `docker.io/${image}`, ...resources }] },
      },
    },
  }
}
