import type { VersionRange } from './version.ts'

/**
 * Defects of released versions that a maintainer has tied to a signature. An entry needs a
 * message that nothing else writes; what only shows as slowness belongs to another pattern.
 */
export interface KnownDefect {
  /** Page of the maintainers that ties the message to the versions. */
  readonly report: string
  readonly component: 'k3s' | 'longhorn'
  /** What happens, in a few words; begins small, to stand after a colon. */
  readonly title: string
  readonly affected: readonly VersionRange[]
  /** Releases that hold the fix; empty where none is known. */
  readonly fixedIn: readonly string[]
  /** Texts that the lines are found by. */
  readonly literals: readonly string[]
  /** Each must fit some line: long lines are pasted wrapped, so a message may stand in two. */
  readonly signature: readonly RegExp[]
  /** The message has other reasons too: it counts only with an affected version beside it. */
  readonly onlyWithVersion?: true
  readonly workaround: string
}

export const knownDefects: readonly KnownDefect[] = [
  {
    report: 'https://github.com/longhorn/longhorn/issues/6642',
    component: 'longhorn',
    title: 'a live migration leaves a volume with two active engines',
    affected: [
      { from: '1.0.0', to: '1.4.3' },
      { from: '1.5.0', to: '1.5.1' },
    ],
    fixedIn: ['v1.4.4', 'v1.5.2'],
    literals: ['found the second active engine'],
    signature: [/found the second active engine/],
    workaround: "Delete the engine object that is not on the volume's currentNodeID.",
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/5513',
    component: 'longhorn',
    title: 'a volume is expanded although nobody asked for it',
    affected: [
      { from: '1.3.2', to: '1.3.3' },
      { from: '1.4.0', to: '1.4.2' },
      { from: '1.5.0', to: '1.5.0' },
    ],
    fixedIn: ['v1.4.3', 'v1.5.1'],
    literals: [
      'should not be smaller than the current size',
      'parent file is larger than the child file',
      'file sizes are not equal',
    ],
    signature: [
      /should not be smaller than the current size|parent file is larger than|file sizes are not equal/,
    ],
    workaround:
      'Touch no replica: ask for help with a support bundle, or restore from a backup into a new volume.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/13204',
    component: 'longhorn',
    title: 'longhorn-manager ends over a setting that another one wrote at the same time',
    affected: [{ from: '1.10.1' }],
    fixedIn: [],
    literals: [
      'Error starting manager: Operation cannot be fulfilled',
      'settings.longhorn.io',
      'the object has been modified',
    ],
    signature: [
      /Error starting manager: Operation cannot be fulfilled on\s*(?:$|settings)/,
      /settings\.longhorn\.io|the object has been modified/,
    ],
    workaround:
      'Let one longhorn-manager pod after the other start: delete the crashing ones singly.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/2961',
    component: 'longhorn',
    title: 'the upgrade to 1.2.0 ends over recurring jobs that it writes twice',
    affected: [{ from: '1.2.0', to: '1.2.0' }],
    fixedIn: ['v1.2.1'],
    literals: ['upgrade recurring jobs failed', 'translate volume recurringJobs'],
    signature: [/upgrade recurring jobs failed|translate volume recurringJobs/],
    workaround: 'Install v1.2.1 over it.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/10464',
    component: 'longhorn',
    title: 'longhorn-manager crashes when a backing image is evicted',
    affected: [
      { from: '1.7.0', to: '1.7.3' },
      { from: '1.8.0', to: '1.8.0' },
    ],
    fixedIn: ['v1.8.1'],
    literals: ['syncBackingImageEvictionRequested'],
    signature: [/syncBackingImageEvictionRequested/],
    workaround: 'Set all evictionRequested to false until the disks are cleaned up.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/6998',
    component: 'longhorn',
    title: 'longhorn-manager crashes in its controller of backup volumes',
    affected: [{ from: '1.5.0', to: '1.5.1' }],
    fixedIn: ['v1.5.2', 'v1.6.0'],
    literals: ['BackupVolumeController'],
    signature: [
      /BackupVolumeController\)?\.(?:reconcile|sync)\S*\(|nil pointer.*BackupVolumeController/,
    ],
    workaround: 'Take the backup target away until the update.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/13245',
    component: 'longhorn',
    title: 'longhorn-manager crashes while a backup is deleted',
    affected: [{ from: '1.8.0', to: '1.11.2' }],
    fixedIn: ['v1.11.3', 'v1.12.0'],
    literals: ['setInprogressDeletionMap'],
    signature: [/setInprogressDeletionMap/],
    workaround: 'Delete one backup at a time.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/12081',
    component: 'longhorn',
    title: 'an engine crashes while its frontend is not there yet',
    affected: [{ from: '1.10.0', to: '1.10.0' }],
    fixedIn: ['v1.10.1', 'v1.11.0'],
    literals: ['longhorn-engine/pkg/controller/control.go:218', 'pkg/controller/control.go:218'],
    signature: [/pkg\/controller\/control\.go:218/],
    workaround: 'Take snapshots and backups only of volumes that are attached, until the update.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/7183',
    component: 'longhorn',
    title: 'a shared volume waits for ever for a share manager pod that is gone',
    affected: [{ from: '1.5.2', to: '1.5.3' }],
    fixedIn: ['v1.5.4', 'v1.6.0'],
    literals: ['for share manager not found'],
    signature: [/pod share-manager-\S+ for share manager not found/],
    workaround:
      'Set status.state of that sharemanagers.longhorn.io to error with --subresource=status.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/7994',
    component: 'longhorn',
    title: 'volumes do not attach after the upgrade to 1.5',
    affected: [{ from: '1.5.0', to: '1.5.4' }],
    fixedIn: ['v1.5.5', 'v1.7.0'],
    literals: ['PendingNodeID', 'pendingNodeID'],
    signature: [/[Pp]endingNodeID"?:\s*"?[\w.-]+/],
    workaround: 'Empty status.pendingNodeID of the volume with --subresource=status.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/6762',
    component: 'longhorn',
    title: 'a volume does not attach because its engine keeps addresses of an upgrade',
    affected: [{ from: '1.5.0', to: '1.5.1' }],
    fixedIn: ['v1.5.2', 'v1.6.0'],
    literals: ['upgradedReplicaAddressMap', 'UpgradedReplicaAddressMap'],
    signature: [/[Uu]pgradedReplicaAddressMap/],
    workaround: 'Empty spec.upgradedReplicaAddressMap of the engine of that volume.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/3828',
    component: 'longhorn',
    title: 'a rebuild fails because the replica counts as open already',
    affected: [{ from: '1.2.0', to: '1.3.3' }],
    fixedIn: ['v1.4.0'],
    literals: ['eplica must be closed'],
    signature: [/eplica must be closed,? [Cc]an ?not add in state: (?:open|dirty|rebuilding)/],
    workaround: 'Delete that failed replica while others are healthy; Longhorn makes a new one.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/4959',
    component: 'longhorn',
    title: 'a volume goes round attaching and detaching: the frontend is not made',
    affected: [{ from: '1.1.0', to: '1.3.3' }],
    fixedIn: ['v1.4.0'],
    literals: ['ailed to init frontend: device'],
    signature: [/ailed to init frontend: device/],
    workaround: 'Scale the workload down, wait until the volume is detached, scale it up.',
  },
  {
    report: 'https://github.com/longhorn/longhorn/issues/6246',
    component: 'longhorn',
    title: 'the upgrade to 1.5.0 is refused by its own webhook where orphans exist',
    affected: [{ from: '1.5.0', to: '1.5.0' }],
    fixedIn: ['v1.5.1'],
    literals: ['upgrade resources failed', 'upgrade failed'],
    signature: [/upgrade (?:resources )?failed/, /denied the request/],
    workaround: 'Delete the orphan objects, or install v1.5.1.',
  },
  {
    report: 'https://github.com/k3s-io/k3s/issues/7328',
    component: 'k3s',
    title: 'the cloud controller starts before its rights and does not try again',
    affected: [{ from: '1.21.0' }],
    fixedIn: ['releases since June 2026 (k3s#14201)'],
    literals: ['cloud-controller-manager exited', 'extension-apiserver-authentication'],
    signature: [
      /cloud-controller-manager exited|Error: unable to load configmap based request-header-client-ca-file/,
      /extension-apiserver-authentication.*forbidden/,
    ],
    workaround: 'Restart K3s on the server once; a slow datastore brings it out.',
  },
  {
    report: 'https://github.com/k3s-io/k3s/issues/5762',
    component: 'k3s',
    title: 'K3s panics over a service of type ExternalName',
    affected: [
      { from: '1.22.0', to: '1.22.10' },
      { from: '1.23.0', to: '1.23.8' },
    ],
    fixedIn: ['v1.22.11+k3s2', 'v1.23.8+k3s2'],
    literals: ['Observed a panic'],
    signature: [/Observed a panic: "?invalid memory address or nil pointer/],
    workaround: 'Give the service an ipFamilyPolicy, or update.',
    onlyWithVersion: true,
  },
  {
    report: 'https://github.com/k3s-io/k3s/issues/1376',
    component: 'k3s',
    title: 'an agent crashes in the network policy controller',
    affected: [{ from: '1.17.0', to: '1.17.2' }],
    fixedIn: [],
    literals: ['netpol.NewNetworkPolicyController'],
    signature: [/netpol\.NewNetworkPolicyController/],
    workaround: 'Start K3s with --disable-network-policy.',
  },
  {
    report: 'https://github.com/k3s-io/k3s/issues/10506',
    component: 'k3s',
    title: "the agent's load balancer hangs when a server is removed",
    affected: [
      { from: '1.27.0', to: '1.27.15' },
      { from: '1.28.0', to: '1.28.11' },
      { from: '1.29.0', to: '1.29.6' },
      { from: '1.30.0', to: '1.30.2' },
    ],
    fixedIn: ['v1.27.16', 'v1.28.12', 'v1.29.7', 'v1.30.3'],
    literals: ['Removing server from load balancer'],
    signature: [/Removing server from load balancer/],
    workaround: 'Restart k3s-agent on that node.',
    onlyWithVersion: true,
  },
  {
    report: 'https://github.com/k3s-io/k3s/issues/3117',
    component: 'k3s',
    title: 'iptables 1.8.0 to 1.8.4 of the system piles up the same rules',
    affected: [{ from: '1.0.0' }],
    fixedIn: [],
    literals: ['ptables v1.8.', 'ptables-save v1.8.', 'KUBE-', 'duplicate'],
    signature: [/iptables(?:-save)? v1\.8\.[0-4]\b/, /KUBE-|duplicate/],
    workaround:
      'Start K3s with --prefer-bundled-bin, or remove the iptables package, and reboot the node.',
  },
  {
    report: 'https://docs.k3s.io/known-issues',
    component: 'k3s',
    title: 'an external SQL datastore has used up its revision numbers',
    affected: [{ from: '1.0.0' }],
    fixedIn: ['databases made since May 2024'],
    literals: ['2147483647'],
    signature: [
      /(?:reached maximum value|[Dd]uplicate entry|[Oo]ut of range|kine).*2147483647|2147483647.*(?:kine|PRIMARY)/,
    ],
    workaround: 'Set KINE_SCHEMA_MIGRATION=1 in the environment of K3s on all servers and restart.',
  },
]
