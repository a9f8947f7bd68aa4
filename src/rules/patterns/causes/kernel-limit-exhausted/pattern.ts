import { lines } from '#src/model/line.ts'
import { match, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'
import { nearlyAll, noted, tracked } from './tracked.ts'

/** Watches and instances of inotify: words of fsnotify, systemd, Node.js and containerd. */
const watches = lines(
  [
    'fsnotify',
    'inotify',
    'file watchers reached',
    'nable to watch',
    'directory watch: ',
    'too many open files, watch',
  ],
  /(?:fsnotify|inotify|watch).*(?:too many open files|Too many open files|no space left on device|No space left on device|limit (?:is |was |has been )?(?:reached|exceeded|exhausted|hit))|limit.*inotify (?:instances|watches)|inotify resources exhausted|(?:too many open files|no space left).*(?:inotify|fsnotify)|System limit for number of file watchers/,
)
/** Words of the kernel about a table of its own. */
const tables = lines([
  'nf_conntrack: table full',
  'nf_conntrack:table full',
  'ip_conntrack: table full',
  'eighbor table overflow',
  'eighbour table overflow',
  'VFS: file-max limit',
  'Too many open files in system',
  'too many open files in system',
  'fork rejected by pids controller',
  'route cache is full',
  'hit the maximum number of',
  'expectation table full',
  'TCP: out of memory -- consider tuning tcp_mem',
  'TCP: too many orphaned sockets',
  // runc gives each container a keyring; root's number of keys is small (kernel.keys.maxkeys).
  'create session key: disk quota exceeded',
  'session key: Disk quota exceeded',
  'vm.max_map_count [',
  'increase fs.aio-max-nr',
  'aio-max-nr limit',
  // A map of eBPF: Cilium's own words for it, and those of the library below (cilium/ebpf Map.Update).
  'the map is full, please consider resizing',
  'update: no space left on device',
  // A set of netfilter (lib/errcode.c of ipset), in which kube-router and calico keep addresses.
  'Hash is full, cannot add more elements',
  'Set is full, cannot add more elements',
  'could not create semaphores: No space left on device',
  'too many orphaned sockets',
])
/** The kernel's cgroup or mount table, which is full in spite of all room on the disks. */
const cgroups = lines(
  ['o space left on device'],
  /(?:\/sys\/fs\/cgroup|create cgroup|cgroup: ).*no space left on device/i,
)
/**
 * runc: mount(2) itself found no space. Of a bind mount that is the number of mounts (fs.mount-max);
 * a directory for it that could not be made has other words.
 */
const mounts = lines('o space left on device', /mounting .*to rootfs.*no space left on device/)
/** Alerts of the node mixin (prometheus/node_exporter docs/node-mixin): nearly all is taken. */
const alerts = lines(
  ['of conntrack entries are used', 'ile descriptors limit at '],
  /\b(?:9\d|100)(?:\.\d+)?% of conntrack entries are used|ile descriptors limit at \S+ is currently at (?:9\d|100)/,
)
/** Processes and threads that cannot be made. */
const processes = lines([
  'fork: retry: Resource temporarily unavailable',
  'fork: Resource temporarily unavailable',
  "' task: Resource temporarily unavailable",
  'failed to create new OS thread',
  'pthread_create failed',
  'unable to create new native thread',
  'unable to create native thread',
  'fork/exec /proc/self/exe: resource temporarily unavailable',
  "can't start new thread",
  'PIDPressure   True',
  'HasPIDPressure',
  'HasInsufficientPID',
])
/** The same of other languages: clone(2) got EAGAIN (kernel.pid_max, threads-max, pids.max). */
const noThread = lines(
  'esource temporarily unavailable',
  /\b(?:fork\/exec|clone|spawn\w*|[Tt]hread(?:s|::\w+)?)\b.*[Rr]esource temporarily unavailable/,
)
/** What the kubelet and the scheduler do about it; a toleration merely names the taint. */
const fewProcesses = lines(
  ['low on resource: pids', 'resourceName="pids"', 'kubernetes.io/pid-pressure', '[PIDPressure]'],
  /node had condition: \[PIDPressure\]|low on resource: pids|resourceName="pids"|(?:untolerated|had) taint \{?\{node\.kubernetes\.io\/pid-pressure/,
)
/** A Linux bridge has 1,023 ports, and each pod of a node takes one (net/bridge/br_if.c, plugins/main/bridge). */
const bridgePorts = lines('exchange full', /bridge \S+?(?: failed)?: exchange full/)
/** One process that reached its own number of open files, or the user its number of watchers. */
const files = lines(
  ['oo many open files', 'EMFILE', '80% of file descriptors are used'],
  /^(?!.*open files in system)/,
)

export default definePattern({
  id: 'kernel-limit-exhausted',
  title: 'A table or limit of the kernel is used up',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    watches,
    tables,
    cgroups,
    mounts,
    processes,
    noThread,
    fewProcesses,
    bridgePorts,
    files,
    alerts,
    tracked,
    noted,
  },
  told: sentences,
  advise: adviceFor,
  explains: {
    onSameNode: ['pods-not-well', 'k3s-restarting', 'node-silent', 'pod-sandbox-failing'],
  },
  rivals: [
    {
      cause: 'app-fault',
      tell: 'One process alone leaks its files: `ls /proc/PID/fd | wc -l` grows, and the rest of the node is well.',
    },
    {
      cause: 'node-disk-full',
      tell: '`df -h` and `df -i` show a full file system.',
    },
    {
      cause: 'traffic-blocked',
      tell: 'Packets are lost, but the kernel never says `table full`.',
    },
  ],
  remedy: 'raise-kernel-limit',
  docs: {
    meaning:
      'The kernel keeps tables of fixed size: inotify instances (128 a user) and watches, open files, tracked connections, processes. All containers of a node that run as root count as one user, so many small pods use up what one machine was meant for.',
    impact:
      'Programs fail in ways that look unrelated: logs cannot be followed, watchers do not start, connections are dropped.',
    diagnosis:
      'On {node}: `sysctl fs.inotify fs.file-nr net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max kernel.pid_max`; who holds instances: `find /proc/*/fd -lname anon_inode:inotify 2>/dev/null | cut -d/ -f3 | sort | uniq -c | sort -n | tail`.',
    mitigation: allAdvice,
    references: [
      'https://github.com/systemd/systemd/blob/main/src/core/service.c',
      'https://github.com/k3s-io/k3s/issues/10020',
      'https://github.com/kubernetes/kubernetes/issues/104303',
      'https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files',
      'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
      'https://github.com/cilium/cilium/blob/main/Documentation/operations/upgrade.rst',
      'https://www.postgresql.org/docs/current/kernel-resources.html',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/helpers.go',
      'https://github.com/torvalds/linux/blob/master/net/bridge/br_if.c',
      'https://github.com/etcd-io/etcd/blob/main/server/etcdserver/metrics.go',
    ],
  },

  match({ watches, tables, cgroups, mounts, files, ...more }) {
    const sure: Reason[] = [...watches, ...tables, ...cgroups, ...more.bridgePorts]
    const processes = [...more.processes, ...more.noThread, ...more.fewProcesses]
    // What an earlier boot ran out of may be how that boot came to its end.
    const now = [...watches, ...tables, ...cgroups, ...more.bridgePorts].some(
      ({ boot = 0 }) => boot === 0,
    )
    if (sure.length > 0) return match(now ? 'confirmed' : 'suspected', sure)
    const alerts = [...more.alerts, ...nearlyAll(more.tracked, more.noted)]
    const said = [...processes, ...files, ...alerts]
    if (said.length === 0) return mounts.length > 0 ? mountsFull : ask(more)
    // A server that accepts no more may have reached its own limit; a watcher or a start has not.
    return files.every(isServer) && processes.length + alerts.length === 0
      ? unknown('one program has too many open files: its own limit, or the node has none left', {
          next: 'sysctl fs.file-nr fs.inotify.max_user_instances; cat /proc/PID/limits',
        })
      : match('suspected', said)
  },
})

const mountsFull = unknown(
  'a mount found no space: are there too many mounts, or is the disk full?',
  {
    next: 'wc -l < /proc/mounts; sysctl fs.mount-max; df -h; df -i',
  },
)

function isServer({ text }: { text: string }): boolean {
  return /accept4?:|EMFILE|socket:/.test(text)
}
