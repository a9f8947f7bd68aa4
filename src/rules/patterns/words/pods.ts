import { lines } from '#src/model/line.ts'

/** Where a program's own words stand; K3s, the kernel and Longhorn have their own patterns. */
export const ofPrograms = ['pods', 'events'] as const

/**
 * Questions about pods that several patterns ask. Sources: kubelet pkg/kubelet (events, images,
 * prober), containerd's CRI plugin and its resolver.
 */

/**
 * A row of a pod's tolerations, as `kubectl describe` and YAML print them: each pod of a DaemonSet
 * tolerates every pressure, and only the first row bears the word.
 */
export const ofToleration = String.raw`toleration|\bop=(?:Exists|Equal)\b|key"?:\s*"?node\.kubernetes\.io\/[\w-]+"?,?\s*(?:$|"operator")`

/** An image that the runtime did not get, whatever the reason. */
export const pullFails = lines([
  'ErrImagePull',
  'ImagePullBackOff',
  'ailed to pull image',
  'ailed to pull and unpack image',
  'Back-off pulling image',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ailed to resolve reference',
  // containerd until 1.2, which names the registry's answer behind it.
  'no available registry endpoint',
])

/** The kubelet ends a container for its probe. */
export const probeKills = lines(
  [
    'will be restarted',
    'failed liveness probe',
    'failed startup probe',
    'iveness probe failed',
    'tartup probe failed',
  ],
  /[Ff]ailed (?:liveness|startup) probe|(?:[Ll]iveness|[Ss]tartup) probe failed/,
)

/** The kubelet did kill it for the probe (pkg/kubelet/kuberuntime). */
export const probeKilled = lines(
  ['will be restarted', 'Killing'],
  /failed (?:liveness|startup) probe, will be restarted|Killing.*(?:liveness|startup) probe/,
)

/** A probe that ran out of its time: the program is slow, not absent. */
export const probeTimesOut = lines(
  ['probe failed', 'probe errored', 'probe timed out', 'ExecSync'],
  /probe (?:failed|errored|timed out).*(?:deadline exceeded|Client\.Timeout|timed? ?out|command ".*" timed out|timeout:)/,
)

/** What denies it: Docker's `"OOMKilled": false`, or somebody's own note beside the exit code. */
export const deniesMemoryKill =
  /OOMKilled["']?\s*[:=]\s*["']?false|(?<![\w/.-])(?:[Nn]ot?|[Nn]ever|[Ww]ithout|[Zz]ero|0)(?: [\w-]+)? [`'"*]{0,2}OOM-?[Kk]ill/

/** Trouble of the platform under a program, which its own errors then follow. */
export const platformTrouble = lines(
  [
    'FailedMount',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
    'ErrImagePull',
    'ImagePullBackOff',
    'OOMKilled',
    'Out of memory',
    'out of memory',
    'o space left on device',
    'too many open files',
    'inotify instances',
    'inotify watches',
    'x509: ',
    'certificate has expired',
    'emporary failure in name resolution',
    'no route to host',
    'i/o timeout',
    'TLS handshake timeout',
    'failed calling webhook',
    'Read-only file system',
    'read-only file system',
    'Input/output error',
    'I/O error',
    'exec format error',
    'Unsupported system page size',
    'DiskPressure',
    'MemoryPressure',
    'NodeNotReady',
    'etcdserver',
    // Where etcd was when it ended: its log of writes and its store, which a client of it has not.
    'go.etcd.io/bbolt',
    'go.etcd.io/etcd/raft',
    'go.etcd.io/etcd/server',
    'go.etcd.io/raft',
    'panic: tocommit(',
    'panic: freepages: ',
    'cni plugin',
    'subnet.env',
    'dead unexpectedly',
    'name driver.longhorn.io not found',
    'external-attacher of driver',
    'FailedScheduling',
    'services have not yet been read',
    'EAI_AGAIN',
    'ould not resolve host',
  ],
  new RegExp(`^(?!.*(?:${deniesMemoryKill.source}))`),
)
