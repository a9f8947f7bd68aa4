import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a note of a full table',
      evidence: [log('nf_conntrack_count 131072 of nf_conntrack_max 131072')],
      confidence: 'suspected',
    },
    {
      name: 'a shorter one',
      evidence: [log('conntrack count 65530 / max 65536')],
      confidence: 'suspected',
    },
    {
      name: 'Docker about its bridge',
      evidence: [log('adding interface veth7a01 to bridge docker0 failed: exchange full')],
      confidence: 'confirmed',
    },
    {
      name: 'as many connections as there may be',
      evidence: [
        log('net.netfilter.nf_conntrack_count = 65519\nnet.netfilter.nf_conntrack_max = 65536'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an alert of tracked connections',
      evidence: [log('192.168.1.12:9100 97.2% of conntrack entries are used.')],
      confidence: 'suspected',
    },
    {
      name: 'systemd that cannot watch a folder',
      evidence: [
        log('Failed to add /run/systemd/ask-password to directory watch: No space left on device'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'Java that gets no thread',
      evidence: [
        log(
          'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note of it without the space',
      evidence: [log('nf_conntrack:table full,dropping packet')],
    },
    {
      name: 'an eviction over processes',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  Evicted  2m  kubelet  The node was low on resource: pids. Threshold quantity: 3277, available: 1021.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a node that takes no pods for want of processes',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedScheduling 0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/pid-pressure: }.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a bridge without a port left',
      confidence: 'confirmed',
      evidence: [
        log(
          'failed to setup network for sandbox "2f": plugin type="flannel" failed (add): failed to delegate add: failed to connect "veth2f" to bridge cni0: exchange full',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'etcd near its own limit of files',
      confidence: 'suspected',
      evidence: [
        log('{"level":"warn","msg":"80% of file descriptors are used","used":52430,"limit":65536}'),
      ],
    },
    {
      name: 'no key for the session of a container',
      evidence: [
        log(
          'OCI runtime create failed: unable to join session keyring: unable to create session key: disk quota exceeded',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'tail, when no watch is left',
      evidence: [log('tail: inotify resources exhausted')],
      confidence: 'confirmed',
    },
    {
      name: 'the memory of all sockets',
      evidence: [log('TCP: out of memory -- consider tuning tcp_mem')],
      confidence: 'confirmed',
    },
    {
      name: 'a program that needs more mappings than the kernel gives',
      evidence: [
        log(
          'max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'logs that cannot be followed',
      evidence: [log(read('follow-logs.txt'))],
      confidence: 'confirmed',
    },
    {
      name: "the kernel's tables",
      evidence: [log(read('kernel.txt'), { origin: 'kernel' })],
      confidence: 'confirmed',
    },
    {
      name: 'watches of Node.js',
      evidence: [
        log("Error: ENOSPC: System limit for number of file watchers reached, watch '/app'"),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'systemd that gets no instance',
      evidence: [log('systemd[1]: Failed to create inotify object: Too many open files')],
      confidence: 'confirmed',
    },
    {
      name: 'cgroups that cannot be made',
      evidence: [
        log('mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod1: no space left on device'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'two programs without files',
      evidence: [
        log(
          'accept tcp [::]:80: accept4: too many open files\nopen /etc/resolv.conf: too many open files',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a map of Cilium, in its own words and in those of the library',
      evidence: [
        log(
          'level=error msg="Unable to update element for cilium_ct4_global map with file descriptor 21: the map is full, please consider resizing it. argument list too long"',
        ),
        log('error="update map cilium_lxc_7: update: no space left on device"', { origin: 'pods' }),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a set of netfilter',
      evidence: [log('ipset v7.15: Error in line 9: Hash is full, cannot add more elements')],
      confidence: 'confirmed',
    },
    {
      name: 'the table of neighbours, in the words of before 2013',
      evidence: [log('kernel: Neighbour table overflow.', { origin: 'kernel' })],
      confidence: 'confirmed',
    },
    {
      name: 'inotify, in the words of Java',
      evidence: [log('java.io.IOException: User limit of inotify instances reached')],
      confidence: 'confirmed',
    },
    {
      name: 'a database without semaphores',
      evidence: [
        log('FATAL:  could not create semaphores: No space left on device', { origin: 'pods' }),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'threads that cannot be made, in two languages',
      evidence: [
        log(
          'fork/exec /usr/bin/git: resource temporarily unavailable\nRuntimeError: thread spawn failed: Resource temporarily unavailable',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'systemd in the boot before',
      evidence: [
        log('systemd[1]: Failed to create inotify object: Too many open files', { boot: -1 }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'no more processes',
      evidence: [log('bash: fork: retry: Resource temporarily unavailable')],
      confidence: 'suspected',
    },
    {
      name: 'a node that says so of itself',
      confidence: 'suspected',
      evidence: [
        log('NodeHasInsufficientPID  Node den-1 status is now: NodeHasInsufficientPID', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a unit that systemd cannot fork for',
      confidence: 'suspected',
      evidence: [
        log(
          "systemd[1]: k3s-agent.service: Failed to spawn 'start' task: Resource temporarily unavailable",
        ),
      ],
    },
    {
      name: 'connections that nobody owns any more',
      confidence: 'confirmed',
      evidence: [log('TCP: too many orphaned sockets')],
    },
    {
      name: 'a pod that is refused while processes are short',
      confidence: 'suspected',
      evidence: [log('Evicted  The node had condition: [PIDPressure].', { origin: 'events' })],
    },
  ],
  staysQuiet: [
    {
      name: 'a note of a table with room',
      evidence: [log('nf_conntrack_count 4000 of nf_conntrack_max 131072')],
    },
    {
      name: 'a table of connections with room',
      evidence: [
        log('net.netfilter.nf_conntrack_count = 912\nnet.netfilter.nf_conntrack_max = 65536'),
      ],
    },
    {
      name: 'an alert at the first mark',
      evidence: [log('192.168.1.12:9100 78.1% of conntrack entries are used.')],
    },
    {
      name: 'a setting of inotify that somebody names',
      evidence: [log('fs.inotify.max_user_watches = 524288 # the limit')],
    },
    {
      name: 'a pod that tolerates the taint',
      evidence: [log('Tolerations:  node.kubernetes.io/pid-pressure:NoSchedule op=Exists')],
    },
    {
      name: 'an eviction over the disk',
      rival: 'node-disk-full',
      evidence: [
        log('Warning  Evicted  2m  kubelet  The node was low on resource: ephemeral-storage.', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a disk that is full',
      rival: 'node-disk-full',
      evidence: [log('write /var/log/syslog: no space left on device')],
    },
    {
      name: 'a read that would have to wait',
      rival: 'app-fault',
      evidence: [log('recv() failed (11: Resource temporarily unavailable)')],
    },
    {
      name: 'a lost connection',
      rival: 'traffic-blocked',
      evidence: [log('dial tcp 10.42.1.7:80: i/o timeout')],
    },
    {
      name: 'a node that has enough',
      evidence: [
        log('NodeHasSufficientPID  Node den-1 status is now: NodeHasSufficientPID', {
          origin: 'events',
        }),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a system call filter that the kernel does not take',
      evidence: [
        log(
          'runc create failed: unable to start container process: error during container init: unable to init seccomp: error loading seccomp filter into kernel: error loading seccomp filter: errno 524',
        ),
      ],
    },
    {
      name: 'a limit that a runtime may not raise',
      evidence: [
        log(
          'runc create failed: unable to start container process: error setting rlimits for ready process: error setting rlimit type 8: operation not permitted',
        ),
      ],
    },
    {
      name: 'a mount that finds no space',
      evidence: [
        log(
          'starting container process caused: container init caused: rootfs_linux.go:59: mounting "/run/k3s/containerd/sandboxes/1/shm" to rootfs at "/dev/shm" caused: no space left on device',
        ),
      ],
    },
    {
      name: 'one program alone',
      evidence: [log('accept tcp [::]:8080: accept4: too many open files')],
    },
  ],
})
