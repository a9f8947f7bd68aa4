import { readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collectNamedOutlets } from '#src/collect/files/named-outlets.ts'
import { Autopsy, type Ending } from '#src/model/autopsy.ts'
import { Configuration } from '#src/model/config.ts'
import type { Observation } from '#src/model/evidence.ts'
import { type Api, autopsyOf, type NodeAnswers, observed, takenAt } from '#test/support/autopsy.ts'
import { journal } from '#test/support/journal.ts'
import { witnesses } from './witnesses/index.ts'

/** The power of one node hangs on a switch that bramble.yaml names. */
const configurationWith = (node: string) =>
  Configuration.parse({
    cluster: 'home',
    switches: { closet: { snmp: { address: '10.0.0.2', community: { env: 'SNMP' } } } },
    nodes: {
      pi01: { address: '10.0.0.11', role: 'server' },
      pi03: { address: '10.0.0.13', role: 'agent' },
      [node]: {
        address: '10.0.0.10',
        role: 'agent',
        power: { switch: 'closet', port: 3 },
      },
    },
  })

const day = '2026-11-24'
const at = (time: string) => `${day}T${time}.000Z`
const own = (text: string, offsetSeconds = 0) => journal(text, { node: 'pi03', day, offsetSeconds })

/** The last minutes of a node at work: nothing in it is alarming. */
const work = `03:08:02 k3s[812]: I1124 03:08:02.101012     812 scope.go:117] "RemoveContainer" containerID="4a"
03:10:40 CRON[9911]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)
03:12:10 containerd[900]: time="2026-11-24T03:12:10Z" level=info msg="cleaning up dead shim"
03:12:39 systemd[1]: run-containerd-runc-k8s.io-8f.mount: Deactivated successfully.`

const shutdown = `03:12:30 systemd-logind[500]: The system will reboot now!
03:12:31 systemd[1]: Stopping k3s.service - Lightweight Kubernetes...
03:12:39 systemd[1]: Reached target shutdown.target - System Shutdown.
03:12:39 systemd[1]: Reached target reboot.target - System Reboot.
03:12:39 systemd[1]: Shutting down.
03:12:39 systemd-journald[210]: Journal stopped`

const cleanStart = `[    0.000000] pi03 kernel: Booting Linux on physical CPU 0x0000000000 [0x414fd0b1]
[    2.101000] pi03 kernel: EXT4-fs (nvme0n1p2): mounted filesystem with ordered data mode
`
const dirtyStart = `[    0.000000] pi03 kernel: Booting Linux on physical CPU 0x0000000000 [0x414fd0b1]
[    2.101000] pi03 kernel: EXT4-fs (nvme0n1p2): orphan cleanup on readonly fs
[    2.142000] pi03 kernel: EXT4-fs (nvme0n1p2): recovery complete
[    4.010000] pi03 systemd-journald[210]: File /var/log/journal/ff/system.journal corrupted or uncleanly shut down, renaming and replacing.
`
const dips = `03:09:11 kernel: hwmon hwmon1: Undervoltage detected!
03:09:15 kernel: hwmon hwmon1: Voltage normalised
03:11:41 kernel: hwmon hwmon1: Undervoltage detected!`

const cutOff: NodeAnswers = {
  bootedAt: at('03:13:31'),
  previous: own(work),
  start: dirtyStart,
  watchdogUsec: 0,
}
const volatile: NodeAnswers = {
  bootedAt: at('03:13:31'),
  persistent: false,
  previous: { reason: 'the journal is volatile: nothing of the boot before is kept' },
  start: dirtyStart,
  watchdogUsec: 0,
}
const powerCut = {
  maxCurrentMilliamps: 3000,
  lastResetReasons: ['under-voltage'],
}
const chipReset = { panicSeconds: 10, register: 0x20, powerOn: false, chipReset: true }
const powerOn = { panicSeconds: 10, register: 0x1000, powerOn: true, chipReset: false }
const bootRecords = (ending: 'crash' | 'shutdown') => [
  { startedAt: at('03:13:31'), ending: 'running' as const },
  {
    startedAt: '2026-11-20T10:00:00.000Z',
    ending,
    ...(ending === 'shutdown' && { endedAt: at('03:12:30') }),
  },
]
const dump = (written: string) => [
  {
    backend: 'ramoops',
    path: '/var/lib/systemd/pstore/1/dmesg-ramoops-0',
    at: written,
    lines: ['Panic#1 Part1', '<0>[ 9.1] Kernel panic - not syncing: Fatal exception in interrupt'],
  },
]

/** Other boards that ran on, and one that stopped in the same second. */
const others = (cutAt?: string): Record<string, NodeAnswers> => ({
  pi01: { bootedAt: '2026-10-14T06:00:00.000Z' },
  pi02:
    cutAt === undefined
      ? { bootedAt: '2026-10-14T06:00:00.000Z' }
      : {
          bootedAt: at('03:13:40'),
          previous: journal(work.replace('03:12:39', cutAt), { node: 'pi02', day }),
        },
})

const lost = (time: string, source = 'node-controller') => ({
  type: 'Normal',
  reason: 'NodeNotReady',
  objectKind: 'Node',
  objectName: 'pi03',
  message: 'Node pi03 status is now: NodeNotReady',
  source,
  firstAt: at(time),
  lastAt: at(time),
})
const ready = (since: string) => ({
  name: 'pi03',
  conditions: [{ type: 'Ready', status: 'True' as const, lastTransitionAt: since }],
})
const longUp: NodeAnswers = { bootedAt: '2026-10-14T06:00:00.000Z' }
const heardBy01 = (received: number) => ({
  ...longUp,
  heard: [{ target: 'pi03', address: '10.0.0.13', sent: 2, received }],
})
const renewed = (leaseRenewedAt: string) => ({ ...ready(at('01:00:00')), leaseRenewedAt })

interface Case {
  readonly name: string
  readonly nodes: Record<string, NodeAnswers>
  readonly api?: Api
  readonly confidence?: 'suspected' | 'confirmed'
  readonly cause?: string
}

const only = (pi03: NodeAnswers) => ({ pi03 })

/** What each ending looks like. */
const finds: Readonly<Record<Ending, readonly Case[]>> = {
  shutdown: [
    {
      name: 'the log’s own words',
      nodes: only({ ...cutOff, previous: own(shutdown), start: cleanStart }),
      confidence: 'confirmed',
    },
    {
      name: 'older systemd’s words, and a disk that needs a repair all the same',
      nodes: only({
        ...cutOff,
        previous: own(
          '03:12:38 systemd[1]: Stopped target Basic System.\n03:12:39 systemd[1]: Reached target Shutdown.\n03:12:39 systemd[1]: Reached target Reboot.',
        ),
      }),
      confidence: 'confirmed',
    },
    {
      name: 'login records, where the journal is gone',
      nodes: only({ ...volatile, start: cleanStart, boots: bootRecords('shutdown') }),
      confidence: 'suspected',
    },
    {
      name: 'login records beside every sign of an unclean end',
      nodes: only({ ...volatile, boots: bootRecords('shutdown'), power: powerCut, reset: powerOn }),
      confidence: 'suspected',
    },
  ],
  panic: [
    {
      name: 'the last line that could be written',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:40 kernel: Kernel panic - not syncing: Fatal exception in interrupt`,
        ),
      }),
      confidence: 'confirmed',
    },
    {
      name: 'pstore, where the log just ends',
      nodes: only({ ...cutOff, crashes: dump(at('03:12:40')) }),
      confidence: 'confirmed',
    },
    {
      name: 'pstore alone',
      nodes: only({ ...volatile, crashes: dump(at('03:12:40')) }),
      confidence: 'confirmed',
    },
    {
      name: 'an oops before the end',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:40 kernel: Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP\n03:12:40 kernel: pc : brcmf_fweh_event_worker+0x1f4/0x3f0 [brcmfmac]`,
        ),
        reset: chipReset,
      }),
      confidence: 'suspected',
    },
  ],
  hang: [
    {
      name: 'it drops pings, and answered for its address while we looked',
      nodes: {
        pi03: { silent: 'no answer within 5 s' },
        pi01: {
          ...longUp,
          heard: [
            {
              target: 'pi03',
              address: '10.0.0.13',
              state: 'REACHABLE',
              confirmedAgeSeconds: 1,
              sent: 2,
              received: 0,
            },
          ],
        },
      },
      confidence: 'suspected',
    },
    {
      name: 'tasks that stand still, then the watchdog',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:41 kernel: INFO: task kworker/u16:2:311 blocked for more than 120 seconds.`,
        ),
        watchdogUsec: 10_000_000,
        power: { lastResetReasons: ['watchdog'] },
      }),
      confidence: 'suspected',
    },
    {
      name: 'a processor that stands still',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:41 kernel: watchdog: BUG: soft lockup - CPU#2 stuck for 26s! [k3s-agent:812]`,
        ),
        watchdogUsec: 10_000_000,
      }),
      confidence: 'suspected',
    },
    {
      name: 'it answers pings, and nothing else',
      nodes: {
        pi03: { silent: 'no answer within 5 s' },
        pi01: {
          ...longUp,
          heard: [
            { target: 'pi03', address: '10.0.0.13', state: 'REACHABLE', sent: 2, received: 2 },
          ],
        },
      },
      confidence: 'suspected',
    },
  ],
  memory: [
    {
      name: 'kills of the whole node, then the end',
      nodes: only({
        ...cutOff,
        previous:
          own(`${work}\n03:12:41 kernel: oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/besteffort/podab,task=java,pid=4711,uid=1000
03:12:41 kernel: Out of memory: Killed process 4711 (java) total-vm:4330792kB, anon-rss:2063872kB`),
      }),
      confidence: 'suspected',
    },
    {
      name: 'nothing left to kill',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:41 kernel: Out of memory and no killable processes...\n03:12:41 kernel: System is deadlocked on memory`,
        ),
      }),
      confidence: 'confirmed',
    },
  ],
  power: [
    {
      name: 'dips, the power chip, open files',
      nodes: only({ ...cutOff, previous: own(`${dips}\n${work}`), power: powerCut }),
      confidence: 'suspected',
      cause: 'under-voltage',
    },
    {
      name: 'another node in the same second',
      nodes: { ...others('03:12:38'), pi03: cutOff },
      confidence: 'confirmed',
      cause: 'power-loss',
    },
    {
      name: 'no journal at all: power chip and register remain',
      nodes: only({ ...volatile, power: powerCut, reset: powerOn, boots: bootRecords('crash') }),
      confidence: 'suspected',
    },
    {
      name: 'all came back together, and nobody kept a journal',
      nodes: {
        pi01: { ...volatile, bootedAt: at('03:13:29') },
        pi02: { ...volatile, bootedAt: at('03:13:40') },
        pi03: { ...cutOff, reset: powerOn },
      },
      confidence: 'suspected',
    },
    {
      name: 'the battery supply said so',
      nodes: {
        ...others(),
        pi01: {
          ...longUp,
          kernel: journal('03:12:41 apcupsd[700]: Power failure.', { node: 'pi01', day }),
        },
        pi03: cutOff,
      },
      confidence: 'suspected',
      cause: 'power-loss',
    },
  ],
  heat: [
    {
      name: 'the kernel switched itself off, in order',
      nodes: only({
        ...cutOff,
        previous:
          own(`03:12:20 kernel: thermal thermal_zone0: cpu-thermal: critical temperature reached, shutting down
03:12:20 kernel: reboot: HARDWARE PROTECTION shutdown (Temperature too high)
${shutdown}`),
        start: cleanStart,
      }),
      confidence: 'confirmed',
    },
    {
      name: 'the power chip names heat',
      nodes: only({ ...cutOff, power: { lastResetReasons: ['over-temperature'] } }),
      confidence: 'suspected',
    },
  ],
  disk: [
    {
      name: 'a card that answers no more, and a root that is read-only',
      nodes: only({
        ...cutOff,
        previous: own(`${work}
03:12:41 kernel: mmc0: Timeout waiting for hardware cmd interrupt.
03:12:41 kernel: mmcblk0: error -110 transferring data, sector 81234, nr 8, cmd response 0x900, card status 0xc00
03:12:42 kernel: I/O error, dev mmcblk0, sector 81234 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2
03:12:42 kernel: EXT4-fs error (device mmcblk0p2): ext4_journal_check_start:83: comm systemd-journal: Detected aborted journal
03:12:42 kernel: EXT4-fs (mmcblk0p2): Remounting filesystem read-only`),
      }),
      cause: 'sd-card-failing',
    },
    {
      name: 'an NVMe drive that vanished',
      nodes: only({
        ...cutOff,
        previous: own(`${work}
03:12:41 kernel: nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0xffff
03:12:41 kernel: nvme nvme0: Does your device have a faulty power saving mode enabled?`),
      }),
      confidence: 'suspected',
      cause: 'nvme-link-or-power-state',
    },
  ],
  'cut-off': [
    {
      name: 'cut off soon after a start, and heard in between',
      nodes: {
        pi03: { ...cutOff, bootedAt: at('07:57:00'), previous: own(work), start: cleanStart },
        pi01: {
          ...longUp,
          heard: [{ target: 'pi03', address: '10.0.0.13', sent: 2, received: 0 }],
        },
      },
      api: {
        nodes: [
          {
            name: 'pi03',
            leaseRenewedAt: at('07:57:50'),
            conditions: [
              { type: 'Ready', status: 'Unknown' as const, lastTransitionAt: at('07:58:40') },
            ],
          },
        ],
        events: [lost('07:58:40')],
      },
    },
    {
      name: 'cut off soon after a start for a while, and missed then',
      nodes: {
        pi03: {
          ...cutOff,
          bootedAt: at('07:55:00'),
          previous: own(work),
          start: cleanStart,
          k3s: own(
            '07:57:20 k3s[812]: E1124 07:57:20.000000     812 controller.go:195] "Failed to update lease" err="http2: client connection lost"',
          ),
        },
      },
      api: {
        nodes: [ready(at('07:58:30'))],
        events: [{ ...lost('07:55:30', 'kubelet'), reason: 'Rebooted' }, lost('07:57:40')],
      },
    },
    {
      name: 'a packet filter drops all, and its address is still resolved',
      nodes: {
        pi03: {
          ...longUp,
          k3s: own(
            '07:49:20 k3s[812]: E1124 07:49:20.000000     812 controller.go:195] "Failed to update lease" err="http2: client connection lost"',
          ),
        },
        pi01: {
          ...longUp,
          heard: [
            {
              target: 'pi03',
              address: '10.0.0.13',
              state: 'REACHABLE',
              confirmedAgeSeconds: 0,
              sent: 2,
              received: 0,
            },
          ],
        },
      },
      api: {
        nodes: [
          {
            name: 'pi03',
            conditions: [
              { type: 'Ready', status: 'Unknown' as const, lastTransitionAt: at('07:50:00') },
            ],
          },
        ],
      },
      confidence: 'suspected',
    },
    {
      name: 'its link went down and up, and it ran on',
      nodes: only({
        ...longUp,
        kernel: own(`03:10:01 kernel: macb 1f00100000.ethernet eth0: Link is Down
03:10:09 kernel: macb 1f00100000.ethernet eth0: Link is Up - 1Gbps/Full - flow control tx
03:11:01 kernel: macb 1f00100000.ethernet eth0: Link is Down
03:20:09 kernel: macb 1f00100000.ethernet eth0: Link is Up - 1Gbps/Full - flow control tx`),
      }),
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
      cause: 'nic-or-link-fault',
    },
    {
      name: 'its link went down once, just before',
      nodes: only({
        ...longUp,
        kernel: own('03:11:01 kernel: macb 1f00100000.ethernet eth0: Link is Down'),
      }),
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
      confidence: 'confirmed',
      cause: 'nic-or-link-fault',
    },
    {
      name: 'its kubelet lived and reached nobody',
      nodes: {
        pi03: {
          ...longUp,
          k3s: own(
            '03:11:20 k3s[812]: E1124 03:11:20.000000     812 controller.go:195] "Failed to update lease" err="Put \\"https://127.0.0.1:6444/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/pi03?timeout=10s\\": http2: client connection lost"',
          ),
        },
        pi01: longUp,
      },
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
      confidence: 'suspected',
    },
    {
      name: 'it answers us and no other node',
      nodes: {
        pi03: longUp,
        pi01: {
          ...longUp,
          heard: [{ target: 'pi03', address: '10.0.0.13', state: 'FAILED', sent: 2, received: 0 }],
        },
      },
      api: {
        nodes: [
          {
            name: 'pi03',
            conditions: [
              {
                type: 'Ready',
                status: 'Unknown',
                reason: 'NodeStatusUnknown',
                message: 'Kubelet stopped posting node status.',
                lastTransitionAt: at('07:50:00'),
              },
            ],
          },
        ],
      },
      confidence: 'suspected',
    },
  ],
  'ran-on': [
    {
      name: 'nobody gets in, but its kubelet reports and others hear it',
      nodes: { pi03: { silent: 'no answer within 5 s' }, pi01: heardBy01(2) },
      api: { nodes: [renewed(at('07:59:55'))] },
      confidence: 'suspected',
    },
    {
      name: 'it was lost, and nothing of its network failed',
      nodes: only(longUp),
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
      confidence: 'confirmed',
    },
    {
      name: 'a link that was down hours before',
      nodes: only({
        ...longUp,
        kernel: own('01:11:01 kernel: macb 1f00100000.ethernet eth0: Link is Down'),
      }),
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
    },
    {
      name: 'its kubelet reached nobody, but the others reach the node',
      nodes: {
        pi03: {
          ...longUp,
          k3s: own(
            '07:49:20 k3s[812]: E1124 07:49:20.000000     812 controller.go:195] "Failed to update lease" err="http2: client connection lost"',
          ),
        },
        pi01: {
          ...longUp,
          heard: [
            { target: 'pi03', address: '10.0.0.13', state: 'REACHABLE', sent: 2, received: 2 },
          ],
        },
      },
      api: {
        nodes: [
          {
            name: 'pi03',
            conditions: [
              { type: 'Ready', status: 'Unknown' as const, lastTransitionAt: at('07:50:00') },
            ],
          },
        ],
      },
    },
    {
      name: 'the server was lost for all',
      nodes: {
        pi03: {
          ...longUp,
          k3s: own(
            '03:11:20 k3s[812]: E1124 03:11:20.000000     812 controller.go:195] "Failed to update lease" err="http2: client connection lost"',
          ),
        },
        pi02: {
          ...longUp,
          k3s: journal(
            '03:11:22 k3s[812]: E1124 03:11:22.000000     812 controller.go:195] "Failed to update lease" err="http2: client connection lost"',
            { node: 'pi02', day },
          ),
        },
      },
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] },
      confidence: 'confirmed',
    },
  ],
}

/** What looks like an ending and is none: the ending must not be named. */
const staysQuiet: Readonly<Record<Ending, readonly Case[]>> = {
  shutdown: [
    {
      name: 'a shutdown that somebody called off',
      nodes: only({
        ...cutOff,
        previous: own(`03:01:00 systemd-logind[500]: The system will reboot now!\n${work}`),
      }),
    },
    { name: 'a log that ends in mid-work', nodes: only(cutOff) },
  ],
  panic: [
    {
      name: 'a record of an older crash',
      nodes: only({ ...cutOff, crashes: dump('2026-03-01T00:00:00.000Z') }),
    },
    {
      name: 'an oops in the log of a node that shut down',
      nodes: only({
        ...cutOff,
        previous: own(`03:11:00 kernel: Internal error: Oops: 96000004 [#1]\n${shutdown}`),
      }),
    },
    {
      name: 'chip and kernel say nothing, and the store is empty',
      nodes: only({ ...cutOff, reset: chipReset, crashes: [{ backend: 'ramoops', lines: [] }] }),
    },
  ],
  hang: [
    {
      name: 'a neighbour that remembers it from before it went dark',
      nodes: {
        pi03: { silent: 'no answer within 5 s' },
        pi01: {
          ...longUp,
          heard: [
            {
              target: 'pi03',
              address: '10.0.0.13',
              state: 'REACHABLE',
              confirmedAgeSeconds: 9,
              sent: 2,
              received: 0,
            },
          ],
        },
      },
    },
    { name: 'no watchdog, and back within a minute', nodes: only(cutOff) },
    {
      name: 'an armed watchdog, and away for hours',
      nodes: only({ ...cutOff, bootedAt: at('07:13:31'), watchdogUsec: 10_000_000 }),
    },
  ],
  memory: [
    {
      name: 'a container that reached its own limit',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:41 kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/kubepods/burstable/podab/cd,task_memcg=/kubepods/burstable/podab/cd,task=lab-app,pid=1,uid=0\n03:12:41 kernel: Memory cgroup out of memory: Killed process 1 (lab-app)`,
        ),
      }),
    },
    {
      name: 'a kill days before',
      nodes: only({
        ...cutOff,
        previous:
          journal('03:00:00 kernel: Out of memory: Killed process 4711 (java)', {
            node: 'pi03',
            day: '2026-11-21',
          }) + own(work),
      }),
    },
  ],
  power: [
    { name: 'the chip was reset with its power on', nodes: only({ ...cutOff, reset: chipReset }) },
    {
      name: 'another node that shut down in order at that time',
      nodes: {
        pi03: cutOff,
        pi02: { bootedAt: at('03:30:00'), previous: journal(shutdown, { node: 'pi02', day }) },
      },
    },
    {
      name: 'a Pi 4, whose register always says power-on',
      nodes: only({ ...volatile, model: 'Raspberry Pi 4 Model B Rev 1.4', reset: powerOn }),
    },
    {
      name: 'a node that stopped an hour later',
      nodes: {
        pi03: cutOff,
        pi02: {
          bootedAt: at('04:13:31'),
          previous: journal(work.replaceAll('03:', '04:'), { node: 'pi02', day }),
        },
      },
    },
  ],
  heat: [
    {
      name: 'a warm board days before',
      nodes: only({
        ...cutOff,
        previous:
          journal('03:00:00 kernel: cpu-thermal: critical temperature reached, shutting down', {
            node: 'pi03',
            day: '2026-11-20',
          }) + own(work),
      }),
    },
  ],
  disk: [
    {
      name: 'a Longhorn volume whose engine died',
      nodes: only({
        ...cutOff,
        previous: own(
          `${work}\n03:12:41 kernel: I/O error, dev sdb, sector 81234 op 0x1:(WRITE)\n03:12:41 kernel: sd 2:0:0:1: [sdb] Synchronizing SCSI cache`,
        ),
      }),
    },
  ],
  'cut-off': [
    {
      name: 'a node that started anew since',
      nodes: only(cutOff),
      api: { nodes: [ready(at('03:14:10'))], events: [lost('03:13:25')] },
    },
  ],
  'ran-on': [
    {
      name: 'power that was lost right after a lease: nobody hears it any more',
      nodes: { pi03: { silent: 'no answer within 5 s' }, pi01: heardBy01(0) },
      api: { nodes: [renewed(at('07:59:55'))] },
    },
    {
      name: 'a lease that nobody renews: a kernel that only answers pings',
      nodes: { pi03: { silent: 'no answer within 5 s' }, pi01: heardBy01(2) },
      api: { nodes: [renewed(at('07:59:30'))] },
    },
    {
      name: 'heard as it started, and called not ready because it said so itself',
      nodes: only(cutOff),
      api: {
        nodes: [ready(at('03:14:10'))],
        events: [{ ...lost('03:13:50', 'kubelet'), reason: 'Rebooted' }, lost('03:13:55')],
      },
    },
    {
      name: 'its API starts later than it, and then it says that it is not ready yet',
      nodes: only(cutOff),
      api: {
        nodes: [ready(at('03:15:10'))],
        events: [{ ...lost('03:13:50', 'kubelet'), reason: 'Starting' }, lost('03:14:55')],
      },
    },
    {
      name: 'lost while it was starting',
      nodes: only(cutOff),
      api: { nodes: [ready(at('03:15:10'))], events: [lost('03:14:20')] },
    },
    {
      name: 'a kubelet that says of itself that it is not ready',
      nodes: only({ ...longUp, previous: own(work) }),
      api: { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55', 'kubelet')] },
    },
  ],
}

/** Too little to say: the answer is unknown, with what it can still have been. */
const cannotTell: readonly (Case & { readonly candidates: readonly Ending[] })[] = [
  {
    name: 'a log that just ends',
    nodes: only({ ...cutOff, watchdogUsec: 10_000_000 }),
    candidates: ['panic', 'hang', 'power'],
  },
  {
    name: 'a log that just ends, and no watchdog to bring a hang back',
    nodes: only(cutOff),
    candidates: ['panic', 'power'],
  },
  {
    name: 'another node was restarted in order in the same minute, as its log says',
    nodes: {
      pi03: cutOff,
      pi02: { bootedAt: at('03:13:40'), previous: journal(shutdown, { node: 'pi02', day }) },
    },
    candidates: ['panic', 'power'],
  },
  {
    name: 'another node was restarted in order in the same minute, as `last -x` says',
    nodes: {
      pi03: cutOff,
      pi02: { ...volatile, bootedAt: at('03:13:40'), boots: bootRecords('shutdown') },
    },
    candidates: ['panic', 'power'],
  },
  {
    name: 'no journal, open files only',
    nodes: only(volatile),
    candidates: ['panic', 'hang', 'memory', 'power', 'disk'],
  },
  {
    name: 'a volume of Longhorn was repaired, and no file system of the node',
    nodes: only({
      ...volatile,
      start: `${cleanStart}[   60.142000] pi03 kernel: EXT4-fs (sdb): recovery complete\n`,
    }),
    candidates: [],
  },
  {
    name: 'nothing at all',
    nodes: only({ bootedAt: at('03:13:31'), persistent: false }),
    candidates: [],
  },
  {
    name: 'silent now, and nobody hears it',
    nodes: {
      pi03: { silent: 'no answer within 5 s' },
      pi01: {
        ...longUp,
        heard: [{ target: 'pi03', address: '10.0.0.13', state: 'FAILED', sent: 2, received: 0 }],
      },
    },
    candidates: ['panic', 'power', 'cut-off'],
  },
  {
    name: 'it is there and lets nobody in',
    nodes: { pi03: { silent: 'no key fits', refused: true } },
    candidates: [],
  },
  {
    name: 'silent now, seen by the API alone',
    nodes: {},
    api: {
      nodes: [
        {
          name: 'pi03',
          conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionAt: at('07:50:00') }],
        },
      ],
    },
    candidates: [],
  },
]

const judged = ({ nodes, api }: Case): Autopsy => autopsyOf(observed(nodes, api), 'pi03')

for (const ending of Object.keys(finds) as Ending[])
  describe(ending, () => {
    test.each(finds[ending])('found: $name', (one) => {
      const autopsy = judged(one)
      expect(Autopsy.parse(autopsy)).toEqual(autopsy)
      expect(autopsy.verdict.ending).toBe(ending)
      if (one.confidence) expect(autopsy.verdict.confidence).toBe(one.confidence)
      if (one.cause) expect(autopsy.verdict.cause).toBe(one.cause)
      expect(autopsy.verdict.agree).toBeGreaterThan(0)
    })
    test.each(staysQuiet[ending])('not said of: $name', (one) => {
      expect(judged(one).verdict.ending).not.toBe(ending)
    })
  })

test.each(cannotTell)('cannot tell: $name', (one) => {
  const { verdict, next } = judged(one)
  expect([verdict.ending, verdict.candidates]).toEqual(['unknown', one.candidates])
  expect(next.length).toBeGreaterThan(0)
})

const everyCase = [
  ...Object.values(finds).flat(),
  ...Object.values(staysQuiet).flat(),
  ...cannotTell,
]

describe('whatever the order and the clocks', () => {
  const shuffled = ({ evidence, coverage, ...rest }: Observation, seed: number): Observation => ({
    ...rest,
    evidence:
      fc.sample(fc.shuffledSubarray([...evidence], { minLength: evidence.length }), {
        seed,
        numRuns: 1,
      })[0] ?? [],
    coverage: [...coverage].reverse(),
  })
  const told = ({ verdict, timeline, notBefore, notAfter, boots }: Autopsy) => ({
    verdict,
    rows: timeline.rows,
    notBefore,
    notAfter,
    boots,
  })

  test('the order of the evidence decides nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyCase), fc.integer(), ({ nodes, api }, seed) => {
        const observation = observed(nodes, api)
        expect(told(autopsyOf(shuffled(observation, seed), 'pi03'))).toEqual(
          told(autopsyOf(observation, 'pi03')),
        )
      }),
      { numRuns: 25 },
    )
  })

  test('a clock that is off by any known amount decides nothing', () => {
    const off = (offsetSeconds: number, otherSeconds: number) =>
      autopsyOf(
        observed(
          {
            pi03: {
              ...cutOff,
              clockOffsetSeconds: offsetSeconds,
              previous: own(`${dips}\n${work}`, offsetSeconds),
            },
            pi02: {
              bootedAt: at('03:13:40'),
              clockOffsetSeconds: otherSeconds,
              previous: journal(work, { node: 'pi02', day, offsetSeconds: otherSeconds }),
            },
          },
          { events: [{ ...lost('03:13:25'), lastAt: at('03:13:25') }] },
        ),
        'pi03',
      )
    const right = off(0, 0)
    expect(right.verdict).toMatchObject({ ending: 'power', confidence: 'confirmed' })
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400, max: 86_400 }),
        fc.integer({ min: -86_400, max: 86_400 }),
        (one, other) => {
          const shifted = off(one, other)
          expect(shifted.verdict).toEqual(right.verdict)
          expect(
            shifted.timeline.rows.map(({ at: time, node, text }) => [time, node, text]),
          ).toEqual(right.timeline.rows.map(({ at: time, node, text }) => [time, node, text]))
          expect([shifted.notBefore, shifted.notAfter]).toEqual([right.notBefore, right.notAfter])
        },
      ),
      { numRuns: 12 },
    )
  })

  test('a shutdown stays one, whatever else is added', () => {
    const clean = { ...cutOff, previous: own(shutdown) }
    const more: Partial<NodeAnswers>[] = [
      { power: powerCut },
      { reset: powerOn },
      { reset: chipReset },
      { boots: bootRecords('crash') },
      { crashes: dump(at('03:12:40')) },
      { start: dirtyStart },
      { watchdogUsec: 10_000_000 },
      {
        previous: own(
          `${dips}\n03:12:00 kernel: INFO: task a:1 blocked for more than 120 seconds.\n03:12:01 kernel: Out of memory: Killed process 1 (a)\n${shutdown}`,
        ),
      },
    ]
    fc.assert(
      fc.property(fc.subarray(more), fc.boolean(), (parts, withOther) => {
        const pi03 = Object.assign({}, clean, ...parts) as NodeAnswers
        const { verdict } = autopsyOf(
          observed(withOther ? { ...others('03:12:39'), pi03 } : { pi03 }),
          'pi03',
        )
        expect(verdict.ending).toBe('shutdown')
      }),
      { numRuns: 25 },
    )
  })

  test('a node that ran on was never down, whatever else is added', () => {
    const more: Partial<NodeAnswers>[] = [
      { power: powerCut },
      { reset: powerOn },
      { boots: bootRecords('crash') },
      { crashes: dump(at('03:12:40')) },
      { previous: journal(`${dips}\n${work}`, { node: 'pi03', day: '2026-10-14' }) },
      { kernel: own('03:11:30 kernel: Out of memory: Killed process 1 (a)') },
    ]
    fc.assert(
      fc.property(fc.subarray(more), (parts) => {
        const pi03 = Object.assign({}, longUp, ...parts) as NodeAnswers
        const api = { nodes: [ready(at('03:20:15'))], events: [lost('03:11:55')] }
        const { verdict, question } = autopsyOf(
          observed({ ...others('03:12:39'), pi03 }, api),
          'pi03',
        )
        expect(question).toBe('silence')
        expect(['cut-off', 'ran-on']).toContain(verdict.ending)
      }),
      { numRuns: 25 },
    )
  })
})

describe('the story', () => {
  const nodes = {
    pi01: longUp,
    pi03: {
      ...cutOff,
      clockOffsetSeconds: -4,
      previous: own(`${dips}\n${work}`, -4),
      power: powerCut,
      earlier: {
        [-2]: journal(shutdown, { node: 'pi03', day: '2026-11-20' }),
        [-3]: journal(work, { node: 'pi03', day: '2026-11-19' }),
      },
    },
  }
  const api = { nodes: [ready(at('03:14:20'))], events: [lost('03:13:25')] }
  const autopsy = autopsyOf(observed(nodes, api), 'pi03')

  test('is one timeline by one clock, folded', () => {
    const rows = autopsy.timeline.rows.map(
      ({ at: time, program, count }) => `${time.slice(11, 19)} ${program} ${count}`,
    )
    expect(rows).toEqual([
      '03:09:11 kernel 2',
      '03:12:39 journal 1',
      '03:13:25 API 1',
      '03:13:31 kernel 1',
      '03:13:33 kernel 1',
      '03:13:33 kernel 1',
      '03:13:35 systemd-journald 1',
      '03:14:20 API 1',
    ])
    expect(autopsy.timeline.clocks).toContainEqual({
      node: 'pi03',
      offsetSeconds: -4,
      uncertaintySeconds: 0.1,
    })
  })

  test('says how exactly the moment is known, and how the boots before ended', () => {
    expect([autopsy.notBefore, autopsy.notAfter, autopsy.backAt]).toEqual([
      at('03:12:39'),
      at('03:13:25'),
      at('03:13:31'),
    ])
    expect(autopsy.boots.map(({ index, ending }) => `${index} ${ending}`)).toEqual([
      '0 running',
      '-1 cut',
      '-2 shutdown',
      '-3 cut',
    ])
  })

  test('a node that is dark was last heard by its lease', () => {
    const conditions = [
      { type: 'Ready', status: 'Unknown' as const, lastTransitionAt: at('07:50:00') },
    ]
    const dark = { name: 'pi03', leaseRenewedAt: at('07:49:10'), conditions }
    const found = autopsyOf(
      observed({ pi01: longUp, pi03: { silent: 'timed out' } }, { nodes: [dark] }),
      'pi03',
    )
    expect([found.notBefore, found.notAfter]).toEqual([at('07:49:10'), at('07:50:00')])
  })

  test('a node that is dark and whose outlet is known may be cycled, after all that is asked first', () => {
    const seen = observed({ pi01: longUp, pi03: { silent: 'timed out' } })
    const commands = (node: string) => {
      const evidence = [...seen.evidence, ...collectNamedOutlets(configurationWith(node), takenAt)]
      return autopsyOf({ ...seen, evidence }, 'pi03').next.flatMap(({ command }) => command ?? [])
    }
    const asked = ['bramble collect', 'bramble can lose pi03', 'bramble autopsy pi03']
    expect(commands('pi03')).toEqual([...asked, 'bramble power-cycle pi03'])
    expect(commands('pi01')).toEqual(asked)
  })

  test('says what is gone, what remains, and how to keep it', () => {
    const { lost } = autopsyOf(
      observed({ pi03: { ...volatile, power: powerCut, boots: bootRecords('crash') } }),
      'pi03',
    )
    expect(lost).toMatchObject([
      {
        what: expect.stringContaining('in memory'),
        remains: 'the power chip, the next start’s log, login records',
        keep: expect.stringContaining('Storage=persistent'),
      },
    ])
    expect(autopsy.lost).toEqual([])
  })

  test('an earlier boot is judged by its own end', () => {
    const earlier = observed({
      pi03: {
        ...cutOff,
        earlier: { [-2]: journal(shutdown, { node: 'pi03', day: '2026-11-20' }) },
      },
    })
    expect(autopsyOf(earlier, 'pi03', -2).verdict.ending).toBe('shutdown')
    expect(Date.parse(takenAt)).toBeGreaterThan(0)
  })
})

test('every witness is heard', () => {
  const folder = new URL('witnesses/', import.meta.url)
  const names = readdirSync(folder).map((name) => name.replace('.ts', ''))
  expect([...witnesses.map(({ id }) => id), 'index'].sort()).toEqual(names.sort())
})
