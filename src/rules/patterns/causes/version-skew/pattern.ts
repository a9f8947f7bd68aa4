import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { minorsBehind } from '../../../versions/skew-policy.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { sentences } from './told.ts'

/** A store or component that met data, or a step, of another version. */
const refusals = lines(
  [
    'invalid downgrade',
    'cannot downgrade',
    'cluster cannot be downgraded',
    'storage version differs from server version',
    'downgrading from',
    'upgrading from',
    'downgrade is not supported',
    'kubelet version',
    'kubelet must not be newer',
    'Failed to initialize CSINodeInfo',
    'version skew',
    'incompatible down-level server',
    'below required minimal version',
    'due to server version incompatibility',
    'cluster version of remote member is not compatible',
    // kubeadm, cmd/kubeadm/app/phases/upgrade/policy.go and util/config.
    'kubeadm can upgrade only',
    'higher than the kubeadm minor release',
    'deploying clusters with the control plane version',
    // The settings that kubeadm looks for are those of its own version, cmd/kubeadm/app/constants (to 1.23).
    'kubelet-config-1.',
    // pkg/kubelet/config: the kubelet misses what a server of its version would have filled in.
    ') from api failed validation',
    // Helm, pkg/action: the chart names the versions that it was made for.
    'chart requires kubeVersion',
    // A controller writes a field that the kinds in the cluster do not have: they are of another version.
    'strict decoding error: unknown field',
    "can't get required environment variable",
  ],
  /(?:level=|longhorn).*strict decoding error: unknown field|level=fatal.*can't get required environment variable|invalid downgrade|cannot downgrade|cannot be downgraded|can upgrade only \d minor version|than the kubeadm minor release|configmaps? \\*"kubelet-config-1\.\d+\\*" (?:is forbidden: User \\*"system:bootstrap|not found)|\) from api failed validation, ignoring: .*Required value|control plane version [<>]=? |chart requires kubeVersion: .*incompatible with|version differs from server version|(?:down|up)grading from \S+ to \S+.*not supported|downgrade is not supported|kubelet.*(?:newer than|higher than|version skew)|Failed to initialize CSINodeInfo|unsupported version skew|incompatible down-level server|client API version: found version \d+ is below required|due to server version incompatibility|version of remote member is not compatible/i,
)
/**
 * A kubelet or a controller asks for a kind that the server does not know yet, or no more; or a
 * kubelet did not get its first list at all (pkg/kubelet/kubelet_pods.go).
 */
const unknownKinds = lines(
  [
    'could not find the requested resource',
    'no matches for kind',
    'services have not yet been read',
    'must remain in spec.versions',
    // Servers from 1.32 on show a node itself alone, which older agents do not expect.
    'nodes is forbidden: User',
  ],
  /(?:kubelet|csi_plugin|reflector|k3s\[).*could not find the requested resource|no matches for kind "\S+" in version|nodes is forbidden: User \W*system:node:|services have not yet been read|must remain in spec\.versions/,
)

/**
 * Beta kinds of Kubernetes itself, which a later version serves no more: whoever asks for one was
 * made for an older cluster (the deprecation guide of Kubernetes).
 */
const removedKinds = lines(
  ['could not find the requested resource', 'no matches for kind'],
  /\*v[12](?:alpha|beta)\d\.(?:Ingress(?:Class)?|PodSecurityPolicy|PodDisruptionBudget|CronJob|EndpointSlice|HorizontalPodAutoscaler|CSI(?:Driver|Node|StorageCapacity)|RuntimeClass|CustomResourceDefinition|(?:Cluster)?Role(?:Binding)?|CertificateSigningRequest|PriorityClass|(?:Mutating|Validating)WebhookConfiguration): .*could not find the requested resource|no matches for kind \S+ in version \S*(?:extensions|apps|batch|policy|autoscaling|(?:networking|rbac\.authorization|apiextensions|admissionregistration|discovery|certificates|scheduling|storage|coordination|events|node)\.k8s\.io)\/v[12](?:alpha|beta)\d/,
)

/**
 * Kinds of Kubernetes itself that left beta under their name: whoever asks for the `v1` of one, and
 * does not find it, is newer than its server. What a switch can turn off is not among them.
 */
const laterKinds = lines(
  ['could not find the requested resource', 'no matches for kind'],
  /\*v1\.(?:CSI(?:Driver|Node|StorageCapacity)|PodDisruptionBudget|EndpointSlice|IngressClass|CronJob|RuntimeClass|FlowSchema|PriorityLevelConfiguration): .*could not find the requested resource|no matches for kind \\*"(?:CronJob\\*" in version \\*"batch|PodDisruptionBudget\\*" in version \\*"policy|Ingress(?:Class)?\\*" in version \\*"networking\.k8s\.io|EndpointSlice\\*" in version \\*"discovery\.k8s\.io|CSI(?:Driver|Node|StorageCapacity)\\*" in version \\*"storage\.k8s\.io|RuntimeClass\\*" in version \\*"node\.k8s\.io|CustomResourceDefinition\\*" in version \\*"apiextensions\.k8s\.io|FlowSchema\\*" in version \\*"flowcontrol\.apiserver\.k8s\.io)\/v1\\*"/,
)
/**
 * The API server meets, in its store, a version of a kind of Kubernetes that it does not know: a
 * newer one wrote it. kubectl has the same words, `unable to decode`, for somebody's manifest.
 */
const newerData = lines(
  ' is registered for version ',
  /^(?!.*unable to decode).*(?:Error from server.*no kind|no kind (?=.*pkg\/api\/legacyscheme)).*is registered for version \\*"(?:v1|(?:apps|batch|policy|autoscaling|[a-z.]+\.k8s\.io)\/v\d\w*)\\*"/,
)

/**
 * pkg/volume/csi/csi_plugin.go since 1.17: it says so while the API is away, too. Where the kind is
 * not found, the server is older than the kubelet that asks for it.
 */
const csiNode = lines('Failed to initialize CSINode:')
const notFound = lines('server could not find the requested')

/** A row of `kubectl get nodes`, for those who paste the table; some leave the roles out. */
const rows = lines(
  [
    'Ready  ',
    'NotReady ',
    'Ready <none>',
    'Ready control-plane',
    'Ready master',
    'Ready,Sched',
    'Ready v1.',
  ],
  /^\s*(?<name>[a-z0-9][\w.-]*)\s+(?<status>(?:Not)?Ready\S*)\s+(?:(?<roles>\S+)\s+\S+\s+)?(?<version>v1\.\d+\.\S+)/,
)

export default definePattern({
  id: 'version-skew',
  title: 'Versions do not fit each other',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    nodes,
    rows,
    refusals,
    unknownKinds,
    removedKinds,
    laterKinds,
    newerData,
    csiNode,
    notFound,
  },
  told: sentences,
  explains: {
    anywhere: [
      'node-silent',
      'k3s-restarting',
      'longhorn-csi-driver-not-registered',
      'longhorn-webhook-unreachable',
      'pods-not-well',
      'cni-not-ready',
    ],
  },
  rivals: [
    {
      cause: 'longhorn-csi-driver-not-registered',
      tell: 'The versions are equal, and the CSI plugin of this node does not run.',
    },
    {
      cause: 'known-version-bug',
      tell: 'All parts have the same version, and that version has the fault.',
    },
    {
      cause: 'app-fault',
      tell: 'A manifest names an API that its own custom resources should bring: `no matches for kind` alone.',
    },
  ],
  remedy: 'align-versions',
  docs: {
    meaning:
      'An agent must not be newer than its server, a server not more than three minor versions newer than its agents, and a store never goes back. An upgrade stopped half way, or a new node was installed with the newest version.',
    impact:
      'The newer part asks for what the older one does not know: nodes stay NotReady, or a component refuses to start.',
    diagnosis:
      '`kubectl get nodes -o wide` shows the version of each node; `k3s --version` on each.',
    mitigation: allAdvice,
    references: [
      'https://kubernetes.io/releases/version-skew-policy/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://docs.k3s.io/upgrades/manual',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/config/config.go',
      'https://github.com/kubernetes/kubernetes/issues/127316',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go',
      'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/',
      'https://github.com/etcd-io/etcd/blob/main/server/etcdserver/version/downgrade.go',
      'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/runtime/error.go',
      'https://github.com/kubernetes/kubernetes/issues/92962',
      'https://github.com/kubernetes/kubernetes/issues/43976',
      'https://github.com/geerlingguy/ansible-role-kubernetes/issues/9',
      'https://helm.sh/docs/topics/charts/#the-kubeversion-field',
    ],
  },
  advise: adviceFor,

  match(evidence) {
    const { nodes, rows, refusals, unknownKinds, csiNode, notFound } = evidence
    const ofOtherVersion = [...evidence.removedKinds, ...evidence.laterKinds, ...evidence.newerData]
    const members = nodes.length > 0 ? nodes.map(ofNode) : rows.map(ofRow)
    const known = members.some(({ isServer }) => isServer)
    const skewed = known
      ? members.flatMap((member) => skewOf(member, members))
      : tooFarApart(members)
    const withoutKind = notFound.length > 0 ? csiNode : []
    const said: Reason[] = [...refusals, ...withoutKind, ...unknownKinds]
    const reasons = skewed.map(({ member, text }) => because(member.of, text))
    // A node can be NotReady for many reasons; only the words of a component tie it to the version.
    if (skewed.length > 0 && said.length > 0)
      return match('confirmed', [...reasons, ...said], subjectOf(skewed))
    if (refusals.length + withoutKind.length > 0)
      return match(refusals.some(isPlain) ? 'confirmed' : 'suspected', said)
    return ofOtherVersion.length > 0
      ? match('suspected', ofOtherVersion)
      : fromVersions(skewed, unknownKinds)
  },
})

function fromVersions(skewed: readonly Skew[], unknownKinds: readonly LogLine[]): PatternOutcome {
  if (skewed.length === 0) return unknownKinds.length > 0 ? unsure : noMatch
  const reasons = skewed.map(({ member, text }) => because(member.of, text))
  const away = skewed.some(({ member }) => !member.isReady)
  const severity = away ? 'critical' : 'warning'
  return match('suspected', reasons, { severity, ...subjectOf(skewed) })
}

/** A program that names both versions, and refuses the step between them, leaves no doubt. */
function isPlain({ text }: LogLine): boolean {
  return /(?:down|up)grading from \S+ to \S+.*not supported|cannot be downgraded|invalid downgrade/.test(
    text,
  )
}

const unsure: PatternOutcome = unknown(
  'a part of the cluster asks for what the server does not have: do their versions fit?',
  { next: 'kubectl get nodes -o wide; kubectl api-resources' },
)

interface Member {
  readonly of: Origin
  readonly name: string
  readonly version: string
  readonly isServer: boolean
  readonly isReady: boolean
}

const serverRole = /control-plane|master/

function ofNode(node: z.infer<typeof nodes.schema> & Origin): Member {
  return {
    of: node,
    name: node.name,
    version: node.version ?? '',
    isServer: node.roles.some((role) => serverRole.test(role)),
    isReady: node.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
  }
}

function ofRow(row: LogLine): Member {
  const { name = '', status = '', roles = '', version = '' } = row.groups
  return {
    of: row,
    name,
    version,
    isServer: serverRole.test(roles),
    isReady: status.startsWith('Ready'),
  }
}

interface Skew {
  readonly member: Member
  readonly text: string
}

/** An agent that is newer than a server, or too old for it. */
function skewOf(member: Member, all: readonly Member[]): Skew[] {
  const { name, version } = member
  const own = minorOf(version)
  const servers = all.flatMap((other) => (other.isServer ? (minorOf(other.version) ?? []) : []))
  if (own === undefined || servers.length === 0 || member.isServer) return []
  const oldest = Math.min(...servers)
  const newest = Math.max(...servers)
  if (own > oldest)
    return [{ member, text: `${name} runs ${version}, newer than a server (1.${oldest})` }]
  return newest - own > minorsBehind(own)
    ? [{ member, text: `${name} runs ${version}, too old for the server (1.${newest})` }]
    : []
}

/** Whichever of them is the server: no two parts of a cluster may lie so far apart. */
function tooFarApart(all: readonly Member[]): Skew[] {
  const minors = all.flatMap(({ version }) => minorOf(version) ?? [])
  const oldest = Math.min(...minors)
  if (minors.length === 0 || Math.max(...minors) - oldest <= minorsBehind(oldest)) return []
  return all.map((member) => ({ member, text: `${member.name} runs ${member.version}` }))
}

function minorOf(version: string): number | undefined {
  const found = /^v?1\.(\d+)\./.exec(version)
  return found ? Number(found[1]) : undefined
}

function subjectOf(skewed: readonly Skew[]): { subject: string } | object {
  const [only, ...more] = skewed
  return only && more.length === 0 ? { subject: `node/${only.member.name}` } : {}
}
