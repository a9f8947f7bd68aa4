import { filesystems } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const filesystem = (source: string, target: string, usedPercent: number) =>
  facts(filesystems, [{ source, target, usedPercent }], 'pi02')

testPattern(pattern, {
  finds: [
    {
      name: 'a note of how full a claim is',
      confidence: 'suspected',
      evidence: [log('loki PVC usage: 100% (10Gi/10Gi)')],
    },
    {
      name: 'an index that Elasticsearch closed, in the words of its older versions',
      confidence: 'suspected',
      evidence: [
        log(
          'ClusterBlockException[blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];]',
          {
            origin: 'pods',
          },
        ),
      ],
    },
    {
      name: 'a compaction that has no room',
      confidence: 'suspected',
      evidence: [
        log(
          'java.lang.RuntimeException: Not enough space for compaction, estimated sstables = 1, expected write size = 9012',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: "a row of df of Ceph's device",
      confidence: 'confirmed',
      evidence: [log('/dev/rbd0        40G   40G     0 100% /data')],
    },
    {
      name: 'the folder of a database on a disk of its own',
      confidence: 'suspected',
      evidence: [
        log(
          'Filesystem      Size  Used Avail Use% Mounted on\n/dev/xvdc        4.9G  4.9G     0 100% /var/lib/mysql',
        ),
      ],
    },
    {
      name: "ClickHouse's client, which gets the words without the name of the code",
      confidence: 'suspected',
      evidence: [
        log('error: code: 243, message: Cannot reserve 3.00 MiB, not enough space', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'the measures of a claim, divided',
      confidence: 'suspected',
      evidence: [
        log('kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes => 0.987'),
      ],
    },
    {
      name: 'a claim that has nothing left',
      confidence: 'suspected',
      evidence: [
        log(
          'kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="data-db-0"} 0',
        ),
      ],
    },
    {
      name: 'the path behind the words, as Python, .NET and Ruby write it',
      confidence: 'suspected',
      evidence: [
        log("OSError: [Errno 28] No space left on device: '/config/states.db-wal'"),
        log("System.IO.IOException: No space left on device : '/config/library.db'"),
        log('Errno::ENOSPC: No space left on device @ rb_sysopen - /var/opt/gitlab/uploads/a'),
      ],
    },
    {
      name: 'a program that names itself and no path',
      confidence: 'suspected',
      evidence: [log('panic: preallocate: no space left on device')],
    },
    {
      name: 'df of one folder, of a share that needs a line of its own',
      confidence: 'suspected',
      evidence: [
        facts(filesystems, [{ source: '10.0.0.9:vol_7', target: '/prometheus', usedPercent: 99 }]),
      ],
    },
    {
      name: 'df of the folder of a database',
      confidence: 'suspected',
      evidence: [
        facts(filesystems, [{ source: '/dev/sdd', target: '/var/lib/mysql', usedPercent: 97 }]),
      ],
    },
    {
      name: 'the alert without its name, as a chat shows it',
      confidence: 'suspected',
      evidence: [
        log('The PersistentVolume claimed by books-db-0 in Namespace library is only 2.113% free.'),
      ],
    },
    {
      name: 'the alert that looks ahead',
      confidence: 'suspected',
      evidence: [
        log(
          'Based on recent sampling, the PersistentVolume claimed by books-db-0 in Namespace library is expected to fill up within four days. Currently 8.2% is available.',
        ),
      ],
    },
    {
      name: 'an alert for all volumes of a cluster',
      confidence: 'suspected',
      evidence: [
        log(
          'Volume is expected to fill up within four days. Currently 6% is available. VALUE = -1.2e+05',
        ),
      ],
    },
    {
      name: "Rook's alert",
      confidence: 'suspected',
      evidence: [
        log(
          'PVC books-db-0 utilization has crossed 85%. Free up some space or expand the PVC immediately.',
        ),
      ],
    },
    {
      name: "Loki's write-ahead log",
      confidence: 'suspected',
      evidence: [
        log(
          'level=error ts=2026-02-03T04:05:06Z caller=instance.go:270 msg="Error writing to WAL, disk full, no further messages will be logged for this error"',
        ),
      ],
    },
    {
      name: "Kafka's log, the reason in the next line",
      confidence: 'suspected',
      evidence: [
        log(
          'ERROR Error while appending records to orders-3 in dir /bitnami/kafka/data (kafka.server.LogDirFailureChannel)\njava.io.IOException: No space left on device',
        ),
      ],
    },
    {
      name: 'Elasticsearch moves its shards away',
      confidence: 'suspected',
      evidence: [
        log(
          '[WARN ][o.e.c.r.a.DiskThresholdMonitor] [es-1] high disk watermark [90%] exceeded on [Zq1][es-1][/data/nodes/0] free: 812mb[8.1%], shards will be relocated away from this node',
        ),
      ],
    },
    {
      name: 'a database in its usual place',
      confidence: 'suspected',
      evidence: [
        log(
          'mariadbd: Error writing file \'/var/lib/mysql/books/loans.ibd\' (errno: 28 "No space left on device")',
        ),
      ],
    },
    {
      name: "Elasticsearch's own folder",
      confidence: 'suspected',
      evidence: [
        log(
          'java.nio.file.FileSystemException: /usr/share/elasticsearch/data/nodes/0/_state/_1.fdt: No space left on device',
        ),
      ],
    },
    {
      name: 'a table of MariaDB',
      confidence: 'suspected',
      evidence: [
        log("ERROR 1114 (HY000) at line 12: The table 'hist' is full", { origin: 'pods' }),
      ],
    },
    {
      name: "ClickHouse's word for it",
      confidence: 'suspected',
      evidence: [
        log(
          'Code: 243. DB::Exception: Cannot reserve 2.00 MiB, not enough space. (NOT_ENOUGH_SPACE)',
        ),
      ],
    },
    {
      name: 'Redis and Valkey, in their own log',
      confidence: 'suspected',
      evidence: [
        log(
          '1:M 04 May 2025 10:00:01.001 # Error writing to the AOF file: No space left on device\n19:C 04 May 2025 10:00:02.001 # Write error while saving DB to the disk(rdbSaveRio): No space left on device',
        ),
      ],
    },
    {
      name: 'a write of InnoDB that came out short',
      confidence: 'suspected',
      evidence: [
        log('[ERROR] [MY-012638] [InnoDB] Retry attempts for writing partial data failed.'),
      ],
    },
    {
      name: "MinIO's drive",
      evidence: [log('ERROR Unable to initialize backend: drive path full')],
      confidence: 'suspected',
    },
    {
      name: 'what Elasticsearch measures',
      evidence: [
        log(
          '[INFO ][o.e.e.NodeEnvironment] using [1] data paths, mounts [[/usr/share/elasticsearch/data (/dev/rbd4)]], net usable_space [0b], net total_space [90mb], types [ext4]',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "MinIO's word for it",
      evidence: [
        log(
          'API: SYSTEM.scanner\nError: Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed. (cmd.StorageFull)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "RabbitMQ's word for it",
      evidence: [
        log(
          '2024-05-02 08:11:04.494092+00:00 [info] <0.297.0> Free disk space is insufficient. Free bytes: 41943040. Limit: 50000000',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the word of VictoriaMetrics',
      evidence: [
        log(
          'warn VictoriaMetrics/lib/storage/storage.go:755 switching the storage at /vm-data to read-only mode, since it has less than -storage.minFreeDiskSpaceBytes=10000000 of free space: 8126464 bytes left',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the disks that a pod sees',
      confidence: 'confirmed',
      evidence: [
        facts(filesystems, [
          { source: 'overlay', target: '/', usedPercent: 62 },
          { source: '/dev/sdc', target: '/home/postgres/pgdata', usedPercent: 100 },
          {
            source: 'tmpfs',
            target: '/run/secrets/kubernetes.io/serviceaccount',
            usedPercent: 1,
          },
        ]),
      ],
    },
    {
      name: 'an operator that does not start its database, 1.24 and today',
      evidence: [
        log(
          '"msg":"Detected low-disk space condition, avoid starting the instance","logger":"instance-manager"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the phase of a PostgreSQL cluster',
      evidence: [log('Not enough WAL disk space, avoid starting PostgreSQL')],
      confidence: 'suspected',
    },
    {
      name: 'a path of a claim, whoever says it',
      evidence: [
        log('opening storage failed: write /prometheus/wal/00000212: no space left on device'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a log of transactions that grew',
      evidence: [log('12G\t/var/lib/postgresql/data/pg_wal')],
      confidence: 'suspected',
    },
    {
      name: 'a database without room for its log',
      evidence: [log(read('postgres-15.txt'))],
      confidence: 'suspected',
    },
    { name: 'a row of df', evidence: [log(read('df.txt'))], confidence: 'confirmed' },
    {
      name: 'a program in a pod',
      evidence: [log('write /data/x: no space left on device', { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'a mount that is full, on its node',
      evidence: [
        filesystem(
          '/dev/longhorn/pvc-2f',
          '/var/lib/kubelet/plugins/kubernetes.io/csi/driver.longhorn.io/9c/globalmount',
          99,
        ),
      ],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'a pod over its own limit of local storage',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  Container builder exceeded its local ephemeral storage limit "1Gi".',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'the sum of its containers',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'an emptyDir over its size',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  Usage of EmptyDir volume "cache" exceeds the limit "500Mi".',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a claim that is nearly empty, and one that is copied',
      evidence: [log('loki PVC usage: 12% (1.2Gi/10Gi)\nmigrate pvc data: 100% complete')],
    },
    {
      name: 'the measures of a claim with room',
      evidence: [
        log(
          'kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes => 0.41\nkubelet_volume_stats_available_bytes{persistentvolumeclaim="data-db-0"} 1.2e+09',
        ),
      ],
    },
    {
      name: 'the folder of a database on a machine whose own disk is full',
      rival: 'node-disk-full',
      evidence: [
        facts(filesystems, [
          { source: '/dev/sda1', target: '/', usedPercent: 100 },
          { source: '/dev/sda1', target: '/var/lib/mysql', usedPercent: 100 },
        ]),
      ],
    },
    {
      name: 'a folder with room',
      evidence: [
        facts(filesystems, [{ source: '/dev/sdd', target: '/prometheus', usedPercent: 80 }]),
      ],
    },
    {
      name: 'a limit that NATS counts by itself',
      evidence: [
        log(
          'JetStream resource limits exceeded for server: insufficient storage resources available',
        ),
      ],
    },
    {
      name: 'an alert that has ended, about another thing',
      evidence: [
        log(
          'The Deployment books in Namespace library has not matched the expected number of replicas.',
        ),
      ],
    },
    {
      name: 'a write of InnoDB that is tried again',
      evidence: [
        log(
          '[InnoDB] 4096 bytes should have been written. Only 1024 bytes written. Retrying for the remaining bytes.',
        ),
      ],
    },
    {
      name: 'an Elasticsearch with room',
      evidence: [
        log(
          'using [1] data paths, mounts [[/data (/dev/rbd4)]], net usable_space [31.2gb], net total_space [39gb]',
        ),
      ],
    },
    {
      name: 'a limit that RabbitMQ only states',
      evidence: [
        log('2024-05-02 08:11:00.494092+00:00 [info] <0.297.0> Disk free limit set to 50MB'),
      ],
    },
    {
      name: 'a flag of VictoriaMetrics',
      evidence: [
        log(
          'info VictoriaMetrics/lib/logger/flag.go:12 flag "storage.minFreeDiskSpaceBytes"="10000000"',
        ),
      ],
    },
    {
      name: 'the disks that a pod sees, on a node that is full itself',
      rival: 'node-disk-full',
      evidence: [
        facts(filesystems, [
          { source: 'overlay', target: '/', usedPercent: 99 },
          { source: '/dev/mmcblk0p2', target: '/etc/hosts', usedPercent: 99 },
          {
            source: 'tmpfs',
            target: '/run/secrets/kubernetes.io/serviceaccount',
            usedPercent: 1,
          },
        ]),
      ],
    },
    {
      name: 'keys of containers, whose number is used up',
      rival: 'kernel-limit-exhausted',
      evidence: [log('unable to create session key: disk quota exceeded', { origin: 'pods' })],
    },
    {
      name: 'an operator that looks for space and finds it',
      evidence: [log('"msg":"Checking for free disk space for WALs before starting PostgreSQL"')],
    },
    {
      name: 'a database on a node whose own disk is full',
      rival: 'node-disk-full',
      evidence: [
        log(read('postgres-15.txt'), { node: 'pi02' }),
        filesystem('/dev/mmcblk0p2', '/', 100),
      ],
    },
    {
      name: 'maps and semaphores of the kernel, which are no disk',
      rival: 'kernel-limit-exhausted',
      evidence: [
        log(
          'update map cilium_policy_00131:\nupdate: no space left on device\nFATAL:  could not create semaphores: No space left on device',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'inotify',
      rival: 'kernel-limit-exhausted',
      evidence: [log('inotify_add_watch: no space left on device', { origin: 'pods' })],
    },
    {
      name: 'an image that cannot be unpacked',
      rival: 'node-disk-full',
      evidence: [
        log(
          'failed to pull and unpack image: write /var/lib/rancher/k3s/x: no space left on device',
        ),
      ],
    },
    { name: 'a root file system in a table', evidence: [log('/dev/sda2   57G   56G   1G  98% /')] },
    {
      name: "an eviction for the node's sake",
      rival: 'node-disk-full',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  The node was low on resource: ephemeral-storage. Threshold quantity: 1503238553, available: 912344Ki.',
          { origin: 'events' },
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'the path of a node behind the words',
      evidence: [log("OSError: [Errno 28] No space left on device: '/var/tmp/a'")],
    },
    {
      name: "RabbitMQ's own word for no room",
      evidence: [
        log(
          '2026-02-03 04:05:06 [error] <0.271.0> ** Reason for termination == {error,enospc} of vhost',
        ),
      ],
    },
    {
      name: 'Redis, to its clients',
      evidence: [
        log(
          'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
        ),
      ],
    },
    { name: 'no space, nobody says where', evidence: [log('write: no space left on device')] },
  ],
})
