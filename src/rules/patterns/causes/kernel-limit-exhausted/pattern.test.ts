import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
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
  ],
  staysQuiet: [
    {
      name: 'a disk that is full',
      rival: 'node-disk-full',
      evidence: [log('write /var/log/syslog: no space left on device')],
    },
    {
      name: 'a lost connection',
      rival: 'traffic-blocked',
      evidence: [log('dial tcp 10.42.1.7:80: i/o timeout')],
    },
  ],
  cannotTell: [
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
