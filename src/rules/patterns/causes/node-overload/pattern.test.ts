import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { load, memory, pressure } from '#src/model/facts/node.ts'
import { judge } from '#src/rules/judge.ts'
import { facts, fixture, helpAgainst, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const loadOf = (one: number, blockedProcesses: number[] = [0, 0]) =>
  facts(load, [{ one, five: one, fifteen: one, cpuCount: 4, blockedProcesses }], 'pi02')
const mega = 1024 ** 2

testPattern(pattern, {
  finds: [
    {
      name: 'vmstat, where dozens wait and pages go in and out',
      evidence: [
        log(' 3 41 524280  61240    812  98120 4120 3980 18120  4012 4012 9012  3 21  0 76  0'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'pressure without the name of what is short',
      evidence: [log('full avg10=88.10 avg60=84.02 avg300=71.40 total=81234123123')],
      confidence: 'suspected',
    },
    {
      name: 'a node whose pods use more than the scheduler may give away',
      evidence: [log('den   7999m   106%   21144Mi   35%')],
      confidence: 'suspected',
    },
    {
      name: 'what kubectl top shows',
      evidence: [
        log(
          'NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%\npi02   3991m        99%    3701Mi          98%',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a kubelet that has as many pods as it takes',
      evidence: [log("Kubelet 'pi02' is running at 98.18% of its Pod capacity.")],
      confidence: 'suspected',
    },
    {
      name: 'top, whose swap is gone',
      evidence: [log('MiB Swap:    200.0 total,      0.0 free,    200.0 used.     41.2 avail Mem')],
      confidence: 'suspected',
    },
    {
      name: "a kubelet's round that is late by minutes",
      evidence: [
        log('PLEG is not healthy: pleg was last seen active 4m12.9s ago; threshold is 3m0s'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'calls of milliseconds that take a minute',
      evidence: [
        log(
          'I0301 10:11:00.1 81 trace.go:236] Trace[99]: "iptables ChainExists" (01-Mar-2026 10:09:29.000) (total time: 91002ms):',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'uptime and swap',
      evidence: [log(read('uptime-and-meminfo.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a kernel that does little but look for pages, as top shows it',
      evidence: [
        log('   61 root      20   0       0      0      0 R  84.7   0.0   9:12.40 kswapd0'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same, as ps shows it, beside a high load',
      evidence: [
        loadOf(13),
        log('root          61 41.3  0.0      0     0 ?        D    08:11  9:12 [kswapd0]', {
          node: 'pi02',
        }),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the same, as somebody noted it',
      evidence: [log('kswapd0 pinned at 100% CPU, ssh takes a minute')],
      confidence: 'suspected',
    },
    {
      name: "the kubelet's words",
      evidence: [log(read('kubelet-v1.30.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a note of the load with its cores',
      evidence: [log('load average: 11.2 / 9.8 / 9.1   (4 cores)')],
      confidence: 'suspected',
    },
    {
      name: 'a note in other words',
      evidence: [log('load 23.5 on 4 cores, swap full')],
      confidence: 'suspected',
    },
    { name: 'a high load', evidence: [loadOf(13)], confidence: 'suspected', subject: 'node/pi02' },
    {
      name: 'a high load without memory',
      evidence: [
        loadOf(13),
        facts(
          memory,
          [
            {
              totalBytes: 1900 * mega,
              availableBytes: 90 * mega,
              swapTotalBytes: 512 * mega,
              swapFreeBytes: mega,
            },
          ],
          'pi02',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the condition',
      evidence: [
        facts(
          nodes,
          [
            {
              name: 'pi02',
              conditions: [{ type: 'MemoryPressure', status: 'True' }],
              unschedulable: false,
              taints: [],
              roles: [],
              addresses: [],
            },
          ],
          'pi02',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'pods without room',
      evidence: [
        log('0/3 nodes are available: 1 node(s) had untolerated taint, 2 Insufficient memory.'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same, noted with its reason',
      evidence: [log('web-6f5d stuck Pending (FailedScheduling: insufficient cpu) for two hours')],
      confidence: 'suspected',
    },
    {
      name: 'the alert of a load that stays',
      evidence: [
        log(
          'System load per core at 10.7.0.20:9100 has been above 2 for the last 15 minutes, is currently at 3.41.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the alert of memory that goes',
      evidence: [
        log(
          'Memory is filling up at moor:9100, has been above 90% for the last 15 minutes, is currently at 96.20%.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a pod that the kubelet refuses for want of memory',
      confidence: 'suspected',
      evidence: [
        log(
          "Reason: OutOfmemory\nMessage: Pod was rejected: Node didn't have enough resource: memory, requested: 1073741824, used: 7516192768, capacity: 8160161792",
        ),
      ],
    },
    {
      name: 'as many pods as the kubelets take',
      confidence: 'suspected',
      evidence: [
        log('FailedScheduling 0/3 nodes are available: 3 Too many pods.', { origin: 'events' }),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'vmstat of a node that writes a backup, and pressure of some seconds',
      evidence: [
        log(' 1  2      0 961240  80812 998120    0    0   120 94012 1012 2012  3  4 51 42  0'),
        log('full avg10=61.10 avg60=12.02 avg300=2.40 total=1234123'),
      ],
    },
    {
      name: 'what the pod of a DaemonSet tolerates',
      evidence: [
        log(
          'Tolerations:                 node.kubernetes.io/disk-pressure:NoSchedule op=Exists\n                             node.kubernetes.io/memory-pressure:NoSchedule op=Exists\n        key: node.kubernetes.io/memory-pressure',
        ),
      ],
    },
    {
      name: 'kubectl top of a node that has room',
      evidence: [
        log(
          'NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%\npi02   812m         20%    2101Mi          55%',
        ),
      ],
    },
    {
      name: 'top without any swap',
      evidence: [log('MiB Swap:      0.0 total,      0.0 free,      0.0 used.   2041.2 avail Mem')],
    },
    {
      name: 'a kernel that looks for pages now and then',
      evidence: [
        log(
          '   61 root      20   0       0      0      0 S   2.3   0.0   9:12.40 kswapd0\nroot          61  0.4  0.0      0     0 ?        S    08:11  9:12 [kswapd0]',
        ),
      ],
    },
    {
      name: 'a kernel that looks for pages while there are plenty',
      evidence: [
        log('   61 root      20   0       0      0      0 R  99.0   0.0   9:12.40 kswapd0', {
          node: 'pi02',
        }),
        facts(memory, [{ totalBytes: 3800 * mega, availableBytes: 2100 * mega }], 'pi02'),
      ],
    },
    {
      name: 'the text of such an alert, which has not fired',
      evidence: [
        log(
          'description: System load per core at {{ $labels.instance }} has been above 2 for the last 15 minutes',
        ),
      ],
    },
    {
      name: 'a list of pods that does not fit, at the start of the runtime',
      rival: 'container-store-damaged',
      evidence: [
        log(
          'msg="Failed to run CRI service" error="failed to recover state: failed to reserve sandbox name',
        ),
      ],
    },
    {
      name: 'a high load on a node that keeps pressure, and has none',
      evidence: [
        loadOf(30),
        facts(pressure, [{ resource: 'cpu', someAvg10: 1, someAvg60: 2, someAvg300: 2 }], 'pi02'),
      ],
    },
    {
      name: 'a call that took a little long',
      evidence: [
        log('Trace[99]: "iptables restore" (01-Mar-2026 10:09:29.000) (total time: 2310ms):'),
      ],
    },
    {
      name: 'a node whose memory the kernel freed',
      rival: 'oom-killer-node',
      evidence: [
        log(`${read('uptime-and-meminfo.txt')}\nOut of memory: Killed process 812 (java)`),
      ],
    },
    { name: 'a load that the cores can carry', evidence: [loadOf(5)] },
    {
      name: 'conditions that are well',
      evidence: [
        log(
          '  MemoryPressure   False   KubeletHasSufficientMemory\n ntp load average: 0.31, 0.20, 0.11',
        ),
      ],
    },
    {
      name: 'the start of a kubelet',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          '"Skipping pod synchronization" err="PLEG is not healthy: pleg has yet to be successful"',
        ),
      ],
    },
    {
      name: 'a load of processes that wait for a disk',
      rival: 'rwx-or-nfs-mount',
      evidence: [loadOf(13, [9, 10])],
    },
    {
      name: 'a wish for a device that the node does not have',
      evidence: [
        log(
          "Message: Pod was rejected: Node didn't have enough resource: nvidia.com/gpu, requested: 1, used: 0, capacity: 0",
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'no room for the pods of a node that went silent, by its taint',
      evidence: [
        log(
          '0/4 nodes are available: 2 Insufficient cpu, 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.',
        ),
      ],
    },
    {
      name: 'no room for the pods of a node that is shown as away',
      evidence: [
        log(
          'fen   NotReady   <none>   12d   v1.34.2\n0/3 nodes are available: 1 Insufficient memory, 2 node(s) had untolerated taint(s).',
        ),
      ],
    },
    {
      name: 'a disk that is busy all the time',
      evidence: [
        log(
          'mmcblk0          1.20     14.40     0.00   0.00  842.11    12.00   18.40    210.80     9.20  33.33 2103.44    11.46   41.30  99.80',
        ),
      ],
    },
    {
      name: 'processes that wait for a disk',
      evidence: [log('  812 D    k3s-server   jbd2_log_wait_commit')],
    },
    {
      name: 'a disk with little to do, and a process that sleeps',
      evidence: [
        log(
          'mmcblk0          1.20     14.40     0.00   0.00    2.11    12.00   18.40    210.80     9.20  33.33    3.44    11.46    0.10   9.80',
        ),
        log('  812 S    k3s-server   io_schedule_timeout'),
      ],
      silent: true,
    },
    {
      name: 'a load that is of workers in state D',
      evidence: [
        log(
          'load average: 22.10, 21.80, 20.02\nfour workers have been in D-state since midnight, and no signal ends them',
        ),
      ],
    },
    {
      name: 'CoreDNS that answers itself late',
      evidence: [
        log(
          '[WARNING] plugin/health: Local health request to "http://:8080/health" took more than 1s: 1.9s',
        ),
      ],
    },
    {
      name: 'a journal that systemd ends for want of a sign of life',
      evidence: [log('systemd[1]: systemd-journald.service: Watchdog timeout (limit 3min)!')],
    },
    {
      name: 'a heartbeat of the network policies that did not come',
      evidence: [
        log(
          'E0301 11:58:02.104 912 health_controller.go:80] Network Policy Controller heartbeat missed',
        ),
      ],
    },
    {
      name: 'metrics-server that waits for a kubelet',
      evidence: [
        log(
          'E0301 11:58:02.104 1 scraper.go:149] "Failed to scrape node, timeout to access kubelet" err="context deadline exceeded" node="pi04" timeout="10s"',
        ),
      ],
    },
    {
      name: 'a container that is asked for twice',
      evidence: [
        log(
          'Error: failed to reserve container name "web_web-0_default_77_0": name "web" is reserved for "9f14"',
        ),
      ],
    },
    {
      name: "a kubelet's round that never ends",
      evidence: [
        log('PLEG is not healthy: pleg was last seen active 2h3m50.7s ago; threshold is 3m0s'),
      ],
    },
    {
      name: 'a round that waits for a runtime that is down',
      evidence: [
        log(
          '[container runtime is down, PLEG is not healthy: pleg was last seen active 4m2.9s ago; threshold is 3m0s]',
        ),
      ],
    },
    {
      name: 'a load while a mount hangs',
      evidence: [
        log('load average: 21.40, 19.02, 14.11\nnfs: server 10.0.0.9 not responding, still trying'),
      ],
    },
  ],
})

test('where the number of pods is the limit, no memory has to be freed', () => {
  const remedyOf = (text: string) => {
    const index = indexEvidence([log(text, { origin: 'events' })], pattern.queries, 0)
    return judge([pattern], index).matched[0]?.match.remedy
  }
  expect(remedyOf('0/3 nodes are available: 3 Too many pods.')).toBe('make-room-for-pods')
  expect(remedyOf('0/3 nodes are available: 1 Too many pods, 2 Insufficient memory.')).toBe(
    undefined,
  )
})

test.each([
  ['0/3 nodes are available: 3 Insufficient cpu.', '`requests`', 'swap'],
  ['0/3 nodes are available: 3 Too many pods.', 'max-pods', '`requests`'],
  ['load average: 41.20, 39.02, 34.11', 'largest pods', '`requests`'],
])('%s is told of what it counts', (text, advice, other) => {
  const help = helpAgainst(pattern, text)
  expect(help).toContain(advice)
  expect(help).not.toContain(other)
})
