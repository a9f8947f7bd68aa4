import type { Configuration } from '#src/model/config.ts'
import { keptByBramble, type NodeFilePath } from '#src/model/node-files.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import { reservationsFor } from './board-size.ts'
import { storageLabel } from './longhorn-manifest.ts'
import type { NodeWish } from './node-wish.ts'

type K3sWish = Configuration['k3s']

/** Everything that K3s reads of a node but its secrets and whom it joins. */
export function k3sFiles(node: NodeWish, k3s: K3sWish, hasEtcd: boolean): readonly NodeFile[] {
  const file = (path: NodeFilePath, text: string): NodeFile => ({
    path,
    mode: '0644',
    text: keptByBramble + text,
  })
  return [
    file('/etc/rancher/k3s/config.yaml', configYaml(node, k3s, hasEtcd)),
    file('/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-bramble.conf', kubeletConfiguration),
    ...(k3s.registries ? [file('/etc/rancher/k3s/registries.yaml', registriesYaml(k3s))] : []),
  ]
}

/** https://docs.k3s.io/installation/configuration#configuration-file */
function configYaml(node: NodeWish, k3s: K3sWish, hasEtcd: boolean): string {
  const { nodeIp, taints } = node
  return [
    `node-name: ${quoted(node.name)}\n`,
    ...(nodeIp === undefined ? [] : [`node-ip: ${quoted(nodeIp)}\n`]),
    ...(node.role === 'server' ? serverLines(k3s, hasEtcd) : []),
    listOf('node-label', labelsOf(node)),
    listOf('node-taint', taints),
    kubeletArguments(node),
  ].join('')
}

function labelsOf({ labels, storage }: NodeWish): string[] {
  const own = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  return [...own, ...(storage ? [storageLabel] : [])].sort()
}

function serverLines(k3s: K3sWish, hasEtcd: boolean): string[] {
  return [
    listOf('disable', k3s.disable),
    listOf('tls-san', k3s.tlsSan),
    // What the datastore's disk takes for a sync shows nowhere else.
    ...(hasEtcd ? ['etcd-expose-metrics: true\n'] : []),
    ...(k3s.registries?.embedded ? ['embedded-registry: true\n'] : []),
  ]
}

function kubeletArguments(node: NodeWish): string {
  const { evictionMemory, kubeReserved, systemReserved } = reservationsFor(node)
  const eviction = [
    `memory.available<${evictionMemory}`,
    'nodefs.available<10%',
    'imagefs.available<15%',
    'nodefs.inodesFree<5%',
  ]
  return `# K3s names two thresholds on the kubelet's command line, and Kubernetes turns off all that are not
# named, memory too: a board then hangs instead of evicting a pod. A file would not count against
# the command line (k3s-io/k3s#10399).
kubelet-arg:
  - ${quoted(`eviction-hard=${eviction.join(',')}`)}
  # What K3s and the system need beside pods, by the size of this board.
  - ${quoted(`kube-reserved=${kubeReserved}`)}
  - ${quoted(`system-reserved=${systemReserved}`)}
`
}

/**
 * K3s starts its kubelet with --config-dir on this folder. Longhorn's priority class is
 * longhorn-critical, 1000000000; what is system-critical begins at 2000000000
 * (kubernetes.io/docs/concepts/cluster-administration/node-shutdown).
 */
const kubeletConfiguration = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
# At a shutdown workloads end first, then Longhorn, which they write to, then what is critical.
shutdownGracePeriodByPodPriority:
  - { priority: 0, shutdownGracePeriodSeconds: 60 }
  - { priority: 1000000000, shutdownGracePeriodSeconds: 40 }
  - { priority: 2000000000, shutdownGracePeriodSeconds: 20 }
`

/** https://docs.k3s.io/installation/private-registry and /registry-mirror */
function registriesYaml({ registries }: K3sWish): string {
  const { mirrors = {}, embedded } = registries ?? {}
  const named = Object.entries(mirrors).map(
    ([name, endpoints]) =>
      `  ${quoted(name)}:\n    endpoint:\n${endpoints.map((url) => `      - ${quoted(url)}\n`).join('')}`,
  )
  // The embedded mirror serves only registries that stand here.
  const all = embedded && !('*' in mirrors) ? [`  "*":\n`] : []
  return `mirrors:${[...named, ...all].length === 0 ? ' {}' : ''}\n${[...named, ...all].join('')}`
}

function listOf(key: string, values: readonly string[]): string {
  return values.length === 0
    ? ''
    : `${key}:\n${values.map((one) => `  - ${quoted(one)}\n`).join('')}`
}

/** JSON's strings are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
