import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lines } from '../../../model/line.ts'
import { scanText } from '../scan.ts'
import { recogniseTables } from './recognise.ts'

/** Records of one kind in a text. */
function records(text: string, kind: string): object[] {
  return recogniseTables(text).flatMap((one) => (one.kind === kind ? [one.record] : []))
}

function events(text: string): object[] {
  const { facts } = scanText(text, [], { evidence: 'e1', origin: 'unknown', takenAt: 0 })
  return facts.flatMap(({ kind, record }) => (kind === 'events' ? [record] : []))
}

describe('kubectl get nodes', () => {
  const table = `NAME   STATUS                        ROLES                       AGE    VERSION
crag   Ready                         control-plane,etcd,master   40d    v1.36.3+k3s1
den    NotReady,SchedulingDisabled   <none>                      4d3h   v1.36.3+k3s1
elm    Ready,SchedulingDisabled      worker                      2m     v1.36.3+k3s1
`
  const ready = { type: 'Ready', status: 'True' }

  test('gives name, readiness, cordon, roles and version', () => {
    expect(recogniseTables(table)).toEqual([
      {
        kind: 'nodes',
        node: 'crag',
        record: {
          name: 'crag',
          conditions: [ready],
          unschedulable: false,
          taints: [],
          roles: ['control-plane', 'etcd', 'master'],
          version: 'v1.36.3+k3s1',
          addresses: [],
        },
      },
      {
        kind: 'nodes',
        node: 'den',
        record: expect.objectContaining({
          name: 'den',
          conditions: [expect.objectContaining({ type: 'Ready', status: 'False' })],
          unschedulable: true,
          roles: [],
        }),
      },
      {
        kind: 'nodes',
        node: 'elm',
        record: expect.objectContaining({ name: 'elm', conditions: [ready], unschedulable: true }),
      },
    ])
  })

  test('reads the rows of a kubectl that knew no roles', () => {
    const old = 'NAME   STATUS     AGE   VERSION\nfen    NotReady   5h    v1.6.1'
    expect(records(old, 'nodes')).toEqual([expect.objectContaining({ name: 'fen', roles: [] })])
  })

  test('gives addresses and kernel of the wide form', () => {
    const wide = `NAME   STATUS   ROLES    AGE   VERSION        INTERNAL-IP   EXTERNAL-IP   OS-IMAGE                         KERNEL-VERSION        CONTAINER-RUNTIME
den    Ready    <none>   4d    v1.36.3+k3s1   10.9.0.12     <none>        Debian GNU/Linux 13 (trixie)     6.12.34+rpt-rpi-2712  containerd://2.1.4-k3s1`
    expect(records(wide, 'nodes')).toEqual([
      expect.objectContaining({
        addresses: ['10.9.0.12'],
        operatingSystem: 'Debian GNU/Linux 13 (trixie)',
        kernelRelease: '6.12.34+rpt-rpi-2712',
      }),
    ])
  })

  test('knows no readiness where kubectl knows none', () => {
    expect(records('den   Unknown   <none>   4d   v1.36.3+k3s1', 'nodes')).toEqual([
      expect.objectContaining({ conditions: [] }),
    ])
  })
})

describe('kubectl get pods', () => {
  test('gives namespace, readiness, restarts and what the status is sure of', () => {
    const table = `NAMESPACE     NAME                       READY   STATUS                   RESTARTS        AGE     IP           NODE     NOMINATED NODE   READINESS GATES
kube-system   coredns-6799fbcd5-x2l4p    0/1     CrashLoopBackOff         7 (2m11s ago)   3h      10.42.1.9    crag     <none>           <none>
shop          web-0                      2/2     Running                  0               5d      10.42.2.4    den      <none>           <none>
shop          web-1                      0/1     OOMKilled                3 (40s ago)     5d      10.42.2.5    <none>   <none>           <none>
shop          job-x                      0/1     Init:CrashLoopBackOff    3 (40s ago)     5d`
    expect(records(table, 'pods')).toEqual([
      {
        namespace: 'kube-system',
        name: 'coredns-6799fbcd5-x2l4p',
        reason: 'CrashLoopBackOff',
        ready: false,
        nodeName: 'crag',
        containers: [
          { name: '', restarts: 7, state: 'waiting', reason: 'CrashLoopBackOff', ready: false },
        ],
      },
      {
        namespace: 'shop',
        name: 'web-0',
        reason: 'Running',
        phase: 'Running',
        ready: true,
        nodeName: 'den',
        containers: [],
      },
      {
        namespace: 'shop',
        name: 'web-1',
        reason: 'OOMKilled',
        ready: false,
        containers: [
          { name: '', restarts: 3, state: 'terminated', reason: 'OOMKilled', ready: false },
        ],
      },
      {
        namespace: 'shop',
        name: 'job-x',
        reason: 'Init:CrashLoopBackOff',
        ready: false,
        containers: [{ name: '', restarts: 3 }],
      },
    ])
  })

  test('takes the namespace from the command', () => {
    const text =
      'pi@crag:~ $ kubectl -n longhorn-system get pods\nNAME    READY   STATUS    RESTARTS   AGE\nlonghorn-manager-tx469   1/1     Running   0          7m35s'
    expect(records(text, 'pods')).toEqual([
      expect.objectContaining({ namespace: 'longhorn-system' }),
    ])
    expect(records(text.replace(' -n longhorn-system', ''), 'pods')).toEqual([
      expect.objectContaining({ namespace: '' }),
    ])
  })
})

describe('events', () => {
  test('of kubectl get', () => {
    const text = `NAMESPACE   LAST SEEN             TYPE      REASON             OBJECT                    MESSAGE
shop        2m26s                 Warning   FailedScheduling   pod/web-1                 0/3 nodes are available: 3 node(s) were unschedulable.
default     3s (x12 over 5m)      Normal    NodeNotReady       node/den                  Node den status is now: NodeNotReady
default     40s                   Normal    Starting           node/den`
    expect(events(text)).toEqual([
      {
        namespace: 'shop',
        type: 'Warning',
        reason: 'FailedScheduling',
        objectKind: 'Pod',
        objectName: 'web-1',
        message: '0/3 nodes are available: 3 node(s) were unschedulable.',
      },
      {
        namespace: 'default',
        type: 'Normal',
        reason: 'NodeNotReady',
        objectKind: 'Node',
        objectName: 'den',
        message: 'Node den status is now: NodeNotReady',
        count: 12,
      },
      {
        namespace: 'default',
        type: 'Normal',
        reason: 'Starting',
        objectKind: 'Node',
        objectName: 'den',
        message: '',
      },
    ])
  })

  test('of kubectl describe, also where columns were left out', () => {
    const text = `  Type     Reason       Age                From               Message
  ----     ------       ----               ----               -------
  Warning  FailedMount  30s (x7 over 63s)  kubelet            MountVolume.SetUp failed for volume "data": mount failed
  Normal   Pulled       12s                kubelet, den       Container image is there
Warning  Unhealthy  Startup probe failed: connection refused
                    (x3006 over 5h18m)
Warning  Evicted    The node was low on resource: memory.`
    expect(events(text)).toEqual([
      {
        type: 'Warning',
        reason: 'FailedMount',
        source: 'kubelet',
        count: 7,
        message: 'MountVolume.SetUp failed for volume "data": mount failed',
      },
      {
        type: 'Normal',
        reason: 'Pulled',
        source: 'kubelet, den',
        message: 'Container image is there',
      },
      {
        type: 'Warning',
        reason: 'Unhealthy',
        count: 3006,
        message: 'Startup probe failed: connection refused',
      },
      { type: 'Warning', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    ])
  })

  test('stay lines, of the origin events', () => {
    const query = lines('MountVolume.SetUp failed', undefined, ['events'])
    const text =
      '  Warning  FailedMount  30s (x7 over 63s)  kubelet  MountVolume.SetUp failed for volume "data"'
    const found = scanText(text, [query], {
      evidence: 'e1',
      origin: 'unknown',
      takenAt: 0,
    }).lines.get(query)
    expect(found).toEqual([expect.objectContaining({ origin: 'events', text: text.trim() })])
  })

  test('as objects are read by their messages, dated', () => {
    const item = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web-1.17a', namespace: 'shop' },
      type: 'Warning',
      reason: 'FailedMount',
      message: 'MountVolume.SetUp failed for "data"',
      involvedObject: { kind: 'Pod', name: 'web-1' },
      count: 4,
      firstTimestamp: '2026-11-24T01:00:00Z',
      lastTimestamp: '2026-11-24T01:02:03Z',
    }
    const query = lines('MountVolume.SetUp failed for "data"', undefined, ['events'])
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] }, undefined, 4)
    const { lines: found, facts } = scanText(text, [query], {
      evidence: 'e1',
      origin: 'unknown',
      takenAt: 0,
    })
    expect(found.get(query)).toEqual([
      expect.objectContaining({
        text: 'Warning FailedMount Pod/web-1 MountVolume.SetUp failed for "data"',
        count: 1,
        firstAt: Date.parse('2026-11-24T01:02:03Z'),
      }),
    ])
    expect(facts).toEqual([
      expect.objectContaining({
        kind: 'events',
        record: expect.objectContaining({ namespace: 'shop', count: 4, objectName: 'web-1' }),
      }),
    ])
  })
})

describe('kubectl describe', () => {
  const node = `Name:               den
Roles:              worker
Labels:             kubernetes.io/arch=arm64
                    kubernetes.io/hostname=den
CreationTimestamp:  Tue, 20 Oct 2026 08:00:00 +0000
Taints:             node.kubernetes.io/unreachable:NoExecute
                    dedicated=storage:NoSchedule
Unschedulable:      true
Conditions:
  Type             Status    LastHeartbeatTime                 LastTransitionTime                Reason              Message
  ----             ------    -----------------                 ------------------                ------              -------
  MemoryPressure   Unknown   Tue, 24 Nov 2026 01:00:00 +0000   Tue, 24 Nov 2026 01:01:00 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
  Ready            Unknown   Tue, 24 Nov 2026 01:00:00 +0000   Tue, 24 Nov 2026 01:01:00 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
Addresses:
  InternalIP:  10.9.0.12
  Hostname:    den
Allocatable:
  cpu:                4
  memory:             3884040Ki
System Info:
  Boot ID:                    0f0e0d0c-1111-2222-3333-444455556666
  Kernel Version:             6.12.34+rpt-rpi-2712
  OS Image:                   Debian GNU/Linux 13 (trixie)
  Kubelet Version:            v1.36.3+k3s1
Events:
  Type     Reason        Age   From             Message
  ----     ------        ----  ----             -------
  Normal   NodeNotReady  3m    node-controller  Node den status is now: NodeNotReady
`

  test('node gives conditions, taints, cordon and what it runs', () => {
    expect(recogniseTables(node)).toEqual([
      {
        kind: 'nodes',
        node: 'den',
        record: {
          name: 'den',
          conditions: ['MemoryPressure', 'Ready'].map((type) => ({
            type,
            status: 'Unknown',
            reason: 'NodeStatusUnknown',
            message: 'Kubelet stopped posting node status.',
            lastHeartbeatAt: '2026-11-24T01:00:00.000Z',
            lastTransitionAt: '2026-11-24T01:01:00.000Z',
          })),
          unschedulable: true,
          taints: [
            { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
            { key: 'dedicated', value: 'storage', effect: 'NoSchedule' },
          ],
          roles: ['worker'],
          version: 'v1.36.3+k3s1',
          addresses: ['10.9.0.12'],
          bootId: '0f0e0d0c-1111-2222-3333-444455556666',
          kernelRelease: '6.12.34+rpt-rpi-2712',
          operatingSystem: 'Debian GNU/Linux 13 (trixie)',
          createdAt: '2026-10-20T08:00:00.000Z',
          allocatableMemoryBytes: 3884040 * 1024,
          allocatableCpuMillicores: 4000,
        },
      },
    ])
    expect(events(node)).toEqual([
      expect.objectContaining({ reason: 'NodeNotReady', objectKind: 'Node', objectName: 'den' }),
    ])
  })

  test('pod gives its containers, their states and limits', () => {
    const pod = `Name:             web-1
Namespace:        shop
Priority:         0
Node:             den/10.9.0.12
Status:           Running
Controlled By:    StatefulSet/web
Init Containers:
  prepare:
    Image:          busybox:1.37
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
    Ready:          True
    Restart Count:  0
Containers:
  web:
    Container ID:   containerd://aa
    Image:          shop/web:7
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
      Started:      Tue, 24 Nov 2026 00:58:00 +0000
      Finished:     Tue, 24 Nov 2026 01:00:00 +0000
    Ready:          False
    Restart Count:  9
    Limits:
      memory:  192Mi
    Requests:
      cpu:     100m
      memory:  64Mi
Conditions:
  Type              Status
  Initialized       True
  Ready             False
Events:
  Type     Reason   Age                 From     Message
  Warning  BackOff  2s (x40 over 9m)    kubelet  Back-off restarting failed container web in pod web-1
`
    expect(records(pod, 'pods')).toEqual([
      {
        namespace: 'shop',
        name: 'web-1',
        nodeName: 'den',
        phase: 'Running',
        ready: false,
        owner: { kind: 'StatefulSet', name: 'web' },
        containers: [
          {
            name: 'prepare',
            init: true,
            image: 'busybox:1.37',
            state: 'terminated',
            reason: 'Completed',
            exitCode: 0,
            ready: true,
            restarts: 0,
          },
          {
            name: 'web',
            image: 'shop/web:7',
            state: 'waiting',
            reason: 'CrashLoopBackOff',
            lastReason: 'OOMKilled',
            lastExitCode: 137,
            lastFinishedAt: '2026-11-24T01:00:00.000Z',
            ready: false,
            restarts: 9,
            memoryLimitBytes: 192 * 2 ** 20,
            memoryRequestBytes: 64 * 2 ** 20,
          },
        ],
      },
    ])
    expect(events(pod)).toEqual([
      expect.objectContaining({
        reason: 'BackOff',
        count: 40,
        objectKind: 'Pod',
        objectName: 'web-1',
        namespace: 'shop',
      }),
    ])
  })
})

describe('storage', () => {
  test('claims, volumes and attachments', () => {
    const text = `NAME   STATUS    VOLUME     CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
data   Bound     pvc-2f3a   1Gi        RWO            longhorn       <unset>                 5d
lost   Pending                                        longhorn       <unset>                 5d

NAME       CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS     CLAIM       STORAGECLASS   VOLUMEATTRIBUTESCLASS   REASON   AGE
pvc-2f3a   1Gi        RWO            Delete           Bound      shop/data   longhorn       <unset>                          5d

NAME        ATTACHER             PV         NODE   ATTACHED   AGE
csi-77aa    driver.longhorn.io   pvc-2f3a   den    false      5d`
    expect(recogniseTables(text)).toEqual([
      {
        kind: 'persistent-volumes',
        record: { name: 'pvc-2f3a', phase: 'Bound', claimName: 'data', storageClass: 'longhorn' },
      },
      {
        kind: 'persistent-volumes',
        record: {
          name: 'pvc-2f3a',
          phase: 'Bound',
          claimNamespace: 'shop',
          claimName: 'data',
          storageClass: 'longhorn',
        },
      },
      {
        kind: 'volume-attachments',
        record: {
          name: 'csi-77aa',
          attacher: 'driver.longhorn.io',
          nodeName: 'den',
          volumeName: 'pvc-2f3a',
          attached: false,
        },
      },
    ])
  })

  test('Longhorn\u2019s volumes, replicas, engines and nodes', () => {
    const text = `NAME       DATA ENGINE   STATE      ROBUSTNESS   SCHEDULED   SIZE         NODE   AGE
pvc-2f3a   v1            attached   degraded                 1073741824   den    5d
pvc-9b1c   v1            detached   unknown                  2147483648          5d

NAME                  DATA ENGINE   STATE     NODE   DISK        INSTANCEMANAGER        IMAGE   AGE
pvc-2f3a-r-0a1b2c3d   v1            running   den    0aa1-22b3   instance-manager-ab1   lh:1    5d
pvc-2f3a-r-4e5f6a7b   v1            stopped                                                     5d

NAME           DATA ENGINE   STATE     NODE   INSTANCEMANAGER        IMAGE   AGE
pvc-2f3a-e-0   v1            running   den    instance-manager-ab1   lh:1    5d

NAME   READY   ALLOWSCHEDULING   SCHEDULABLE   AGE
den    True    false             False         40d`
    expect(recogniseTables(text)).toEqual([
      {
        kind: 'longhorn-volumes',
        record: {
          name: 'pvc-2f3a',
          state: 'attached',
          robustness: 'degraded',
          currentNode: 'den',
          sizeBytes: 1073741824,
          conditions: [],
        },
      },
      {
        kind: 'longhorn-volumes',
        record: {
          name: 'pvc-9b1c',
          state: 'detached',
          robustness: 'unknown',
          sizeBytes: 2147483648,
          conditions: [],
        },
      },
      {
        kind: 'longhorn-replicas',
        record: {
          name: 'pvc-2f3a-r-0a1b2c3d',
          volume: 'pvc-2f3a',
          state: 'running',
          nodeName: 'den',
          diskId: '0aa1-22b3',
        },
      },
      {
        kind: 'longhorn-replicas',
        record: { name: 'pvc-2f3a-r-4e5f6a7b', volume: 'pvc-2f3a', state: 'stopped' },
      },
      {
        kind: 'longhorn-engines',
        record: {
          name: 'pvc-2f3a-e-0',
          volume: 'pvc-2f3a',
          state: 'running',
          nodeName: 'den',
          replicaModes: {},
          rebuilding: [],
          conditions: [],
        },
      },
      {
        kind: 'longhorn-nodes',
        node: 'den',
        record: {
          name: 'den',
          allowScheduling: false,
          disks: [],
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'Schedulable', status: 'False' },
          ],
        },
      },
    ])
  })
})

describe('the node itself', () => {
  test('df of a share whose name needs a line of its own', () => {
    const text = `Filesystem      Size  Used Avail Use% Mounted on
10.0.0.9:volume_7_of_the_shop
                 60G   59G    1G  99% /prometheus
a line of something else
                 60G   59G    1G  99% /other`
    expect(records(text, 'filesystems')).toEqual([
      {
        source: '10.0.0.9:volume_7_of_the_shop',
        target: '/prometheus',
        sizeBytes: 60 * 2 ** 30,
        usedBytes: 59 * 2 ** 30,
        availableBytes: 2 ** 30,
        usedPercent: 99,
      },
    ])
  })

  test('df, with its inodes', () => {
    const text = `Filesystem      Size  Used Avail Use% Mounted on
/dev/mmcblk0p2   57G   42G   13G  77% /
tmpfs           795M  1.1M  794M   1% /run

Filesystem      Inodes  IUsed   IFree IUse% Mounted on
/dev/mmcblk0p2 3735552 3735000     552  100% /`
    expect(records(text, 'filesystems')).toEqual([
      {
        source: '/dev/mmcblk0p2',
        target: '/',
        sizeBytes: 57 * 2 ** 30,
        usedBytes: 42 * 2 ** 30,
        availableBytes: 13 * 2 ** 30,
        usedPercent: 77,
        inodesUsedPercent: 100,
      },
      {
        source: 'tmpfs',
        target: '/run',
        sizeBytes: 795 * 2 ** 20,
        usedBytes: Math.round(1.1 * 2 ** 20),
        availableBytes: 794 * 2 ** 20,
        usedPercent: 1,
      },
    ])
    const posix =
      'Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/nvme0n1p2   479083704 12345678 442324332       3% /'
    expect(records(posix, 'filesystems')).toEqual([
      expect.objectContaining({ sizeBytes: 479083704 * 1024, usedPercent: 3 }),
    ])
  })

  test('mounts in both forms', () => {
    const text =
      '/dev/mmcblk0p2 / ext4 ro,noatime 0 0\n/dev/sda1 on /mnt/data type ext4 (rw,relatime)\n/dev/sda1 on fire type something'
    expect(records(text, 'mounts')).toEqual([
      { source: '/dev/mmcblk0p2', target: '/', type: 'ext4', options: ['ro', 'noatime'] },
      { source: '/dev/sda1', target: '/mnt/data', type: 'ext4', options: ['rw', 'relatime'] },
    ])
  })

  test('lsblk as a table and as JSON', () => {
    const text = `NAME        MAJ:MIN RM   SIZE RO TYPE MOUNTPOINTS
sda           8:0    0     1G  0 disk /var/lib/kubelet/pods/x
mmcblk0     179:0    0  59.5G  0 disk
\u251c\u2500mmcblk0p1 179:1    0   512M  0 part /boot/firmware
\u2514\u2500mmcblk0p2 179:2    0    59G  0 part /`
    expect(records(text, 'block-devices')).toEqual([
      { name: 'sda', kind: 'disk', sizeBytes: 2 ** 30, mountpoints: ['/var/lib/kubelet/pods/x'] },
      { name: 'mmcblk0', kind: 'disk', sizeBytes: Math.round(59.5 * 2 ** 30), mountpoints: [] },
      {
        name: 'mmcblk0p1',
        kind: 'part',
        sizeBytes: 512 * 2 ** 20,
        parent: 'mmcblk0',
        mountpoints: ['/boot/firmware'],
      },
      {
        name: 'mmcblk0p2',
        kind: 'part',
        sizeBytes: 59 * 2 ** 30,
        parent: 'mmcblk0',
        mountpoints: ['/'],
      },
    ])
    const json = JSON.stringify(
      {
        blockdevices: [
          {
            name: 'sda',
            type: 'disk',
            tran: 'iscsi',
            size: '1G',
            mountpoints: [null],
            children: [{ name: 'sda1', type: 'part', size: 4096, mountpoints: ['/mnt'] }],
          },
        ],
      },
      undefined,
      3,
    )
    expect(records(json, 'block-devices')).toEqual([
      { name: 'sda', kind: 'disk', transport: 'iscsi', sizeBytes: 2 ** 30, mountpoints: [] },
      { name: 'sda1', kind: 'part', sizeBytes: 4096, parent: 'sda', mountpoints: ['/mnt'] },
    ])
  })

  test('free, in the unit that it says', () => {
    const human =
      '               total        used        free      shared  buff/cache   available\nMem:           7.9Gi       1.2Gi       200Mi        10Mi       6.5Gi       6.4Gi\nSwap:          512Mi       512Mi          0B'
    expect(records(human, 'memory')).toEqual([
      {
        totalBytes: Math.round(7.9 * 2 ** 30),
        availableBytes: Math.round(6.4 * 2 ** 30),
        swapTotalBytes: 512 * 2 ** 20,
      },
    ])
    const bare =
      '              total        used        free      shared  buff/cache   available\nMem:           3796        3000         245          10         551         600\nSwap:           512         506           6'
    expect(records(bare, 'memory')).toEqual([])
    expect(records(`$ free -m\n${bare}`, 'memory')).toEqual([
      {
        totalBytes: 3796 * 2 ** 20,
        availableBytes: 600 * 2 ** 20,
        swapTotalBytes: 512 * 2 ** 20,
        swapFreeBytes: 6 * 2 ** 20,
      },
    ])
  })

  test.each([
    ['cat', '$ cat /proc/pressure/io\nsome avg10=92.11 avg60=90.02 avg300=88.10 total=91'],
    ['grep', '/proc/pressure/io:some avg10=92.11 avg60=90.02 avg300=88.10 total=91'],
    ['head', '==> /proc/pressure/io <==\nsome avg10=92.11 avg60=90.02 avg300=88.10 total=91'],
  ])('pressure, by %s', (_, text) => {
    expect(records(text, 'pressure')).toEqual([
      { resource: 'io', someAvg10: 92.11, someAvg60: 90.02, someAvg300: 88.1 },
    ])
  })

  test('pressure of two files in the order of their names, and none of nobody knows what', () => {
    const two =
      'some avg10=1.00 avg60=2.00 avg300=3.00 total=4\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\nsome avg10=5.00 avg60=6.00 avg300=7.00 total=8'
    expect(records(`$ cat /proc/pressure/memory /proc/pressure/cpu\n${two}`, 'pressure')).toEqual([
      expect.objectContaining({ resource: 'memory', someAvg10: 1, fullAvg10: 0 }),
      expect.objectContaining({ resource: 'cpu', someAvg10: 5 }),
    ])
    expect(records(two, 'pressure')).toEqual([])
  })

  test('vmstat, of both widths, and no other row of numbers', () => {
    const seventeen =
      ' 3 41 524280  61240    812  98120 4120 3980 18120  4012 4012 9012  3 21  0 76  0'
    const expected = { blocked: 41, swapIn: 4120, swapOut: 3980, waitPercent: 76 }
    expect(records(seventeen, 'virtual-memory')).toEqual([expected])
    expect(records(`${seventeen}  0`, 'virtual-memory')).toEqual([expected])
    expect(records(seventeen.replace('76', '16'), 'virtual-memory')).toEqual([])
  })

  test('uptime, timedatectl and date', () => {
    expect(
      records(' 01:02:03 up 3 days,  4:05,  2 users,  load average: 16.74, 8.50, 4.00', 'load'),
    ).toEqual([{ one: 16.74, five: 8.5, fifteen: 4 }])
    const clock = `               Local time: Tue 2026-11-24 02:02:03 CET
           Universal time: Tue 2026-11-24 01:02:03 UTC
System clock synchronized: no
              NTP service: active`
    expect(records(clock, 'time-sync')).toEqual([
      { clockAt: '2026-11-24T01:02:03.000Z', synchronized: false, ntpEnabled: true },
    ])
    expect(records('Tue Nov 24 01:02:03 UTC 2026', 'time-sync')).toEqual([
      { clockAt: '2026-11-24T01:02:03.000Z' },
    ])
    expect(records('Tue Nov 24 01:02:03 PM UTC 2026', 'time-sync')).toEqual([
      { clockAt: '2026-11-24T13:02:03.000Z' },
    ])
    expect(records('Tue Nov 24 01:02:03 CST 2026', 'time-sync')).toEqual([])
  })

  test('systemctl status', () => {
    const text = `\u00d7 k3s.service - Lightweight Kubernetes
     Loaded: loaded (/etc/systemd/system/k3s.service; enabled; preset: enabled)
    Drop-In: /etc/systemd/system/k3s.service.d
     Active: failed (Result: exit-code) since Tue 2026-11-24 01:00:00 UTC; 2min ago`
    expect(records(text, 'units')).toEqual([
      {
        name: 'k3s.service',
        loadState: 'loaded',
        unitFileState: 'enabled',
        activeState: 'failed',
        result: 'exit-code',
      },
    ])
    expect(
      records(text.replace('failed (Result: exit-code)', 'activating (auto-restart)'), 'units'),
    ).toEqual([expect.objectContaining({ activeState: 'activating', subState: 'auto-restart' })])
  })

  test('vcgencmd get_throttled', () => {
    expect(records('throttled=0x50005', 'throttling')).toEqual([
      {
        bits: 0x50005,
        underVoltageNow: true,
        frequencyCappedNow: false,
        throttledNow: true,
        softTemperatureLimitNow: false,
        underVoltageSinceBoot: true,
        frequencyCappedSinceBoot: false,
        throttledSinceBoot: true,
        softTemperatureLimitSinceBoot: false,
      },
    ])
  })

  test('the same register as a file, where hexadecimal has no mark', () => {
    const text = 'cat /sys/devices/platform/soc/soc:firmware/get_throttled\n80008'
    expect(records(text, 'throttling')).toEqual([
      expect.objectContaining({ bits: 0x80008, softTemperatureLimitNow: true }),
    ])
    expect(records('80008', 'throttling')).toEqual([])
  })
})

describe('several commands in one text', () => {
  const text = `Here is what I see:

\`\`\`
pi@crag:~ $ kubectl get nodes
NAME   STATUS     ROLES    AGE   VERSION
den    NotReady   <none>   4d    v1.36.3+k3s1
pi@crag:~ $ ssh den
pi@den:~ $ df -h /
Filesystem      Size  Used Avail Use% Mounted on
/dev/mmcblk0p2   57G   57G     0 100% /
root@den:/home/pi# dmesg | tail -2
[  900.000001] EXT4-fs (mmcblk0p2): Remounting filesystem read-only
[  901.000001] systemd[1]: it failed
$ journalctl -b -1 -u k3s-agent
Nov 24 01:02:03 den k3s[812]: it failed
\`\`\`
`
  const failed = lines('it failed')
  const { lines: found, facts } = scanText(
    text,
    [failed, lines('Remounting', undefined, ['kernel'])],
    { evidence: 'e1', origin: 'unknown', takenAt: Date.parse('2026-11-24T12:00:00Z') },
  )

  test('a prompt names the node of what runs there, not of what kubectl shows', () => {
    expect(facts.filter(({ kind }) => kind === 'filesystems')).toEqual([
      expect.objectContaining({ node: 'den' }),
    ])
    expect(facts.filter(({ kind }) => kind === 'nodes')).toEqual([
      expect.objectContaining({ node: 'den', record: expect.objectContaining({ name: 'den' }) }),
    ])
  })

  test('a command says which boot and which log it shows', () => {
    expect(found.get(failed)?.map(({ boot, origin, node }) => [boot, origin, node])).toEqual([
      [0, 'kernel', 'den'],
      [-1, 'k3s', 'den'],
    ])
  })

  test('words of a command are no evidence', () => {
    const grep = '$ journalctl -k | grep "Under-voltage detected!"\n$ dmesg\n[    1.000000] Booting'
    expect(
      scanText(grep, [lines('Under-voltage detected!')], {
        evidence: 'e1',
        origin: 'unknown',
        takenAt: 0,
      }).lines.size,
    ).toBe(0)
  })
})

describe('objects', () => {
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'den' },
    spec: { unschedulable: true },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }
  const yaml =
    'apiVersion: v1\nkind: Node\nmetadata:\n  name: den\nspec:\n  unschedulable: true\nstatus:\n  conditions:\n  - type: Ready\n    status: "True"\n'
  const expected = [
    expect.objectContaining({
      name: 'den',
      unschedulable: true,
      conditions: [expect.objectContaining({ type: 'Ready', status: 'True' })],
    }),
  ]

  test.each([
    ['one as JSON', JSON.stringify(node)],
    [
      'a list as JSON',
      JSON.stringify(
        {
          kind: 'NodeList',
          apiVersion: 'v1',
          items: [{ ...node, kind: undefined, apiVersion: undefined }],
        },
        undefined,
        2,
      ),
    ],
    ['one as YAML', yaml],
    ['after a prompt', `$ kubectl get node den -o yaml\n${yaml}`],
    ['in a fence', `\`\`\`yaml\n${yaml}\`\`\``],
  ])('%s', (_, text) => expect(records(text, 'nodes')).toEqual(expected))

  test.each([
    ['cut JSON', JSON.stringify(node).slice(0, -10)],
    ['cut YAML', `${yaml}  bad: [`],
    [
      'an alias bomb',
      `kind: Node\n${Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1},*a${n - 1},*a${n - 1}` : '1'}]`).join('\n')}`,
    ],
    ['another kind', JSON.stringify({ ...node, kind: 'Banana' })],
    ['another group', JSON.stringify({ ...node, apiVersion: 'example.com/v1' })],
    ['no object', '[1, 2, {"kind": "Node"}]'],
  ])('%s gives none', (_, text) => expect(records(text, 'nodes')).toEqual([]))
})

describe('what merely looks like a table', () => {
  test.each([
    'The node den is Ready, but pods do not start',
    'den NotReady since yesterday',
    'Warning: this may take a while',
    'Warning  this is not an event',
    'I have 1/1 Running pods and 0 restarts',
    'used 77% of /dev/sda',
    'throttled=0x50005 was what I saw',
    'load is high, average: 3, 4, 5',
    'Name: den',
    'sda is on /mnt type what',
    'Active: inactive',
  ])('gives nothing: %s', (text) => {
    expect(recogniseTables(text)).toEqual([])
    expect(events(text)).toEqual([])
  })

  test('any text gives records that fit their kinds, and never throws', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'NAME   STATUS   ROLES   AGE   VERSION',
        'Name: x',
        'Containers:',
        '  c:',
        '    State:  Waiting',
        'Filesystem 1K-blocks Used Available Use% Mounted on',
        '/dev/x 1 2 3 4% /',
        '{',
        '}',
        '[',
        'kind: Node',
        'NAME STATE NODE INSTANCEMANAGER',
        'a-r-1   running',
        'Conditions:',
        '  Ready   True',
        '$ df',
        'total used free',
        'Mem: x y z',
        'x.service - y',
        'Loaded: loaded (a; b; c)',
        'Active: z (w)',
        '1m Normal X a/b',
        'Normal   X  ',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (all) => {
        const { facts } = scanText(all.join('\n'), [], {
          evidence: 'e1',
          origin: 'unknown',
          takenAt: 0,
        })
        expect(Array.isArray(facts)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('ip -s link', () => {
  const of = (text: string) => records(text, 'link-counters')
  const head = (name: string) =>
    `2: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000
    link/ether dc:a6:32:00:00:01 brd ff:ff:ff:ff:ff:ff`

  test('gives what was received and what of it was broken, in the form of now and of old', () => {
    const now = `${head('eth0')}
    RX:  bytes packets errors dropped  missed   mcast
    8423422342 7823423  48213       2       3   12342
    TX:  bytes packets errors dropped carrier collsns
    1223423423 5234234      7       0      12       0`
    const old = `${head('end0@if4')}
    RX: bytes  packets  errors  dropped overrun mcast
    9120       81       4       0       0       1
    TX: bytes  packets  errors  dropped carrier collsns
    5012       64       0       0       0       0`
    expect(of(now)).toEqual([
      {
        interface: 'eth0',
        receivedPackets: 7823423,
        receiveErrors: 48213,
        sentPackets: 5234234,
        sendErrors: 7,
      },
    ])
    expect(of(old)).toEqual([
      expect.objectContaining({ interface: 'end0', receivedPackets: 81, receiveErrors: 4 }),
    ])
  })

  test('takes no numbers of the next interface for those of one without', () => {
    expect(
      of(
        `${head('eth0')}\n3: wlan0: <NO-CARRIER> mtu 1500\n    RX: bytes packets errors\n 1 2 3 4`,
      ),
    ).toEqual([{ interface: 'wlan0', receivedPackets: 2, receiveErrors: 3 }])
  })
})
