import { expect, test } from 'vitest'
import { pods } from '#src/model/facts/kubernetes.ts'
import { knownDefects } from '#src/rules/versions/known-defects.ts'
import { isWithin, parseVersion } from '#src/rules/versions/version.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const longhorn = (version: string) =>
  facts(pods, [
    {
      namespace: 'longhorn-system',
      name: 'longhorn-manager-1',
      containers: [{ name: 'longhorn-manager', image: `longhornio/longhorn-manager:${version}` }],
    },
  ])

testPattern(pattern, {
  finds: [
    ...[
      'level=fatal msg="failed to start controllers: failed to create new server context: failed to register CRDs: failed to create crd \'addons.k3s.cattle.io\': customresourcedefinitions.apiextensions.k8s.io \\"addons.k3s.cattle.io\\" already exists"',
      'level=fatal msg="template: compiled_template:88:21: executing \\"compiled_template\\" at <.SystemdCgroup>: can\'t evaluate field SystemdCgroup in type templates.ContainerdRuntimeConfig"\nIt ran until I came from v1.27.6+k3s1',
      'I0301 filter.go:99] "Deleting conntrack entry" flow=<\n\tudp\t17 src=10.0.0.4 dst=10.0.0.5 sport=41122 dport=8472 packets=0 bytes=0',
    ].map((text) => ({
      name: `a line of a known defect: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'an agent whose kubelet has port 0',
      evidence: [log('level=info msg="Tunnel authorizer set Kubelet Port 0"')],
    },
    {
      name: 'a namespace of a folder that is no process',
      evidence: [
        log(
          'Mounting command: /usr/local/sbin/nsmounter\nOutput: nsenter: cannot open /host/proc/fs/ns/mnt: No such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a backend that is larger than the engine thinks',
      evidence: [
        log(
          'Backend tcp://10.42.7.19:10045 size does not match 5368709120 != 6442450944 in the engine initiation phase',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a backup target behind a dead mount',
      evidence: [
        log(
          'error listing backup volume names: Cannot create mount directory /var/lib/longhorn-backupstore-mounts/nas_lan/volume1/lh for NFS server: mkdir /var/lib/longhorn-backupstore-mounts/nas_lan/volume1/lh: file exists',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a crash as people tell it',
      evidence: [log('longhorn-manager ends with a Null pointer exception on two of three nodes')],
      confidence: 'suspected',
    },
    {
      name: "the kubelet and a block volume's device that is gone",
      evidence: [
        log(
          'couldn\'t find loopback device which takes file descriptor lock. Skip detaching device. device path: "/var/lib/kubelet/plugins"\nError: "UnmapVolume.UnmapBlockVolume failed for volume \\"vm-disk\\"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'servers that turn into learners on the way to etcd 3.6, with the version before',
      confidence: 'confirmed',
      evidence: [
        log(
          '{"level":"info","msg":"starting etcd server","local-server-version":"3.5.16","cluster-version":"to_be_decided"}\nlevel=fatal msg="membership: too many learner members in cluster"',
        ),
      ],
    },
    {
      name: 'a record that open-iscsi does not read any more',
      confidence: 'suspected',
      evidence: [
        log(
          'iSCSI ERROR: Unknown parameter name node.session.conn_reopen_log_freq\niSCSI ERROR: config file /var/lib/iscsi/nodes/iqn.2019-10.io.longhorn:pvc-1/10.42.0.7,3260,1/default invalid',
        ),
      ],
    },
    {
      name: 'a message of Longhorn without its version',
      evidence: [log(read('two-engines-v1.4.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'the same with an affected version',
      evidence: [log(read('two-engines-v1.4.txt')), longhorn('v1.4.2')],
      confidence: 'confirmed',
    },
    {
      name: 'a message of K3s with its version',
      evidence: [log(read('k3s-v1.30.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'an instance manager that panics in the middle of a rebuild',
      evidence: [
        log(
          'panic: runtime error: invalid memory address or nil pointer dereference\ngithub.com/longhorn/longhorn-engine/pkg/controller/client.(*ControllerClient).ReplicaCreate(0x0)',
        ),
        longhorn('v1.10.2'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a backing image that two disks cannot share',
      evidence: [
        log(
          'level=error msg="Failed to sync Longhorn backing image" error="failed to handle backing image managers: backingimagemanagers.longhorn.io \\"backing-image-manager-4407-c012\\" already exists"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a compaction of SQLite that never comes through, with the version in a table of nodes',
      evidence: [
        log(
          'ERRO[0600] Compact failed: failed to compact to revision 2002: database is locked\npi01   Ready   control-plane,master   13m   v1.31.2+k3s1',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a revision that the API server of 1.35.1 cannot read',
      evidence: [
        log(
          'k3s version v1.35.1+k3s1 (50fa2d70)\ncompact.go:265] etcd: endpoint ([unix://kine.sock]): failed to parse compact revision: strconv.ParseInt: parsing "": invalid syntax',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a container without a name under the static CPU manager',
      evidence: [
        log(
          'k3s version v1.20.6+k3s1 (8d043282)\nfailed to update resources: runc did not terminate successfully: container "-" does not exist: unknown',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a shared volume of 1.5.3 whose pod is gone',
      evidence: [
        log('msg="pod share-manager-pvc-a1 for share manager not found" shareManager=pvc-a1'),
        longhorn('v1.5.3'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a message that is pasted in two lines',
      evidence: [
        log(
          'level=fatal msg="Error starting manager: Operation cannot be fulfilled on\nsettings.longhorn.io \\"auto-salvage\\": the object has been modified',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "a crash in Longhorn's own code",
      evidence: [log(read('panic-v1.10.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'what Longhorn calls a bug itself',
      evidence: [
        log('controller=longhorn-engine error="BUG: multiple engines when volume is detached"'),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'kinds that cannot be asked for while the server starts',
      evidence: [
        log(
          'level=info msg="Failed to set etcd role label: failed to register CRDs: Get \\"https://127.0.0.1:6444/apis\\": dial tcp 127.0.0.1:6444: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'connections to a service that is gone, and a version that has the fix',
      evidence: [
        log(
          'I0301 filter.go:99] "Deleting conntrack entry" flow=<\n\tudp\t17 src=10.42.0.4 dst=10.43.0.10 sport=41122 dport=53 packets=1',
        ),
        log(
          'k3s version v1.32.3+k3s1\nI0301 filter.go:99] "Deleting conntrack entry" flow=<\n\tudp\t17 src=10.0.0.4 dst=10.0.0.5 sport=41122 dport=8472 packets=0',
        ),
      ],
    },
    {
      name: "an agent whose kubelet has its port, in today's words",
      evidence: [log('level=info msg="Tunnel authorizer set Kubelet Port 0.0.0.0:10250"')],
    },
    {
      name: 'a namespace of a process that ended',
      evidence: [log('nsenter: cannot open /host/proc/4711/ns/mnt: No such file or directory')],
    },
    {
      name: 'a backup target whose folder may not be made',
      evidence: [
        log(
          'Cannot create mount directory /var/lib/longhorn-backupstore-mounts/nas_lan/volume1/lh for NFS server: mkdir /var/lib/longhorn-backupstore-mounts: read-only file system',
        ),
      ],
    },
    {
      name: 'a loop device that cannot be detached for another reason',
      evidence: [
        log('UnmapVolume.UnmapBlockVolume failed for volume "vm-disk": device or resource busy'),
      ],
    },
    {
      name: 'a version of etcd that has defects, and none of them shows',
      evidence: [log('{"msg":"starting etcd server","local-server-version":"3.5.16"}')],
    },
    {
      name: 'a shared volume whose pod is not there yet, after the fix',
      rival: 'rwx-or-nfs-mount',
      evidence: [
        log('msg="pod share-manager-pvc-a1 for share manager not found" shareManager=pvc-a1'),
        longhorn('v1.6.2'),
      ],
    },
    {
      name: 'a database that was locked, after the fix',
      rival: 'slow-datastore-disk',
      evidence: [
        log(
          'k3s version v1.31.4+k3s1\nlevel=error msg="Compact failed: failed to compact to revision 2002: database is locked"',
        ),
      ],
    },
    {
      name: 'a version with a defect that has no message of its own',
      evidence: [log('level=info msg="Started longhorn-manager"'), longhorn('v1.11.0')],
    },
    {
      name: 'an API server that ends on purpose',
      rival: 'clock-skew',
      evidence: [
        log(
          'k3s[81]: Observed a panic: F0312 09:11:00.120033 81 controller.go:170] Unable to perform initial IP allocation check: x509: certificate has expired or is not yet valid',
        ),
      ],
    },
    {
      name: 'the message with a version that has the fix',
      evidence: [
        log('level=info msg="found the second active engine shop-e-1 besides shop-e-2"'),
        longhorn('v1.6.1'),
      ],
    },
    {
      name: 'a setting that is written twice and tried again',
      evidence: [
        log(
          'level=error msg="Operation cannot be fulfilled on volumes.longhorn.io: the object has been modified"',
        ),
      ],
    },
    {
      name: 'a bug of the kernel',
      rival: 'kernel-crash-or-lockup',
      evidence: [log('kernel: BUG: unable to handle page fault')],
    },
    {
      name: 'a start over a slow datastore',
      rival: 'slow-datastore-disk',
      evidence: [log('level=info msg="Slow SQL (started: 2026-01-01) (total time: 2.1s): SELECT"')],
    },
    {
      name: 'a server that is removed, version unknown',
      evidence: [
        log(
          'level=info msg="Removing server from load balancer k3s-agent-load-balancer: 10.0.0.2:6443"',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a replica of another size',
      evidence: [
        log(
          'level=fatal msg="Error running add replica command: rebuilding replica size 1073741824 is not the same as volume size 2147483648"',
        ),
      ],
    },
    {
      name: 'an expansion to the size that it has',
      evidence: [
        log(
          'desc = volume wiki expansion from existing capacity 2147483648 to requested capacity 2147483648 failed',
        ),
      ],
    },
    {
      name: 'a crash of nobody',
      evidence: [log('panic: runtime error: index out of range [3] with length 3')],
    },
  ],
})

test('each signature can be found: it fits a line that holds one of its literals', () => {
  for (const { literals, signature, title } of knownDefects) {
    expect(signature.length === 0, title).toBe(literals.length === 0)
    for (const literal of literals) expect(literal.length, title).toBeGreaterThan(3)
    for (const part of signature) expect(part.flags, title).not.toContain('g')
  }
})

test('a fixed release is outside the affected ranges, and the ranges are in order', () => {
  for (const { affected, fixedIn, title } of knownDefects) {
    expect(affected.length, title).toBeGreaterThan(0)
    for (const { from, to } of affected) {
      expect(parseVersion(from), title).toBeDefined()
      expect(isWithin(parseVersion(from) ?? [0, 0, 0], [{ from, ...(to && { to }) }]), title).toBe(
        true,
      )
    }
    for (const release of fixedIn) {
      const version = /^v\d+\.\d+\.\d+$/.test(release) ? parseVersion(release) : undefined
      if (version) expect(isWithin(version, affected), `${title}: ${release}`).toBe(false)
    }
  }
})
