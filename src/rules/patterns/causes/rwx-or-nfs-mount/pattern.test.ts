import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { hungProcesses } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a database on a mount whose process died',
      evidence: [
        log('could not open file "global/pg_control": Transport endpoint is not connected', {
          origin: 'pods',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same as Python words it',
      evidence: [log("OSError: [Errno 107] Transport endpoint is not connected: '/books/index'")],
      confidence: 'suspected',
    },
    {
      name: 'the same as Node words it',
      evidence: [log("Error: ENOTCONN: socket is not connected, scandir '/books'")],
      confidence: 'suspected',
    },
    {
      name: 'the same where Go names the path in brackets',
      evidence: [log('chdir to cwd ("/shop"): transport endpoint is not connected')],
      confidence: 'suspected',
    },
    {
      name: 'a server whose name somebody took out',
      confidence: 'suspected',
      evidence: [log('03:06:42 nfs: server not responding, still trying\n03:07:21 nfs: server OK')],
    },
    {
      name: 'a log of Prometheus that broke on an export',
      confidence: 'suspected',
      evidence: [
        log(
          'level=WARN msg="This filesystem is not supported and may lead to data corruption and data loss." fs_type=NFS_SUPER_MAGIC\nlevel=WARN component=tsdb msg="Encountered WAL read error, attempting repair" err="corruption in segment /prometheus/wal/00000017 at 4502: unexpected checksum 0x1, expected 0x2"',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'locks that nobody keeps',
      evidence: [
        log('Operating system error number 37 in a file operation. No locks available'),
        log('Error: ESTALE: stale file handle, stat "/data/a"', { origin: 'pods' }),
      ],
    },
    {
      name: 'root that is nobody on the share',
      confidence: 'suspected',
      evidence: [
        log("chown: changing ownership of '/var/lib/mysql': Operation not permitted"),
        log('nas:/export/db on /var/lib/mysql type nfs4 (rw,hard,proto=tcp)'),
      ],
    },
    {
      name: 'a mount on the list beside processes that wait in the kernel',
      confidence: 'suspected',
      evidence: [
        log('Four backup workers are stuck in D-state since midnight.'),
        log(
          '10.0.0.9:/export/media on /media type nfs4 (rw,hard,proto=tcp,timeo=600,retrans=2,sec=sys)',
        ),
      ],
    },
    {
      name: 'autofs that mounts no share',
      evidence: [
        log('automount[701]: mount(nfs): nfs: mount failure nas.lan:/tank/books on /books'),
      ],
    },
    {
      name: 'locks that nobody watches over',
      evidence: [log('lockd: cannot monitor nas.lan', { origin: 'kernel' })],
    },
    {
      name: 'an export on a file system without a number of its own',
      evidence: [log('exportfs: /srv/overlay requires fsid= for NFS export')],
    },
    {
      name: 'an export table with a slip',
      evidence: [log("exportfs: /etc/exports:7: unknown keyword 'rww'")],
    },
    {
      name: 'a provisioner that may not write to its export',
      evidence: [
        log(
          'controller.go:1004] provision "library/books" class "nas": error: unable to create directory to provision new pv: mkdir /persistentvolumes/library-books-pvc-5c: permission denied',
        ),
      ],
    },
    {
      name: 'a backup that cannot mount its store',
      evidence: [
        log(
          'failed to create backup to nfs://nas.lan:/lh for volume books: rpc error: code = Unknown desc = cannot mount nfs nas.lan:/lh, options []',
        ),
      ],
    },
    {
      name: 'a mount helper that waits in the kernel',
      evidence: [
        log(
          'root  3120  0.0  0.0  2400  1100 ?  D  10:02  0:00 /sbin/mount.nfs nas.lan:/books /mnt -o rw',
        ),
      ],
    },
    {
      name: 'a kernel without SMB',
      evidence: [log('mount error: cifs filesystem not supported by the system')],
    },
    {
      name: 'an account that an SMB server does not take',
      evidence: [
        log(
          'Mounting arguments: -t cifs -o uid=1000,<masked> //nas2/films /var/lib/kubelet/x/globalmount\nOutput: mount error(13): Permission denied',
          { origin: 'events' },
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an SMB server that is down, and one whose name nobody knows',
      evidence: [
        log(
          'mount error(112): Host is down\nmount error: could not resolve address for nas2: Unknown error',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an SMB server that goes away, to kernels of today and before',
      evidence: [
        log(
          'CIFS: VFS: \\\\nas2 has not responded in 180 seconds. Reconnecting...\nCIFS VFS: Server nas2 has not responded in 120 seconds. Reconnecting...',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an SMB server that refuses the login',
      evidence: [
        log(
          'CIFS: Status code returned 0xc000006d STATUS_LOGON_FAILURE\nCIFS: VFS: cifs_mount failed w/return code = -13',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a mount whose FUSE process died',
      evidence: [
        log(
          'stat /var/lib/kubelet/pods/7f/volumes/kubernetes.io~csi/pv-s3/mount: transport endpoint is not connected',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same, as a shell shows it',
      evidence: [log("ls: cannot access '/mnt/films': Transport endpoint is not connected")],
      confidence: 'suspected',
    },
    {
      name: 'a server that offers no mounts',
      evidence: [log('# showmount -e nas2\nclnt_create: RPC: Program not registered')],
      confidence: 'suspected',
    },
    {
      name: 'a port mapper that does not answer the kernel',
      evidence: [log('rpcbind: server 10.0.0.9 not responding, timed out', { origin: 'kernel' })],
      confidence: 'suspected',
    },
    {
      name: 'a lease that the server does not renew, noted without its prefix',
      evidence: [log('dmesg: "check lease failed on NFSv4 server nas2 with error 13"')],
      confidence: 'suspected',
    },
    {
      name: 'a debug line of the kernel: the server never answered',
      confidence: 'suspected',
      evidence: [log('[  212.4] nfs_create_rpc_client: cannot create RPC client. Error = -111')],
    },
    {
      name: 'a path of the export that is never reached',
      confidence: 'suspected',
      evidence: [log("kernel: NFS4: Couldn't follow remote path")],
    },
    {
      name: 'a dead mount that the kubelet takes for a missing folder',
      confidence: 'suspected',
      evidence: [
        log(
          'MountVolume.SetUp failed for volume "media" : mkdir /var/lib/kubelet/pods/0b/volumes/kubernetes.io~nfs/media: file exists',
        ),
      ],
    },
    {
      name: 'the hint of util-linux whose placeholder was taken for a tag',
      confidence: 'confirmed',
      evidence: [
        log(
          'Output: mount: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount. helper program.',
        ),
      ],
    },
    {
      name: 'Ganesha on a folder that gives no handles',
      confidence: 'suspected',
      evidence: [
        log(
          'nfs-ganesha-12[main] init_export_root :EXPORT :CRIT :Lookup failed on path, ExportId=1 Path=/data FSAL_ERROR=(Operation not supported,95)',
        ),
      ],
    },
    {
      name: 'a server with nothing to offer, in notes',
      confidence: 'suspected',
      evidence: [log('our NFS server says that it has no valid exports')],
    },
    {
      name: 'mounts that hang, in notes',
      confidence: 'suspected',
      evidence: [log('since the update of the NAS all NFS mounts hang on worker-2')],
    },
    {
      name: 'a folder that cannot be exported',
      confidence: 'suspected',
      evidence: [log('exportfs: /srv/data does not support NFS export')],
    },
    {
      name: 'a server that does not know its client',
      confidence: 'suspected',
      evidence: [
        log(
          'rpc.mountd[700]: refused mount request from 10.0.0.5 for /export/data (/export/data): unmatched host',
        ),
      ],
    },
    {
      name: 'locks that the server does not answer for',
      confidence: 'suspected',
      evidence: [log('lockd: server 192.168.1.5 not responding, still trying')],
    },
    {
      name: 'a lease that cannot be renewed',
      confidence: 'suspected',
      evidence: [
        log('NFS: state manager: check lease failed on NFSv4 server 10.43.12.8 with error 13'),
      ],
    },
    {
      name: 'a server that lost the locks of its clients',
      confidence: 'suspected',
      evidence: [log('NFS: __nfs4_reclaim_open_state: Lock reclaim failed!')],
    },
    {
      name: 'a share that ends over its own memory of clients',
      evidence: [
        log(
          'nfs-ganesha-30[main] longhorn_recov_init :CLIENT ID :FATAL :HTTP call error: res=-1 ((null))',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a list of backups that an export never gives',
      evidence: [
        log(
          'level=warning msg="failed to list backup volumes: timeout executing: /engine-binaries/longhorn [backup ls --volume-only nfs://nas.lan:/volume1/lh], output , stderr, error <nil>"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a store for backups that refuses a folder',
      evidence: [
        log(
          'failed to create backup to nfs://10.1.1.4:/tank/lh for volume pvc-7: mkdir /var/lib/backupstore/10_1_1_4/tank/lh/backupstore: permission denied',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a mount of that store that hangs',
      evidence: [
        log(
          'root 7712 0.0 0.0 7010 700 ? D+ 09:12 0:00 mount -t nfs4 10.1.1.4:/tank/lh /var/lib/longhorn-backupstore-mounts/10_1_1_4/tank/lh',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a server that has registered no NFS',
      evidence: [
        log(
          '   program vers proto   port  service\n    100000    4   tcp    111  portmapper\n    100024    1   udp  40112  status\nMountVolume.SetUp failed for volume "media": rpc error: code = DeadlineExceeded desc = context deadline exceeded',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'exports that do not name the client',
      evidence: [
        log(
          'rpc.mountd[771]: refused mount request from 10.20.0.14 for /srv/media (/srv): no export entry',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a share whose pod does not come up',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-5c": rpc error: code = Internal desc = volume pvc-5c failed to attach to node pi04 with attachmentID csi-77: Waiting for volume share to be available',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an NFS server without threads',
      evidence: [
        log(
          "nas rpc.nfsd: error starting threads: errno 12 (Cannot allocate memory)\nnas systemd[1]: nfs-server.service: Failed with result 'exit-code'.",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an NFS server that systemd gives up, in the words of Ubuntu',
      evidence: [log('systemd[1]: nfs-kernel-server.service: failed with result "timeout"')],
      confidence: 'suspected',
    },
    {
      name: 'a mount that ends by its deadline while the port of NFS answers',
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "photos" : rpc error: code = DeadlineExceeded desc = context deadline exceeded\nConnection to 10.43.9.77 2049 port [tcp/nfs] succeeded!',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'names that do not map',
      evidence: [
        log(
          "nfsidmap[412]: nss_getpwnam: name 'root@localdomain' does not map into domain 'example.net'",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'files of nobody, as BusyBox lists them',
      evidence: [log('drwxr-xr-x    2 nobody   42949672      4096 Jan 10 08:00 uploads')],
      confidence: 'suspected',
    },
    {
      name: 'a mount without its program, new kernel',
      evidence: [log(read('kernel-6.12.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a mount without its program, old words',
      evidence: [log(read('debian-11.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a mount without its program, which is named',
      evidence: [
        log(
          'mount: /srv/films: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.nfs helper program.',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a server that went away',
      evidence: [log(read('server-gone.txt'), { node: 'pi03' })],
      confidence: 'suspected',
      subject: 'node/pi03',
    },
    {
      name: 'a client that is refused its protocol',
      evidence: [log('Output: mount.nfs: Protocol not supported')],
      confidence: 'suspected',
    },
    {
      name: 'a mount of NFS that failed, its reason cut off',
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "pvc-2f" : mount failed: exit status 32\nMounting arguments: mount -t nfs -o vers=4.1,noresvport,softerr 10.43.9.4:/pvc-2f /var/lib/kubelet/plugins\nOutput: mount: /var/lib/kub',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a share that is not there yet',
      evidence: [log('rpc error: code = Aborted desc = volume pvc-2f share not yet available')],
    },
    {
      name: 'a process in state D',
      evidence: [
        facts(
          hungProcesses,
          [{ pid: 7, command: 'cp', waitChannel: 'nfs4_handle_exception' }],
          'pi03',
        ),
      ],
      subject: 'node/pi03',
    },
    {
      name: 'a backup target that does not mount',
      confidence: 'suspected',
      evidence: [
        log(
          "message: 'failed to list backup volumes in nfs://nas:/bk: vers=4.2: mounting nfs4 share nas:/bk on /var/lib/longhorn-backupstore-mounts/nas/bk timed out: cannot mount using NFSv4'",
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a connection that is gone: no file is named',
      evidence: [
        log(
          'read tcp 10.42.0.3:9000->10.42.1.4:5555: transport endpoint is not connected\nshutdown unix @->/run/shop.sock: transport endpoint is not connected',
        ),
      ],
    },
    {
      name: 'the warning of Prometheus alone',
      evidence: [
        log(
          'level=WARN msg="This filesystem is not supported and may lead to data corruption and data loss." fs_type=NFS_SUPER_MAGIC',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'the same refusal without a share',
      rival: 'app-fault',
      evidence: [log("chown: changing ownership of '/data': Operation not permitted")],
    },
    {
      name: 'a mount on the list while nobody waits',
      evidence: [
        log(
          '10.0.0.9:/export/media on /media type nfs4 (rw,hard,proto=tcp,timeo=600,retrans=2,sec=sys)',
        ),
        log('No process is in D-state.'),
      ],
    },
    {
      name: 'processes that wait for a disk',
      rival: 'node-overload',
      evidence: [log('Four backup workers are stuck in D-state since midnight.')],
    },
    {
      name: 'a provisioner whose server is full',
      evidence: [
        log(
          'error: unable to create directory to provision new pv: mkdir /persistentvolumes/books: no space left on device',
        ),
      ],
    },
    {
      name: 'exports that are listed again',
      evidence: [log('exportfs: exporting 192.168.7.0/24:/srv/books')],
    },
    {
      name: 'a mount helper that just runs',
      evidence: [
        log(
          'root  3120  0.0  0.0  2400  1100 ?  S  10:02  0:00 /sbin/mount.nfs nas.lan:/books /mnt -o rw',
        ),
      ],
    },
    {
      name: 'a mount of the kernel that somebody broke off',
      evidence: [log('nfs_create_rpc_client: cannot create RPC client. Error = -512')],
    },
    {
      name: 'a folder of another kind that is already there',
      evidence: [
        log('mkdir /var/lib/kubelet/pods/0b/volumes/kubernetes.io~csi/pvc-1/mount: file exists'),
      ],
    },
    {
      name: 'a runbook that found nothing',
      evidence: [log('no NFS mount errors on any node')],
    },
    {
      name: 'a mount that somebody gave up',
      evidence: [
        log('NFS: nfs4_discover_server_trunking unhandled error -512. Exiting with error EIO'),
      ],
    },
    {
      name: 'a share that begins',
      evidence: [
        log(
          "nfs-ganesha-30[main] longhorn_recov_init :CLIENT ID :EVENT :Initialize recovery backend 'share-manager-pvc-7'",
        ),
      ],
    },
    {
      name: 'a server that has registered NFS',
      evidence: [
        log(
          '    100000    4   tcp    111  portmapper\n    100003    4   tcp   2049  nfs\ncontext deadline exceeded',
        ),
      ],
    },
    {
      name: 'a backup to an export that went well',
      evidence: [
        log('level=info msg="Backed up snapshot to nfs://nas.lan:/volume1/lh" volume=pvc-7'),
      ],
    },
    {
      name: 'a node that serves nothing',
      evidence: [log('    100000    4   tcp    111  portmapper')],
    },
    {
      name: 'a client that is let in',
      evidence: [
        log(
          'rpc.mountd[771]: authenticated mount request from 10.20.0.14:812 for /srv/media (/srv/media)',
        ),
      ],
    },
    {
      name: 'an NFS server that starts and stops as it should',
      evidence: [
        log(
          'systemd[1]: Starting nfs-server.service - NFS server and services...\nsystemd[1]: Finished nfs-server.service - NFS server and services.\nsystemd[1]: Stopped nfs-server.service - NFS server and services.',
        ),
      ],
    },
    {
      name: 'a mount that failed and is none of NFS',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "pvc-2f" : mount failed: exit status 32\nMounting arguments: -t ext4 -o defaults /dev/longhorn/pvc-2f /var/lib/kubelet/plugins',
        ),
      ],
    },
    {
      name: 'a mount of NFS that a program makes',
      evidence: [log('backup: running mount -t nfs 10.7.0.9:/archive /mnt')],
    },
    {
      name: 'a folder that a program gave to nobody',
      evidence: [log('drwxr-xr-x 2 nobody nogroup 4096 Jan 10 08:00 public')],
    },
    {
      name: 'a node without an NFS client that needs none',
      evidence: [
        facts(longhornNodes, [
          {
            name: 'pi01',
            allowScheduling: true,
            disks: [],
            conditions: [{ type: 'NFSClientInstalled', status: 'False', message: 'not found' }],
          },
        ]),
      ],
    },
    {
      name: 'a share manager that runs',
      evidence: [log('share-manager-pvc-2f   1/1   Running   0   9d')],
    },
    {
      name: 'a local volume that takes long',
      rival: 'overlay-mtu-or-offload',
      evidence: [log('MountVolume.MountDevice failed: rpc error: code = DeadlineExceeded')],
    },
    {
      name: 'an SMB client that mounts, and prefers newer dialects',
      evidence: [
        log(
          'CIFS: Attempting to mount //nas2/films\nCIFS: No dialect specified on mount. Default has changed to a more secure dialect, SMB2.1 or later (e.g. SMB3.1.1), from CIFS (SMB1).\nCIFS: VFS: Autodisabling the use of server inode numbers on \\\\nas2\\films',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a socket that nobody listens to, which is no mount',
      evidence: [
        log('systemd[1]: Failed to send WATCHDOG=1 message: Transport endpoint is not connected'),
      ],
    },
    {
      name: 'a server that shows what it exports',
      evidence: [log('# showmount -e nas2\nExport list for nas2:\n/srv/films 10.0.0.0/24')],
    },
    {
      name: 'a server that a firewall hides',
      rival: 'traffic-blocked',
      evidence: [
        log(
          'clnt_create: RPC: Port mapper failure - Unable to receive: errno 113 (No route to host)',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'calls that the kernel lists as waiting',
      evidence: [
        log(
          '58110 4081    -11 9b723c73   (null)        0 4ca953b5 nfsv4 READ a:call_reserveresult [sunrpc] q:xprt_sending',
        ),
      ],
    },
    {
      name: 'a unit of fstab that ran out of time',
      evidence: [log('systemd[1]: mnt-books.mount: Mounting timed out. Terminating.')],
    },
    {
      name: "Longhorn's preflight check without a client",
      evidence: [log("    - '[Packages] nfs-common is not installed'")],
    },
    {
      name: 'a share manager that waits for its volume',
      evidence: [
        log(
          'time="2026-03-01T11:40:00Z" level=warning msg="Waiting with nfs server start, volume is not attached" encrypted=false volume=pvc-77aa',
        ),
      ],
    },
    {
      name: 'a share manager that loses its lease',
      evidence: [
        log(
          'time="2026-03-01T11:40:00Z" level=warning msg="Failed to renew share-manager lease - expect to be terminated." volume=pvc-77aa',
        ),
      ],
    },
    {
      name: 'a store for backups that is not mounted, for no reason given',
      evidence: [
        log(
          'Cannot create mount directory /var/lib/longhorn-backupstore-mounts/nas/lh for NFS server',
        ),
      ],
    },
    {
      name: 'a share that is awaited, and nothing has failed over it yet',
      evidence: [
        log('level=info msg="Waiting for volume share to be available" volume=pvc-5c node=pi04'),
      ],
    },
    {
      name: 'a mount that succeeded',
      silent: true,
      evidence: [log('Mounting arguments: -t ext4')],
    },
  ],
})
