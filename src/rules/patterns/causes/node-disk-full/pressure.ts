import { lines } from '#src/model/line.ts'
import { ofToleration } from '../../words/pods.ts'

/** Longhorn calls a disk of its own that takes no more replicas `DiskPressure`, as its reason. */
const ofLonghorn = String.raw`reason"?\s*[:=]\W{0,6}DiskPressure|\bschedulable\b`
const denied = String.raw`HasNoDiskPressure|no disk pressure|\b(?:no|without)\b[^.;,:]{0,40}DiskPressure`

/** What the kubelet and the scheduler say of a disk; `NoDiskPressure` is the healthy twin. */
export const pressure = lines(
  [
    'disk-pressure',
    'HasDiskPressure',
    'disk pressure',
    'FreeDiskSpaceFailed',
    'garbage collect required amount of images',
    'bytes space with errors in image deletion',
    'low on resource: ephemeral-storage',
    'low on resource: nodefs',
    'low on resource: imagefs',
    'low on resource: inodes',
    'reclaim ephemeral-storage',
    'reclaim nodefs',
    'reclaim imagefs',
    'reclaim inodes',
    'resourceName="ephemeral-storage"',
    'isk usage on image filesystem is over the high threshold',
  ],
  new RegExp(`^(?!.*(?:${denied}|${ofLonghorn}|${ofToleration}))`, 'i'),
)

/**
 * The condition by its bare name, which stands in each healthy node's table, in each silent one's
 * as `Unknown`, and in every rule that asks for it: only where it is said to hold.
 */
export const condition = lines(
  'DiskPressure',
  new RegExp(
    String.raw`^(?!.*(?:${denied}|${ofLonghorn}|kube_node_status_condition|DiskPressure\W{1,6}(?:False|Unknown)\b)).*(?:\[(?:\w+[ ,]+)*DiskPressure(?:[ ,]+\w+)*\]|\bDiskPressure\b\W{1,6}(?:(?:condition|status)\W{1,4})?(?:is )?(?:True|true)\b|"True".{0,60}"DiskPressure"|\b(?:under|in|into|has|had|with|reports?|hit|by|due to|because of|got|getting|saw|seeing) (?:a |the )?(?:\W?\w+\W)?\W{0,2}DiskPressure\b(?!\W{1,4}(?:False|Unknown)))`,
    'i',
  ),
)
