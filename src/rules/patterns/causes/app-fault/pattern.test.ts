import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    ...[
      'connection() error occurred during connection handshake: auth error: sasl conversation error: AuthenticationFailed',
      'replica set IDs do not match, ours: 64a1; remote node: 64b2',
    ].map((text) => ({
      name: `a database of replicas whose accounts or history differ: ${text}`,
      evidence: [log(text, { origin: 'pods' })],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a secret that a mount still waits for',
      confidence: 'suspected',
      evidence: [
        log(
          'shop   95s   Warning   FailedMount   pod/till-6bd685b5d9-85grz   MountVolume.SetUp failed for volume "keys" : secret "till-keys" not found',
        ),
      ],
    },
    ...[
      'Get "http://filer.barn.svc.cluster.local:8333/a": dial tcp: lookup filer.barn.svc.cluster.local: no such host',
      'reading blob: Get "http://filer.barn.svc.cluster.local:8333/...": no such host',
    ].map((text) => ({
      name: `a name of the cluster that nobody there bears, or that was asked outside: ${text.slice(0, 12)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      '"Failed to watch" err="failed to list *v1.Job: jobs.batch is forbidden: User \\"system:serviceaccount:shop:till\\" cannot list resource"',
      'level=error error="pods is forbidden: User \\"system:serviceaccount:shop:till\\" cannot get resource \\"pods\\""',
    ].map((text) => ({
      name: `what its account may not do, wrapped by a structured log: ${text.slice(0, 50)}`,
      evidence: [log(text, { origin: 'pods' })],
    })),
    {
      name: 'Node, which lacks a part of the program',
      evidence: [log("Error: Cannot find module '/srv/lark/main.js'")],
      confidence: 'suspected',
    },
    {
      name: 'Python, which lacks one',
      evidence: [
        log(
          'Traceback (most recent call last):\n  File "/srv/lark/main.py", line 3, in <module>\nModuleNotFoundError: No module named \'lark\'',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'what of an object cannot be changed once it is made',
      evidence: [
        log(
          'The PersistentVolumeClaim "lark-data" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'LMDB about the size that its map was given',
      evidence: [
        log(
          'lark_put: txn_commit failed : MDB_MAP_FULL: Environment mapsize limit reached (-30792)',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a node for which the provisioner was given no path',
      evidence: [
        log(
          'ProvisioningFailed failed to provision volume with StorageClass "local-path": no local path available on node lark-2',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a disk that its class mounts with the owner of a share',
      evidence: [
        log(
          'Warning  FailedMount  9s  kubelet  MountVolume.MountDevice failed for volume "pvc-lark" : mount failed: exit status 32\nMounting arguments: -t ext4 -o defaults,uid=70,file_mode=0640 /dev/sdd /var/lib/kubelet/lark\nOutput: mount: wrong fs type, bad option, bad superblock on /dev/sdd',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the kernel about such an option, old and new',
      evidence: [
        log(
          "XFS (sdd): unknown mount option [gid=70].\nmount: /srv/lark: fsconfig system call failed: xfs: Unknown parameter 'umask'.\next4: Unknown parameter 'dir_mode'",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Node, which finds no folder that it was told of',
      evidence: [log("Error: ENOENT: no such file or directory, open '/srv/lark/config.json'")],
      confidence: 'suspected',
    },
    {
      name: 'Python and Java about such a file',
      evidence: [
        log("FileNotFoundError: [Errno 2] No such file or directory: '/etc/lark/keys.yml'"),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Go about its settings',
      evidence: [log('Error: open /etc/lark/lark.toml: no such file or directory')],
      confidence: 'suspected',
    },
    {
      name: 'a probe that speaks TLS to a port without',
      evidence: [
        log(
          'Liveness probe failed: Get "https://10.42.0.7:8080/live": http: server gave HTTP response to HTTPS client',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a probe without TLS at a port with it',
      evidence: [
        log(
          'Readiness probe failed: HTTP probe failed with statuscode: 400\nhttp: TLS handshake error from 10.42.0.1:40112: client sent an HTTP request to an HTTPS server',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a login that Redis and Prisma refuse',
      evidence: [
        log(
          'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a database that does not know this password, in small letters',
      evidence: [log("access denied for user 'root'@'localhost'", { origin: 'pods' })],
    },
    {
      name: 'a pod whose labels no node has',
      confidence: 'suspected',
      evidence: [
        log(
          "FailedScheduling 0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: true}, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a pod that wants a device and does not tolerate the node that has it',
      confidence: 'suspected',
      evidence: [
        log(
          '0/4 nodes are available: 1 node(s) had untolerated taint {gpu.lark.test/large: true}, 3 Insufficient gpu.lark.test/large.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'more copies than nodes may bear',
      confidence: 'suspected',
      evidence: [
        log(
          "FailedScheduling 0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a claim that nobody made',
      confidence: 'suspected',
      evidence: [
        log('FailedScheduling 0/3 nodes are available: persistentvolumeclaim "data" not found.', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a class that nobody made',
      confidence: 'suspected',
      evidence: [
        log('ProvisioningFailed storageclass.storage.k8s.io "fast" not found', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a service account that nobody made',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedCreate Error creating: pods "shop-7d-" is forbidden: error looking up service account shop/shop: serviceaccount "shop" not found',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: "a shared wish to K3s's local storage",
      confidence: 'suspected',
      evidence: [
        log(
          'ProvisioningFailed failed to provision volume with StorageClass "local-path": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a user that the image does not name',
      confidence: 'suspected',
      evidence: [
        log(
          'Failed Error: container has runAsNonRoot and image will run as root (pod: "shop-0", container: shop)',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a file where the image has a folder',
      confidence: 'suspected',
      evidence: [
        log(
          'OCI runtime create failed: error mounting "/var/lib/kubelet/pods/2f/volume-subpaths/conf/shop/0" to rootfs at "/etc/shop.conf": mount src=x, dst=/etc/shop.conf, flags=0x5001: not a directory: unknown',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a wrong passphrase of an encrypted volume',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedMount MountVolume.MountDevice failed for volume "pvc-2f" : rpc error: code = Internal desc = failed to execute: cryptsetup [luksOpen], output , stderr No key available with this passphrase.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'an object store that does not know the key',
      confidence: 'suspected',
      evidence: [
        log(
          "message: 'failed to list backup volumes in s3://bk@x/: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.'",
        ),
      ],
    },
    {
      name: 'certificates of which Traefik asks too many',
      confidence: 'suspected',
      evidence: [
        log(
          'ERR Unable to obtain ACME certificate for domains error="acme: error: 429 :: urn:ietf:params:acme:error:rateLimited :: too many certificates"',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a Secret that Traefik does not find',
      confidence: 'suspected',
      evidence: [
        log('ERR Error configuring TLS error="secret shop/tls does not exist" ingress=shop', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'a mount that waits for a Secret that nobody made',
      evidence: [
        log(
          'Warning  FailedMount  6s (x11 over 7m)  kubelet  MountVolume.SetUp failed for volume "tls" : secret "gate-tls" not found\nWarning  FailedMount  80s (x3 over 6m)  kubelet  Unable to attach or mount volumes: unmounted volumes=[tls], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a key that the ConfigMap does not have, and a folder of the node that is not there',
      evidence: [
        log(
          'Warning  FailedMount  kubelet  MountVolume.SetUp failed for volume "conf" : configmap references non-existent config key: app.ini\nWarning  FailedMount  kubelet  MountVolume.SetUp failed for volume "films" : hostPath type check failed: /srv/films is not a directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a chart whose last run was cut off',
      evidence: [log('Error: INSTALLATION FAILED: cannot re-use a name that is still in use')],
      confidence: 'suspected',
    },
    {
      name: 'a chart that failed once and waits for a person',
      evidence: [
        log(
          "Release status is 'failed' and failure policy is 'abort', not 'reinstall'; waiting for operator intervention",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a flag that a Go program does not know',
      evidence: [
        log('flag provided but not defined: -listen-on\nUsage of /shop:', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a flag with a value that it does not take',
      evidence: [log('invalid value "many" for flag -workers: parse error', { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'data of a newer version',
      evidence: [
        log(
          "Can't start Nextcloud because the version of the data (30.0.1.2) is higher than the docker image version (29.0.8.1) and downgrading is not supported.",
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an entry point that may not make its folder',
      evidence: [
        log("mkdir: cannot create directory '/bitnami/data': Permission denied", {
          origin: 'pods',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a manifest that a policy of the cluster refuses',
      evidence: [
        log(
          'Error creating: pods "shop-7d" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a last word that nobody has on a list',
      evidence: [
        log(
          'time="2026-02-01T10:00:00Z" level=fatal msg="cannot open the ledger: checkpoint 7 is missing"\nshop-0   0/1   CrashLoopBackOff   9   20m',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a file of its volume that belongs to root',
      evidence: [
        log(
          'open /data/queries.active: permission denied\npanic: Unable to create mmap-ed active query log',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a role without its rights',
      evidence: [
        log('django.db.utils.ProgrammingError: permission denied for table auth_user', {
          origin: 'pods',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a schema that is half migrated',
      evidence: [log('SQLITE_ERROR: no such column: users.locale', { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'a ring of its own',
      evidence: [
        log('level=error err="too many unhealthy instances in the ring"', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'settings that nginx refuses',
      evidence: [log(read('nginx-1.25.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a login that a database refuses',
      evidence: [log(read('postgres-15.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'an object that is missing',
      evidence: [log(read('kubelet-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a program that crashes in its own code',
      evidence: [
        log('Traceback (most recent call last):\nshop-1   0/1   CrashLoopBackOff   4   3m'),
      ],
    },
    {
      name: 'a path that the program does not have, asked until it is killed',
      evidence: [
        log(
          'Startup probe failed: HTTP probe failed with statuscode: 404\nContainer shop failed startup probe, will be restarted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a command that its image does not have',
      evidence: [
        log(
          'OCI runtime create failed: runc create failed: unable to start container process: exec: "/run.sh": stat /run.sh: no such file or directory: unknown',
          { origin: 'events' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a file that it may not open',
      evidence: [
        log(
          "PermissionError: [Errno 13] Permission denied: '/config/home.db'\nWarning BackOff Back-off restarting failed container",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a priority that nobody made',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedCreate Error creating: pods "shop-2-x" is forbidden: no PriorityClass with name high was found',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a quota that wants a limit named',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedCreate create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: failed quota: compute: must specify limits.memory for: db',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a limit above what its namespace allows',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedCreate Error creating: pods "shop-x" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a claim that names the volume of another one',
      confidence: 'suspected',
      evidence: [
        log('FailedBinding volume "pv-1" already bound to a different claim.', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a folder to begin in that its user may not enter',
      confidence: 'suspected',
      evidence: [
        log(
          'OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/srv/shop") set in config.json failed: permission denied: unknown',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a secret that came: the mount failed half an hour ago and not since',
      evidence: [
        log(
          'shop   32m   Warning   FailedMount   pod/till-6bd685b5d9-85grz   MountVolume.SetUp failed for volume "keys" : secret "till-keys" not found\n  Warning  FailedMount  2h5m  kubelet  MountVolume.SetUp failed for volume "keys" : secret "till-keys" not found',
        ),
      ],
    },
    {
      name: 'a share with its owner, and a disk with options of its own, that do not mount',
      evidence: [
        log(
          "Mounting arguments: -t cifs -o uid=70,file_mode=0640 //nas/lark /var/lib/kubelet/lark\nMounting arguments: -t ext4 -o defaults,resuid=70 /dev/sdd /var/lib/kubelet/lark\next3: Unknown parameter 'subvol'",
        ),
      ],
    },
    {
      name: 'a file of the node or of the cluster',
      rival: 'cni-not-ready',
      evidence: [
        log(
          'open /run/flannel/subnet.env: no such file or directory\nopen /etc/rancher/k3s/k3s.yaml: no such file or directory\nstat /var/lib/kubelet/config.yaml: no such file or directory',
        ),
      ],
    },
    {
      name: 'a device that is not there',
      evidence: [log("Error: ENOENT: no such file or directory, open '/dev/ttyUSB0'")],
    },
    {
      name: 'a stranger without TLS, and no probe fails',
      evidence: [
        log(
          'http: TLS handshake error from 203.0.113.4:50121: client sent an HTTP request to an HTTPS server',
        ),
      ],
    },
    {
      name: 'a registry without TLS',
      rival: 'image-unusable',
      evidence: [
        log(
          'failed to pull image "10.7.0.9:5000/lark:1": http: server gave HTTP response to HTTPS client',
        ),
      ],
    },
    {
      name: 'a chart that wants another version of Kubernetes',
      rival: 'version-skew',
      evidence: [
        log(
          'Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.33.0-0 which is incompatible with Kubernetes v1.30.2+k3s1',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'the end of etcd, in its own words or code',
      rival: 'datastore-corrupt-or-full',
      evidence: [
        log(
          'panic: tocommit(9821) is out of range [lastIndex(9700)]. Was the raft log corrupted?\ngo.etcd.io/etcd/raft/v3.(*raftLog).commitTo(0xc0)',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'pods of which somebody says that they refuse to start',
      evidence: [log('Half of my pods are refusing to start since then.')],
    },
    {
      name: 'a flag that only parts of Kubernetes ever had',
      rival: 'k3s-configuration-invalid',
      evidence: [log('Error: unknown flag: --insecure-port', { origin: 'pods' })],
    },
    {
      name: "K3s's own program, which it did not unpack",
      rival: 'k3s-configuration-invalid',
      evidence: [log('FATA[0000] exec: "k3s-server": executable file not found in $PATH')],
    },
    {
      name: 'a pod that fits no node, and a node that is not there',
      evidence: [
        log(
          "FailedScheduling 0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) didn't match Pod's node affinity/selector.",
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a pod whose volume lies elsewhere',
      evidence: [
        log(
          "FailedScheduling 0/3 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) didn't match Pod's node affinity/selector.",
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'the account that each namespace gets by itself',
      evidence: [
        log(
          'FailedCreate pods "shop-7d-" is forbidden: error looking up service account shop/default: serviceaccount "default" not found',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a class that Longhorn has not yet made',
      evidence: [
        log('ProvisioningFailed storageclass.storage.k8s.io "longhorn" not found', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'an authority outside that cannot reach this cluster',
      evidence: [
        log(
          'ERR Unable to obtain ACME certificate for domains error="acme: error: 400 :: urn:ietf:params:acme:error:connection :: Timeout during connect"',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a Secret that is missing beside a volume that cannot be mounted',
      evidence: [
        log(
          'FailedMount MountVolume.SetUp failed for volume "tls" : secret "gate-tls" not found\nFailedMount MountVolume.MountDevice failed for volume "pvc-2f" : rpc error: code = Internal desc = exit status 32',
        ),
      ],
    },
    {
      name: 'a wait for volumes that names no object',
      evidence: [
        log(
          'FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition',
        ),
      ],
    },
    {
      name: 'the authority that the cluster itself hands to each namespace',
      evidence: [
        log(
          'FailedMount MountVolume.SetUp failed for volume "kube-api-access-2f" : configmap "kube-root-ca.crt" not found',
        ),
      ],
    },
    {
      name: 'a program that quotes the words of another in its log',
      evidence: [
        log('level=warn msg="plugin said: flag provided but not defined: -x"', { origin: 'pods' }),
      ],
    },
    {
      name: 'a last word about another service that does not answer',
      rival: 'traffic-blocked',
      evidence: [
        log(
          'level=fatal msg="dial tcp 10.43.7.7:5432: connect: connection refused"\nshop-0   0/1   CrashLoopBackOff   9   20m',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'the last word of a part of the cluster',
      evidence: [
        log(
          'level=fatal msg="Error starting manager" node=den-1 program=longhorn-manager\nlonghorn-manager-x   1/2   CrashLoopBackOff   9   20m',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a web server whose port is taken',
      rival: 'host-port-conflict',
      evidence: [
        log('nginx: [emerg] bind() to 0.0.0.0:443 failed (98: Address in use)', { origin: 'pods' }),
      ],
    },
    {
      name: 'a start that takes longer than its probe allows',
      rival: 'probe-too-strict',
      evidence: [
        log(
          'Startup probe failed: dial tcp 10.42.1.8:8080: connect: connection refused\nContainer shop failed startup probe, will be restarted',
        ),
      ],
    },
    { name: "K3s's own store", evidence: [log('level=error msg="kine: no such table: kine"')] },
    {
      name: 'a program on a full volume',
      rival: 'volume-full',
      evidence: [log(`${read('postgres-15.txt')}PANIC: could not write: No space left on device`)],
    },
    {
      name: 'a program that is too large for its limit',
      rival: 'oom-container-limit',
      evidence: [log('shop-1   0/1   OOMKilled   4   3m\nException in thread "main"')],
    },
    {
      name: 'a slow start without a word of trouble',
      rival: 'probe-too-strict',
      evidence: [log('Liveness probe failed: context deadline exceeded')],
    },
    {
      name: 'a stack in a log of a pod that is well',
      evidence: [log('Traceback (most recent call last):')],
    },
    {
      name: 'a missing object of another kind',
      evidence: [log('Error from server (NotFound): secret not found')],
    },
    {
      name: "the complaint of a volume's engine",
      evidence: [
        log(
          '[pvc-2f-e-0] time="2026-03-04T06:12:31Z" level=fatal msg="Error running add replica command: rebuilding size 1 is not the same as 2"',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'the complaint of a share of Longhorn',
      evidence: [
        log(
          'time="2026-03-04T06:12:31Z" level=error msg="NFS server exited with error" error="ganesha.nfsd failed with error: exit status 2"',
          { origin: 'pods' },
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a device that no node has left',
      evidence: [log('0/3 nodes are available: 3 Insufficient gpu.lark.test/large.')],
    },
    { name: 'a job that gave up', evidence: [log('Job has reached the specified backoff limit')] },
    {
      name: 'a chart whose job gave up',
      evidence: [log('Job has reached configured number of retries without succeeding')],
    },
    {
      name: 'a release that was not ready in time',
      evidence: [
        log(
          'Helm install failed for release media/jelly with chart jelly@2.1.0: context deadline exceeded',
        ),
      ],
    },
    {
      name: 'a service without a pod behind it',
      evidence: [
        log('ERR Skipping service: no endpoints found ingress=web namespace=shop serviceName=web'),
      ],
    },
    {
      name: 'a pod that a kubelet turned away',
      evidence: [
        log(
          "Message: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
        ),
      ],
    },
    {
      name: 'an autoscaler without a measure',
      evidence: [log('shop  Deployment/shop  cpu: <unknown>/70%  1  4  1  3d')],
    },
    {
      name: 'an extension of the API that is silent',
      evidence: [
        log(
          'FailedDiscoveryCheck: failing or missing response from https://10.42.2.8:6443/apis/external.metrics.k8s.io/v1beta1',
        ),
      ],
    },
    ...[
      'error: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request',
      'Error from server (ServiceUnavailable): the server is currently unable to handle the request (get nodes.metrics.k8s.io)',
      "couldn't get resource list for upload.cdi.kubevirt.io/v1beta1: the server is currently unable to handle the request",
    ].map((text) => ({
      name: `an API of a pod that does not answer: ${text.slice(0, 40)}`,
      evidence: [log(text)],
    })),
    {
      name: 'a probe that is answered with an error',
      evidence: [log('Readiness probe failed: HTTP probe failed with statuscode: 503')],
    },
  ],
})
