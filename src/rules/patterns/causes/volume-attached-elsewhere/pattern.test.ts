import { nodes, persistentVolumes, pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const pod = (name: string, nodeName: string, more: object = {}) => ({
  namespace: 'default',
  name,
  nodeName,
  phase: 'Pending',
  ready: false,
  createdAt: '2026-03-01T11:40:00.000Z',
  claims: ['notes'],
  containers: [],
  ...more,
})
const running = { phase: 'Running', ready: true }
const bound = facts(persistentVolumes, [
  { name: 'pvc-1', claimNamespace: 'default', claimName: 'notes' },
])
const attached = (...nodeNames: string[]) =>
  facts(
    volumeAttachments,
    nodeNames.map((nodeName) => ({
      name: `csi-${nodeName}`,
      attacher: 'driver.longhorn.io',
      nodeName,
      volumeName: 'pvc-1',
      attached: true,
    })),
  )

testPattern(pattern, {
  finds: [
    {
      name: 'a mount that something else on the node has as well',
      confidence: 'suspected',
      evidence: [
        log(
          'GetDeviceMountRefs check failed for volume "pvc-0c44d1e2" on node "pi03" : the device mount path "/var/lib/kubelet/plugins/kubernetes.io/csi/pv/pvc-0c44d1e2/globalmount" is still mounted by other references [/srv/kubelet/globalmount]',
        ),
      ],
    },
    {
      name: 'a claim for one pod only',
      confidence: 'suspected',
      evidence: [
        log(
          "0/3 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode, 2 node(s) didn't match Pod's node affinity.",
        ),
      ],
    },
    {
      name: 'a disk of OpenStack that another machine has',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-5e" : disk 0f3a path /dev/vdc is attached to a different instance (77c1)',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a disk of a cloud that another machine has',
      evidence: [
        log(
          "AttachVolume.Attach failed for volume \"pvc-5f\" : googleapi: Error 400: The disk resource 'projects/p/zones/z/disks/pvc-5f' is already being used by 'projects/p/zones/z/instances/n2'",
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a volume of DRBD that is written on another node',
      evidence: [log('pvc-60: State change failed: (-1) Multiple primaries not allowed by config')],
      confidence: 'suspected',
    },
    {
      name: "an image of Ceph's that another node maps",
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "pvc-0b1c" : rpc error: code = Internal desc = rbd image pool1/csi-vol-77 is still being used',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the event in the words of a person',
      confidence: 'suspected',
      evidence: [log('the event says that the disk is already attached elsewhere')],
    },
    {
      name: 'a list of attachments in the words of a person',
      confidence: 'suspected',
      evidence: [log('its VolumeAttachment is attached to another node than the one of the pod')],
    },
    {
      name: 'ext4 that sees another node write',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs warning (device sdb): ext4_multi_mount_protect:379: Device is already active on another node.',
        ),
      ],
    },
    {
      name: 'two pods of one Deployment, one of which waits, and a claim for one node',
      evidence: [
        log(
          'wiki-5d8f7c9b64-k2x9q   0/1   ContainerCreating   0   26h\nwiki-7c6b9f5d88-zz8p4   1/1   Running   0   12d\nwiki-data   Bound   pvc-0b1c   10Gi   RWO   longhorn   90d',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an attachment that is never let go',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-3f2504e0-4f89" : volume attachment is being deleted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'one node only',
      evidence: [log(read('events-v1.30.txt'))],
      confidence: 'suspected',
      subject: 'volume/pvc-5a0c7d11-22ab-4f6e-9d0b-6a1f20d3c9e8',
    },
    { name: 'used by a pod', evidence: [log(read('events-v1.20.txt'))], confidence: 'suspected' },
    {
      name: 'the ticket of Longhorn 1.5 and later',
      evidence: [
        log(
          'desc = volume pvc-5a0c7d11-22ab failed to attach to node den-2 with attachmentID csi-1: the volume is currently attached to different node den-1',
        ),
      ],
    },
    { name: "Longhorn's own refusal", evidence: [log(read('longhorn-v1.4.txt'))] },
    {
      name: 'the second half of a wrapped event',
      evidence: [log('Volume is already used by 2 pod(s) in different namespaces')],
    },
    {
      name: 'a pod that waits for what another node holds',
      evidence: [
        facts(pods, [pod('new', 'pi02'), pod('old', 'pi01', running)]),
        bound,
        attached('pi01'),
      ],
      confidence: 'confirmed',
      subject: 'volume/pvc-1',
    },
    {
      name: 'a holder that is dead',
      evidence: [
        facts(pods, [pod('new', 'pi02')]),
        bound,
        attached('pi01'),
        facts(nodes, [
          {
            name: 'pi01',
            conditions: [{ type: 'Ready', status: 'Unknown' as const }],
            unschedulable: false,
            taints: [],
            roles: [],
            addresses: [],
          },
        ]),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'a picture that a page still shows',
      evidence: [log('cannot delete logo.png: the image is still being used by 3 pages')],
    },
    {
      name: 'what somebody expects to see, and does not',
      evidence: [log('If it were held there, there would be a Multi-Attach error')],
    },
    {
      name: 'a volume that was moved on purpose',
      evidence: [log('the volume was detached and then attached to another node, all is well')],
    },
    {
      name: 'a disk that was never attached',
      evidence: [log('pvc-7 is not attached; volumeattachments: none')],
    },
    {
      name: 'a pod that has just begun, beside another one',
      evidence: [
        log(
          'wiki-5d8f7c9b64-k2x9q   0/1   ContainerCreating   0   12s\nwiki-7c6b9f5d88-zz8p4   1/1   Running   0   12d\nwiki-data   Bound   pvc-0b1c   10Gi   RWO   longhorn   90d',
        ),
      ],
    },
    {
      name: 'a pod that waits, of another Deployment',
      evidence: [
        log(
          'blog-5d8f7c9b64-k2x9q   0/1   ContainerCreating   0   26h\nwiki-7c6b9f5d88-zz8p4   1/1   Running   0   12d\nwiki-data   Bound   pvc-0b1c   10Gi   RWO   longhorn   90d',
        ),
      ],
    },
    {
      name: 'a claim that may be shared',
      evidence: [
        log(
          'wiki-5d8f7c9b64-k2x9q   0/1   ContainerCreating   0   26h\nwiki-7c6b9f5d88-zz8p4   1/1   Running   0   12d\nwiki-data   Bound   pvc-0b1c   10Gi   RWX   longhorn   90d',
        ),
      ],
    },
    {
      name: 'an attachment that was deleted',
      evidence: [log('deleted volume attachment csi-4f for volume pvc-3f2504e0')],
    },
    {
      name: 'a shared volume on both nodes',
      evidence: [facts(pods, [pod('new', 'pi02')]), bound, attached('pi01', 'pi02')],
    },
    {
      name: 'a pod that waits where its volume already is',
      evidence: [facts(pods, [pod('new', 'pi02')]), bound, attached('pi02')],
    },
    {
      name: 'a rolling update that has just begun',
      evidence: [
        facts(pods, [pod('new', 'pi02', { createdAt: '2026-03-01T11:59:30.000Z' })]),
        bound,
        attached('pi01'),
      ],
    },
    {
      name: 'old events after the pod got its volume',
      evidence: [
        log(read('events-v1.30.txt')),
        facts(pods, [pod('new', 'pi02', running)]),
        bound,
        attached('pi02'),
      ],
    },
    {
      name: 'an engine that died',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'Warning DetachedUnexpectedly Engine of volume pvc-1 dead unexpectedly, reattach the volume',
        ),
      ],
    },
    {
      name: 'a port that is already used',
      evidence: [log('address 0.0.0.0:80 is already used by another program')],
    },
  ],
  cannotTell: [
    {
      name: 'a wait that a start of the same pod ended',
      evidence: [
        log(
          '6m12s  Warning  FailedAttachVolume  pod/jay-0  Multi-Attach error for volume "pvc-0c44"',
          { origin: 'events' },
        ),
        log('8s  Normal  Started  pod/jay-0  Started container jay', { origin: 'events' }),
      ],
    },
    {
      name: 'a volume that is on its way off a node',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-0c44" : rpc error: code = Aborted desc = The volume pvc-0c44 is detaching',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a local volume of a node that cannot take the pod',
      evidence: [
        log(
          '0/3 nodes are available: 1 node(s) had volume node affinity conflict, 2 Insufficient memory.',
        ),
      ],
    },
    {
      name: 'a mount that only takes long',
      silent: true,
      evidence: [log('Unable to attach or mount volumes: timed out waiting for the condition')],
    },
  ],
})
