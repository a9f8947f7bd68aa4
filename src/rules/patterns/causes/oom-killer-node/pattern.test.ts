import { memory } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const megabyte = 1024 * 1024

testPattern(pattern, {
  finds: [
    {
      name: 'sessions and services of the node that lost a process',
      confidence: 'suspected',
      evidence: [
        log(
          'systemd[1]: user.slice: A process of this unit has been killed by the OOM killer.\nsystemd[1]: ollama.service: A process of this unit has been killed by the OOM killer.',
        ),
      ],
    },
    {
      name: 'the daemon of systemd that looks for a victim',
      confidence: 'suspected',
      evidence: [log('systemd-oomd[702]: Considered 38 cgroups for killing, top candidates were:')],
    },
    {
      name: 'a report of which only the sums were noted',
      confidence: 'suspected',
      evidence: [log('Total swap 1048572kB, Free swap 312kB; all_unreclaimable? yes on each node')],
    },
    {
      name: 'a kernel that shall stop instead of killing',
      confidence: 'confirmed',
      evidence: [
        log('Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled'),
      ],
    },
    {
      name: 'a kernel that finds nobody to kill',
      confidence: 'confirmed',
      evidence: [log('Kernel panic - not syncing: System is deadlocked on memory')],
    },
    {
      name: 'systemd-oomd, as systemd tells it of its unit',
      confidence: 'suspected',
      evidence: [log('systemd[1]: k3s.service: systemd-oomd killed 45 process(es) in this unit.')],
    },
    {
      name: 'a daemon of the node, as somebody tells it',
      confidence: 'suspected',
      evidence: [log('The OOM killer took k3s at 03:10 and again at 03:40.')],
    },
    {
      name: 'a daemon that kills before the kernel does',
      confidence: 'suspected',
      evidence: [
        log(
          'earlyoom[611]: sending SIGTERM to process 2121 uid 0 "k3s-server": badness 812, VmRSS 1402 MiB',
        ),
      ],
    },
    {
      name: "Talos's own guard of the memory",
      evidence: [
        log(
          '[talos] Sending SIGKILL to cgroup {"component": "controller-runtime", "controller": "runtime.OOMController", "cgroup": "/sys/fs/cgroup/kubepods/burstable"}',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kill for the whole node, kernel 6.12',
      confidence: 'confirmed',
      subject: 'node/loft-2',
      evidence: [log(text('linux-6.12-global.txt'), { node: 'loft-2', origin: 'kernel' })],
    },
    {
      name: 'the words of kernel 4.19',
      confidence: 'confirmed',
      evidence: [log(text('linux-4.19-global.txt'))],
    },
    {
      name: 'all pods together reached what the node gives them',
      confidence: 'confirmed',
      evidence: [log(text('all-pods-together.txt'))],
    },
    {
      name: 'a group of a quality class, as systemd names it',
      confidence: 'confirmed',
      evidence: [
        log(
          'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-burstable.slice,task_memcg=/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12ab.slice/cri-containerd-aa.scope,task=a,pid=1',
        ),
      ],
    },
    {
      name: 'the node is itself a container of its host',
      confidence: 'confirmed',
      evidence: [log(text('node-in-lxc.txt'))],
    },
    {
      name: 'old words for a group above all pods',
      confidence: 'confirmed',
      evidence: [
        log('Task in /kubepods/burstable/pod11aa/22bb killed as a result of limit of /kubepods'),
      ],
    },
    {
      name: 'a report whose line with the reason was cut off',
      confidence: 'suspected',
      evidence: [
        log(
          '[11.2] redis-server invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n[11.3] Call trace:\n[11.3]  dump_header+0x44/0x1e0',
        ),
      ],
    },
    {
      name: 'the victim, and a report of the whole node',
      confidence: 'suspected',
      evidence: [
        log(
          'Mem-Info:\nFree swap  = 0kB\nKilled process 2211 (mysqld) total-vm:1200000kB, anon-rss:700000kB',
        ),
      ],
    },
    {
      name: "kubelet's event",
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  SystemOOM  3m  kubelet  System OOM encountered, victim process: ruby, pid: 991',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'K3s itself was killed',
      confidence: 'suspected',
      evidence: [
        log('systemd[1]: k3s.service: A process of this unit has been killed by the OOM killer.'),
      ],
    },
    {
      name: 'a daemon that kills before the kernel does',
      confidence: 'suspected',
      evidence: [
        log('earlyoom[612]: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%'),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'the daemon of systemd that only starts',
      evidence: [log('systemd-oomd[702]: No swap; memory pressure usage will be degraded')],
    },
    {
      name: 'somebody who looked for it',
      evidence: [log('dmesg shows no "Out of memory: Killed process" lines')],
    },
    {
      name: 'a daemon that only reports',
      evidence: [log('earlyoom[611]: mem avail: 1202 of 3791 MiB (31.7%)')],
    },
    {
      name: 'a container at its own limit, cgroup v2 with systemd',
      rival: 'oom-container-limit',
      evidence: [
        log(
          'app invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=999\noom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=cri-containerd-aa.scope,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12ab.slice/cri-containerd-aa.scope,task_memcg=/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod12ab.slice/cri-containerd-aa.scope,task=app,pid=1\nMemory cgroup out of memory: Killed process 1 (app)',
        ),
      ],
    },
    {
      name: 'a pod at its own limit inside a node that is a container',
      rival: 'oom-container-limit',
      evidence: [
        log(
          'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/lxc/204/ns/kubepods/burstable/pod0c81b6aa,task_memcg=/lxc/204/ns/kubepods/burstable/pod0c81b6aa/f00d,task=node,pid=3',
        ),
      ],
    },
    {
      name: 'a report whose trace comes from a group',
      rival: 'oom-container-limit',
      evidence: [
        log(
          'app invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=999\n mem_cgroup_out_of_memory+0xe8/0x100\n try_charge_memcg+0x6a0/0x800',
        ),
      ],
    },
    {
      name: 'memory is low, nothing was killed',
      rival: 'node-overload',
      evidence: [log('Mem: 3796 MB total, 60 MB free\nSwap: 512 MB used of 512 MB')],
    },
    {
      name: "a service at systemd's limit for it",
      evidence: [
        log(
          'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/backup.service,task_memcg=/system.slice/backup.service,task=restic,pid=77',
        ),
      ],
    },
    {
      name: "an application's own words",
      rival: 'app-fault',
      evidence: [log('java.lang.OutOfMemoryError: Java heap space\nerror: Out of memory')],
    },
  ],
  cannotTell: [
    {
      name: 'an alert that does not say whose limit it was',
      evidence: [log('alertname NodeProblemOOMKilling\nnode pi04\nreason OOMKilling')],
    },
    {
      name: 'a container under Docker, whose kill its slice counts as well',
      evidence: [
        log(
          'systemd[1]: docker-5c1f.scope: A process of this unit has been killed by the OOM killer.\nsystemd[1]: system.slice: A process of this unit has been killed by the OOM killer.',
        ),
      ],
    },
    {
      name: 'a pod: its own limit, or the node',
      evidence: [
        log(
          'systemd[1]: cri-containerd-77ab.scope: A process of this unit has been killed by the OOM killer.',
        ),
      ],
    },
    {
      name: 'a kernel without a page in an interrupt',
      evidence: [
        log(
          'kernel: ksoftirqd/1: page allocation failure: order:0, mode:0xa20(GFP_ATOMIC), nodemask=(null)',
        ),
      ],
    },
    {
      name: 'a cache of the kernel that cannot grow',
      evidence: [
        log(
          'kernel: SLUB: Unable to allocate memory on CPU 1 (of node 0) on node -1, gfp=0xa20(GFP_ATOMIC)',
        ),
      ],
    },
    {
      name: 'the first line of a report, which a limit and a full node share',
      evidence: [
        log(
          'kernel: java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984',
        ),
      ],
    },
    {
      name: 'a kill whose reason was cut off',
      evidence: [
        log(
          'oom_reaper: reaped process 8812 (prometheus), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
        ),
      ],
    },
    {
      name: 'hardly any memory is left, no kill is in sight',
      evidence: [
        facts(memory, [{ totalBytes: 4000 * megabyte, availableBytes: 90 * megabyte }], 'loft-2'),
      ],
    },
  ],
})
