import { type LogLine, lines } from '#src/model/line.ts'

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

/**
 * `kubectl get events` and `describe pod`, of a mount that failed: how long ago for the last time. The
 * kubelet tries again every two minutes, and of one pod an event passes each five minutes at least
 * (client-go tools/record): what was last seen long before is over, or its pod is gone.
 */
const lastFailedMount = new RegExp(
  String.raw`^\s*(?:\S+\s+)?(?<before>(?:\d+[smhd])+)\s+Warning\s+FailedMount\s|^\s*Warning\s+FailedMount\s+(?<after>(?:\d+[smhd])+)\s`,
)
const mountRepeatsWithinSeconds = 600

/** True of a row of an event that would have come again if the mount still failed. */
export function mountFailedOnce({ text }: Pick<LogLine, 'text'>): boolean {
  const { before, after } = lastFailedMount.exec(text)?.groups ?? {}
  return secondsOf(before ?? after ?? '') >= mountRepeatsWithinSeconds
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** An age as kubectl writes it: `97s`, `3m38s`, `2d21h`. */
export function secondsOf(age: string): number {
  return [...age.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ''] ?? 0),
    0,
  )
}

/**
 * The initiator gets no answer from a target, in the words of open-iscsi (usr/io.c, usr/login.c,
 * usr/discovery.c) and of what calls it: the kubelet's own plugin (pkg/volume/iscsi) and
 * csi-lib-iscsi. Error 15, a session that is there already, is none of these.
 */
export const targetSilent = lines(
  [
    'onnection to Discovery Address',
    'to receive a PDU',
    'to send a PDU',
    'iscovery login to ',
    'ailed to sendtargets to portal',
  ],
  /Connection to Discovery Address \S+ (?:failed|closed)|Login I\/O error, failed to (?:receive|send) a PDU|discovery login to \S+ failed|failed to sendtargets to portal (?!.*exit status 15)/,
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
