import { lines } from '#src/model/line.ts'

/**
 * Questions about volumes that several patterns ask: the same words decide for one cause and
 * against its rivals. Sources: longhorn-manager and longhorn-engine (v0.3 to v1.12), kubelet
 * pkg/volume/csi, the attach/detach controller, open-iscsi, Linux drivers/scsi.
 */

/** The kubelet or the attach controller misses Longhorn's CSI driver on a node. */
export const driverMissing = lines(
  ['registered CSI drivers', 'does not contain driver', 'driver.longhorn.io not found'],
  // Another vendor's driver is not ours to judge.
  /^(?!.*(?:driver name|contain driver) (?!driver\.longhorn\.io|io\.rancher\.longhorn|not found)[\w-]+)/,
)

/** What the kubelet says when the driver has come back. */
export const driverRegistered = lines(
  ['Register new plugin with name: driver.longhorn.io', 'plugin registered successfully'],
  /driver\.longhorn\.io/,
)

/** Longhorn took the failed marks off by itself: the volume came back. */
export const salvaged = lines([
  'automatically salvaged',
  'AutoSalvaged',
  'Auto salvage volume now',
  'uto-salvage',
])

/** The node started anew: what is missing right after comes back. */
export const nodeStarted = lines(
  [
    'has been rebooted, boot id',
    'Starting kubelet.',
    'after boot',
    'after the boot',
    'after reboot',
    'after the reboot',
    'early boot',
    'boot-order',
    'boot order',
  ],
  /rebooted, boot id|Starting kubelet|\b(?:min(?:ute)?s?|sec(?:ond)?s?|s) after (?:the )?(?:re)?boot|early boot|boot[- ]order/,
)

/** The engine process of a mounted volume ended under it. */
export const engineDead = lines(
  ['dead unexpectedly', 'DetachedUnexpectedly', 'DetachedUnexpectly'],
  /[Ee]ngine of volume|DetachedUnexpected?ly/,
)

/** A rolling update or a drain ends within this time where the old pod can end at all. */
export const volumeMovesWithinSeconds = 120

/** The mount of a volume fails, in the words of the kubelet and the attach controller. */
export const mountFails = lines(
  [
    'FailedMount',
    'FailedAttachVolume',
    'MountVolume.',
    'AttachVolume.Attach failed',
    'Unable to attach or mount volumes',
    'Unable to mount volumes',
    'Multi-Attach error',
    'FailedMapVolume',
  ],
  /^(?!.*(?:succeeded|sync (?:secret|configmap) cache|kube-root-ca\.crt))/,
)

/** A Longhorn pod's row in a table, with fewer containers ready than it has. */
export const csiPluginDown = lines(
  'longhorn-csi-plugin',
  /longhorn-csi-plugin-\S+\s+(?<ready>\d+)\/(?!\k<ready>\s)\d+\s+\S/,
)

/** A whole node is out of reach: what hangs on it follows. */
export const nodeGone = lines([
  'node.kubernetes.io/unreachable',
  'NodeStatusUnknown',
  'Kubelet stopped posting node status',
  'NodeNotReady',
  'TaintManagerEviction',
])

/**
 * Longhorn may not put another replica on a disk: its words for too little room, or for a disk that
 * is gone (longhorn-manager k8s/pkg/apis/longhorn/v1beta2/node.go, ErrorReplicaSchedule…).
 */
export const diskHasNoRoom = lines(
  [
    'insufficient storage',
    'disks are unavailable',
    'disk not found',
    'is not schedulable for more replica',
    'to schedule more replicas',
    'available, but requires reserved',
    'space usage condition failed',
    'space condition failed',
  ],
  // Firmware and virtual machines miss disks, too; NATS counts against a limit of its own.
  /^(?!.*disk not found|.*insufficient storage resources)|message: .*disk not found|schedul.*disk not found|disk not found;|; ?disk not found/i,
)

export const longhornDriver = 'driver.longhorn.io'
