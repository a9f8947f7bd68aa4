import { lines } from '#src/model/line.ts'

const volume = String.raw`(?:.*?volume "?(?<volume>pvc-[0-9a-f-]{8,}))?`
/** The attach/detach controller (Kubernetes 1.6 to today), and Longhorn's own CSI controller. */
export const held = lines(
  [
    'Multi-Attach error',
    'already exclusively attached',
    'already used by',
    'already attached to node',
    'already attached to the node',
    'already attached to a different node',
    'has already attached to node',
    'currently attached to different node',
    'currently attached to a different node',
    // kube-scheduler pkg/scheduler/framework/plugins/volumerestrictions.
    'with the same name and ReadWriteOncePod access mode',
  ],
  new RegExp(
    `^(?!.*\\b(?:would|might|could|may) (?:be|see|get|give|cause|show)\\b)(?=.*(?:Multi-Attach error|already exclusively attached|already used by (?:\\d+ )?pod|has pod using PersistentVolumeClaim with the same name|(?:already|currently) attached to (?:a |the )?(?:different )?node))${volume}`,
  ),
)

/** Ceph's driver asks who watches an image before it maps it (ceph-csi internal/rbd, and Kubernetes before). */
export const watched = lines(
  ['is still being used', 'is locked by other nodes'],
  /\brbd(?: image|:)? .*(?:is still being used|is locked by other nodes)/,
)

/**
 * Of a disk that another machine has: OpenStack's drivers (cloudprovider/openstack), AWS, Google,
 * DigitalOcean and Hetzner; and DRBD, which is written on one side only (libdrbd, SS_TWO_PRIMARIES).
 */
export const heldByMachine = lines(
  [
    'attached to a different instance',
    'already attached to an instance',
    'already attached to another ',
    ' is already being used by ',
    'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
    'Multiple primaries not allowed',
  ],
  /attached to a different instance|already attached to an instance|already attached to another (?:node|droplet|server|instance|machine|VM)\b|disk resource .* is already being used by|RESOURCE_IN_USE_BY_ANOTHER_RESOURCE|Multiple primaries not allowed by config/i,
)

/**
 * The kubelet and Longhorn wait for the end of an attachment that Kubernetes has given up
 * (pkg/volume/csi/csi_attacher.go): its node, or the attacher, does not let go.
 */
export const stillReleased = lines(
  'olume attachment is being deleted',
  new RegExp(`^(?=.*olume attachment is being deleted)${volume}`),
)

/**
 * The kubelet will not let a volume go while something else on its node has the same mount
 * (pkg/volume/util/operationexecutor): a bind mount that leaked, a second path to its folder, a program.
 */
export const stillMounted = lines(
  'still mounted by other references',
  new RegExp(`^(?=.*still mounted by other references)${volume}`),
)
