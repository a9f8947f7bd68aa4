import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import * as model from '#src/model/facts/node.ts'
import { anyText } from '#test/support/any-text.ts'
import type { Piece } from '../evidence.ts'
import { allQuestions } from '../program/node-program.ts'
import type { Answers, SectionAnswer } from '../program/section.ts'
import { readAnswers } from '../read-answers.ts'

const moments = { begunAfter: 1_800_000_000_000, heardBy: 1_800_000_000_200 }

/** Answers of a node: a section's text, or text and status. */
function answersOf(said: Record<string, string | Partial<SectionAnswer>>): Answers {
  return new Map(
    Object.entries(said).map(([name, answer]) => [
      name,
      {
        state: 'answered' as const,
        status: 0,
        text: typeof answer === 'string' ? answer : '',
        truncated: false,
        ...(typeof answer === 'object' && answer),
      },
    ]),
  )
}

function pieceOf(name: string, said: Record<string, string | Partial<SectionAnswer>>): Piece {
  const found = readAnswers(answersOf(said), moments).find((piece) => piece.name === name)
  if (found === undefined) throw new Error(`nothing is said of ${name}`)
  return found
}

const recordsOf = (name: string, said: Parameters<typeof pieceOf>[1]) => pieceOf(name, said).records

/** As `grep -H` prints them. */
const files = (byPath: Record<string, string>) =>
  Object.entries(byPath)
    .flatMap(([path, text]) => text.split('\n').map((line) => `${path}:${line}`))
    .join('\n')

describe('throttling', () => {
  it('names each bit of vcgencmd', () => {
    expect(recordsOf('throttling', { firmware: 'throttled=0x50005' })).toEqual([
      {
        bits: 0x50005,
        underVoltageNow: true,
        frequencyCappedNow: false,
        throttledNow: true,
        softTemperatureLimitNow: false,
        underVoltageSinceBoot: true,
        frequencyCappedSinceBoot: false,
        throttledSinceBoot: true,
        softTemperatureLimitSinceBoot: false,
      },
    ])
    const [hot] = recordsOf('throttling', { firmware: 'throttled=0x80008' }) ?? []
    expect(hot).toMatchObject({
      softTemperatureLimitNow: true,
      softTemperatureLimitSinceBoot: true,
    })
  })

  it.each([
    ["Can't open device file: /dev/vcio", 'no-permission'],
    ['VCHI initialization failed', 'no-permission'],
    ['vc_gencmd_read_response returned -1', 'failed'],
    ['', 'failed'],
  ])('says why there is none: %s', (firmware, outcome) => {
    expect(pieceOf('throttling', { firmware: { text: firmware, status: 255 } }).outcome).toBe(
      outcome,
    )
  })

  it('does not apply where there is no vcgencmd', () => {
    expect(pieceOf('throttling', { firmware: { status: 41 } }).outcome).toBe('not-applicable')
  })
})

describe('power supply', () => {
  it('reads big-endian numbers of the device tree', () => {
    const device_tree =
      'max_current    0   0  19 136\nusb_max_current_enable    0   0   0   0\nusb_over_current_detected    0   0   0   1\npower_reset    0   0   0  18'
    expect(recordsOf('power-supply', { device_tree })).toEqual([
      {
        maxCurrentMilliamps: 5000,
        usbMaxCurrentEnabled: false,
        usbOverCurrentDetected: true,
        lastResetReasons: ['under-voltage', 'watchdog'],
      },
    ])
  })

  it('leaves out what is no 32-bit number', () => {
    expect(
      recordsOf('power-supply', { device_tree: 'max_current 1 2\npower_reset 0 0 0 0' }),
    ).toEqual([{ lastResetReasons: [] }])
    expect(pieceOf('power-supply', { device_tree: 'max_current' }).outcome).toBe('failed')
    expect(pieceOf('power-supply', { device_tree: { status: 41 } }).outcome).toBe('not-applicable')
  })
})

describe('units', () => {
  const shown = `Id=k3s-agent.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
UnitFileState=enabled
NRestarts=14
Result=exit-code
ExecMainStatus=1
ActiveEnterTimestamp=Tue 2026-11-24 02:04:37 UTC
InactiveEnterTimestamp=

Id=iscsid.socket
LoadState=masked
ActiveState=inactive`

  it('reads systemctl show', () => {
    expect(recordsOf('units', { units: shown })).toEqual([
      {
        name: 'k3s-agent.service',
        loadState: 'loaded',
        activeState: 'activating',
        subState: 'auto-restart',
        unitFileState: 'enabled',
        restarts: 14,
        result: 'exit-code',
        mainExitStatus: 1,
        activeSince: '2026-11-24T02:04:37.000Z',
      },
      { name: 'iscsid.socket', loadState: 'masked', activeState: 'inactive' },
    ])
  })

  it('says that systemd did not answer', () => {
    const text = 'Failed to connect to bus: No such file or directory'
    expect(pieceOf('units', { units: { text, status: 1 } })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining(text),
    })
    expect(pieceOf('units', { units: { status: 41 } }).outcome).toBe('not-applicable')
  })
})

describe('journal', () => {
  const boot = '/proc/sys/kernel/random/boot_id'
  const id = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
  const dashed = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'

  it('reads the boots of old and new systemd', () => {
    const journal = `@persistent
@plain
IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY
 -1 11111111111111111111111111111111 Mon 2026-11-23 02:04:20 UTC Tue 2026-11-24 02:00:01 UTC
  0 ${id} Tue 2026-11-24 02:04:20 UTC—Tue 2026-11-24 02:34:00 UTC`
    expect(recordsOf('journal-storage', { journal })).toEqual([
      {
        persistent: true,
        boots: [
          {
            index: -1,
            id: '11111111111111111111111111111111',
            firstAt: '2026-11-23T02:04:20.000Z',
            lastAt: '2026-11-24T02:00:01.000Z',
          },
          {
            index: 0,
            id,
            firstAt: '2026-11-24T02:04:20.000Z',
            lastAt: '2026-11-24T02:34:00.000Z',
          },
        ],
      },
    ])
  })

  it('is volatile where journald writes to /run, and takes the last word on Storage', () => {
    const said = {
      journal: '@volatile\n@plain',
      files: files({
        [boot]: dashed,
        '/etc/systemd/journald.conf': '[Journal]\nStorage=auto',
        '/usr/lib/systemd/journald.conf.d/40-rpi-volatile-storage.conf':
          '[Journal]\nStorage=volatile',
        '/etc/systemd/journald.conf.d/20-mine.conf': 'Storage=persistent',
      }),
    }
    expect(recordsOf('journal-storage', said)).toEqual([
      { persistent: false, setting: 'volatile', boots: [{ index: 0, id }] },
    ])
  })

  it.each([
    [
      '@volatile\n@plain',
      43,
      'not-applicable',
      'the journal is volatile: nothing of the boot before is kept',
    ],
    ['@persistent\n@plain', 0, 'not-applicable', 'the journal holds no such boot'],
    ['@volatile\n@closed', 42, 'no-permission', expect.stringContaining('systemd-journal')],
  ])('says why the boot before is not there: %s, status %i', (journal, status, outcome, reason) => {
    expect(pieceOf('log/previous-boot', { journal, log_previous: { status } })).toMatchObject({
      outcome,
      reason,
    })
  })

  it('reaches the end of the boot before, and marks what was cut off at its beginning', () => {
    const line = '2026-11-23T23:59:59.000001+0000 pi03 systemd[1]: Reached target reboot.target.\n'
    const piece = pieceOf('log/previous-boot', { log_previous: line.repeat(3600) })
    expect(piece).toMatchObject({ truncated: true, log: { boot: -1, complete: true } })
    expect(pieceOf('log/previous-boot', { log_previous: line }).truncated).toBe(false)
  })

  it('divides the kernel’s lines from what others complained of', () => {
    const log_journal = `1795485860.628518 pi03 kernel: EXT4-fs error (device sda1): bad
                                  entry in directory
1795485861.000000 pi03 iscsid[300]: connect to 10.42.1.7:3260 failed
                                    (No route to host)
1795485862.000000 pi03 kernel: Remounting filesystem read-only
`
    expect(pieceOf('log/kernel', { log_journal }).text).toBe(
      `1795485860.628518 pi03 kernel: EXT4-fs error (device sda1): bad
                                  entry in directory
1795485862.000000 pi03 kernel: Remounting filesystem read-only
`,
    )
    expect(pieceOf('log/system', { log_journal }).text).toBe(
      `1795485861.000000 pi03 iscsid[300]: connect to 10.42.1.7:3260 failed
                                    (No route to host)
`,
    )
    expect(pieceOf('log/kernel', { log_journal: '[    0.000000] Booting Linux\n' }).text).toContain(
      'Booting',
    )
  })

  it('says that older lines were left out', () => {
    const log_k3s = { text: '1795485867.0 pi03 k3s[1]: x\n', status: 10 }
    expect(pieceOf('log/k3s', { log_k3s }).truncated).toBe(true)
  })
})

describe('mounts and disks', () => {
  const mountinfo = `22 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw,errors=remount-ro
30 22 259:1 / /var/lib/rancher rw,relatime - ext4 /dev/nvme0n1p1 ro,errors=remount-ro
41 22 8:0 / /var/lib/kubelet/pods/a/volumes/kubernetes.io~csi/pvc-1/mount rw - ext4 /dev/longhorn/pvc-1 rw
42 22 0:50 / /mnt/with\\040blank ro,nosuid - nfs4 nas:/data rw,vers=4.2
43 22 0:60 / /x rw - overlay overlay rw,lowerdir=/a:/b,upperdir=/c,workdir=/d`
  const found = files({
    '/proc/self/mountinfo': mountinfo,
    '/sys/class/block/mmcblk0/dev': '179:0',
    '/sys/class/block/mmcblk0p2/dev': '179:2',
    '/sys/class/block/mmcblk0p2/partition': '2',
    '/sys/class/block/mmcblk0p2/size': '62333952',
    '/sys/class/block/sda/dev': '8:0',
    '/sys/class/block/sda/size': '20971520',
    '/sys/class/block/sda/device/model': 'VIRTUAL-DISK    ',
    '/sys/class/block/dm-0/dm/uuid': 'mpath-360000000000000000e00000000010001',
  })

  it('takes a file system that the kernel made read-only for read-only', () => {
    const records = recordsOf('mounts', { files: found }) as z.infer<typeof model.mounts.schema>[]
    expect(records.find(({ target }) => target === '/var/lib/rancher')?.options).toEqual([
      'ro',
      'relatime',
      'errors=remount-ro',
    ])
    expect(records.find(({ target }) => target === '/mnt/with blank')?.source).toBe('nas:/data')
    expect(records.find(({ target }) => target === '/x')?.options).toEqual(['rw'])
  })

  it('tells how each disk is attached: a Longhorn volume is an iSCSI disk', () => {
    const block = `/sys/devices/platform/soc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p2
/sys/devices/platform/host0/session1/target0:0:0/0:0:0:1/block/sda
/sys/devices/platform/scb/pcie/pci0000:00/usb2/2-1/host1/target1:0:0/1:0:0:0/block/sdb
/sys/devices/platform/axi/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1
/sys/devices/virtual/block/dm-0
/sys/devices/virtual/block/loop9
slaves /sys/class/block/dm-0/slaves/sda`
    const records = recordsOf('block-devices', { files: found, block })
    expect(records).toMatchObject([
      {
        name: 'mmcblk0p2',
        kind: 'part',
        transport: 'mmc',
        parent: 'mmcblk0',
        mountpoints: ['/'],
        sizeBytes: 31914983424,
      },
      { name: 'sda', kind: 'disk', transport: 'iscsi', model: 'VIRTUAL-DISK' },
      { name: 'sdb', transport: 'usb' },
      { name: 'nvme0n1', transport: 'nvme' },
      { name: 'dm-0', kind: 'mpath', parent: 'sda' },
      { name: 'loop9', kind: 'loop' },
    ])
  })

  it('counts percentages as df does', () => {
    const filesystems =
      'size 4096 1000 400 350 1000 10 /\nsize 4096 0 0 0 0 0 /empty\nsize 512 100 0 0 0 0 /mnt/with blank'
    expect(recordsOf('filesystems', { files: found, filesystems })).toEqual([
      {
        source: '/dev/root',
        target: '/',
        type: 'ext4',
        sizeBytes: 4096000,
        usedBytes: 2457600,
        availableBytes: 1433600,
        usedPercent: 64,
        inodesUsedPercent: 99,
      },
      {
        source: 'nas:/data',
        target: '/mnt/with blank',
        type: 'nfs4',
        sizeBytes: 51200,
        usedBytes: 51200,
        availableBytes: 0,
        usedPercent: 100,
      },
    ])
  })

  it('names the disk below the datastore, whatever /dev/root is called', () => {
    const root = '@root\n@home /var/lib/rancher/k3s\n@sqlite 5000 /var/lib/k3s/server/db'
    expect(recordsOf('datastore', { files: found, root })).toEqual([
      {
        kind: 'sqlite',
        path: '/var/lib/k3s/server/db',
        source: '/dev/mmcblk0p2',
        sizeBytes: 5_120_000,
      },
    ])
    const moved = root.replace('/var/lib/k3s', '/var/lib/rancher/k3s')
    expect(recordsOf('datastore', { files: found, root: moved })).toMatchObject([
      { source: '/dev/nvme0n1p1' },
    ])
  })
})

describe('what root reads', () => {
  it.each([
    ['sudo: a password is required', 1],
    ['sudo: a terminal is required to read the password; either use the -S option', 1],
    ['pi is not in the sudoers file.', 1],
    ['', 1],
  ])('is without permission: %s', (text, status) => {
    for (const kind of ['certificates', 'datastore'])
      expect(pieceOf(kind, { root: { text, status } }).outcome).toBe('no-permission')
  })

  it('is read without root as far as it is open, and never half', () => {
    const refused = 'sudo: a password is required\n@user\n@root\n@home /x\n'
    expect(recordsOf('datastore', { root: `${refused}@agent` })).toEqual([{ kind: 'none' }])
    for (const kind of ['certificates', 'datastore'])
      expect(pieceOf(kind, { root: `${refused}@closed\n@agent` })).toMatchObject({
        outcome: 'no-permission',
        reason: 'no root: sudo: a password is required',
      })
  })

  it('is nothing where K3s is not installed, and no datastore on an agent', () => {
    expect(pieceOf('certificates', { root: '@root\n@none' }).outcome).toBe('not-applicable')
    expect(recordsOf('datastore', { root: '@root\n@none' })).toEqual([{ kind: 'none' }])
    expect(recordsOf('datastore', { root: '@root\n@home /x\n@agent' })).toEqual([{ kind: 'none' }])
    expect(recordsOf('datastore', { root: '@root\n@home /x\n@external' })).toEqual([
      { kind: 'external' },
    ])
  })

  it('keeps no torn certificate', () => {
    const root = `@root\n@home /x\n@file ./agent/client-ca.crt\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`
    expect(pieceOf('certificates', { root }).outcome).toBe('failed')
  })
})

describe('processes in the kernel', () => {
  const line = (pid: number, name: string, at = 94475) =>
    `${pid} (${name}) D 2 0 0 0 -1 2359360 0 0 0 0 0 22 0 0 20 0 1 0 ${at} 0 0 0`

  it('are hung when both looks see the same ones', () => {
    const said = {
      processes: `at 100.00\nprocs_blocked 3\n${line(10, 'nfs) D (x')}\n${line(11, 'gone')}\n${line(12, 'dd')}`,
      processes_again: `at 100.75\nprocs_blocked 1\n${line(10, 'nfs) D (x')}\n${line(12, 'dd', 94999)}\n${line(13, 'new')}\nwchan 10 nfs4_wait_bit_killable\nwchan 12 0`,
    }
    expect(recordsOf('hung-processes', said)).toEqual([
      { pid: 10, command: 'nfs) D (x', waitChannel: 'nfs4_wait_bit_killable', seconds: 0.75 },
    ])
    const files1 = files({
      '/proc/loadavg': '4.93 3.16 2.17 1/300 9',
      '/proc/stat': 'cpu  1 2\ncpu0 1\ncpu1 1',
    })
    expect(recordsOf('load', { ...said, files: files1 })).toEqual([
      { one: 4.93, five: 3.16, fifteen: 2.17, cpuCount: 2, blockedProcesses: [3, 1] },
    ])
  })
})

describe('clock', () => {
  it('is off by what lies outside the doubt', () => {
    // Heard 0.2 s after the login; the node says one minute more.
    expect(recordsOf('time-sync', { clock: '1800000060.100000000', time: 'timesyncd' })).toEqual([
      {
        synchronized: true,
        ntpEnabled: true,
        clockAt: '2027-01-15T08:01:00.100Z',
        offsetSeconds: 60,
        uncertaintySeconds: 0.1,
      },
    ])
  })

  it('is doubted by half a second more where date knows no fractions', () => {
    const [time] =
      recordsOf('time-sync', { clock: '1800000000.%N', time: 'NTP=no\nNTPSynchronized=no' }) ?? []
    expect(time).toMatchObject({ synchronized: false, ntpEnabled: false, uncertaintySeconds: 0.6 })
  })
})

describe('identity', () => {
  const said = (began: number) => ({
    files: files({
      '/proc/sys/kernel/hostname': 'pi03',
      '/proc/uptime': '5001.31 9000.00',
      '/proc/1/stat': `1 (sys (d) x) S 0 1 1 0 -1 4194560 6925 428909 0 15 31 26 1110 386 20 0 1 0 ${began} 104558592`,
    }),
    platform: '',
  })

  it('counts from the first process where that began long after the kernel', () => {
    const uptimeOf = (began: number) => recordsOf('node-identity', said(began))?.[0]
    expect(uptimeOf(400_131)).toMatchObject({ uptimeSeconds: 1000 })
    // A board's own kernel, and a container that has an uptime of its own.
    expect(uptimeOf(212)).toMatchObject({ uptimeSeconds: 5001.31 })
    expect(uptimeOf(900_000)).toMatchObject({ uptimeSeconds: 5001.31 })
  })

  it('reads a Pi', () => {
    const said = {
      files: files({
        '/proc/sys/kernel/hostname': 'pi03',
        '/proc/sys/kernel/osrelease': '6.12.47+rpt-rpi-2712',
        '/proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
        '/proc/uptime': '5001.31 9000.00',
        '/proc/stat': 'cpu  1\ncpu0 1\ncpu1 1\ncpu2 1\ncpu3 1',
        '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian',
      }),
      platform: `page 16384
architecture aarch64
2: eth0    inet 10.0.0.13/24 brd 10.0.0.255 scope global dynamic noprefixroute eth0\\       valid_lft 1sec
2: eth0    inet6 fd00::13/64 scope global dynamic \\       valid_lft 1sec
6: cni0    inet 10.42.1.1/24 brd 10.42.1.255 scope global cni0\\       valid_lft forever`,
      log_k3s:
        '1795485867.0 pi03 k3s[9]: time="2026-11-24T02:04:27Z" level=info msg="Starting k3s agent v1.36.3+k3s1 (abcdef12)"\n',
    }
    expect(recordsOf('node-identity', said)).toEqual([
      {
        hostname: 'pi03',
        model: 'Raspberry Pi 5 Model B Rev 1.0',
        architecture: 'aarch64',
        kernelRelease: '6.12.47+rpt-rpi-2712',
        operatingSystem: 'Debian GNU/Linux 13 (trixie)',
        uptimeSeconds: 5001.31,
        cpuCount: 4,
        pageSizeBytes: 16384,
        addresses: ['10.0.0.13', 'fd00::13'],
        k3sVersion: 'v1.36.3+k3s1',
      },
    ])
  })

  it('reads cgroups of both versions and the watchdog', () => {
    const first = files({
      '/proc/cmdline': 'console=tty1 cgroup_disable=memory  root=x',
      '/proc/cgroups': 'cpuset\t3\t17\t1\nmemory\t0\t90\t0',
    })
    expect(
      recordsOf('kernel-settings', { files: first, watchdog: 'RuntimeWatchdogUSec=1min 10s' }),
    ).toEqual([
      {
        commandLine: ['console=tty1', 'cgroup_disable=memory', 'root=x'],
        cgroupVersion: 1,
        cgroupControllers: ['cpuset'],
        watchdogUsec: 70_000_000,
      },
    ])
    const second = files({ '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io pids' })
    expect(
      recordsOf('kernel-settings', { files: second, watchdog: 'RuntimeWatchdogUSec=0' }),
    ).toEqual([
      { cgroupVersion: 2, cgroupControllers: ['cpuset', 'cpu', 'io', 'pids'], watchdogUsec: 0 },
    ])
  })
})

describe('a node that answers in part', () => {
  it('has a reason for each part that is missing', () => {
    const said = answersOf({
      files: { state: 'lost' },
      filesystems: { state: 'skipped', text: '77' },
      root: { state: 'late' },
    })
    const byName = new Map(readAnswers(said, moments).map((piece) => [piece.name, piece]))
    expect(byName.get('memory')).toMatchObject({
      outcome: 'silent',
      reason: expect.stringContaining('hangs'),
    })
    expect(byName.get('filesystems')?.reason).toContain('process 77')
    expect(byName.get('certificates')).toMatchObject({ outcome: 'silent' })
    expect(byName.get('units')).toMatchObject({ outcome: 'failed' })
  })
})

describe('any text at all', () => {
  const schemas = new Map<string, z.ZodType>(
    Object.values(model).map(({ kind, schema }) => [kind, schema]),
  )
  const words = fc.constantFrom(
    '/proc/meminfo:MemTotal:',
    '99999999999999999999 kB',
    '/proc/self/mountinfo:',
    ' - ',
    '\n',
    '\0',
    '/proc/stat:cpu0 ',
    '@root\n',
    '@home /x\n',
    '@etcd 9 /a\n',
    '@file ./a.crt\n',
    ' D ',
    '1 (a) D 1',
    '-----BEGIN CERTIFICATE-----',
    '-----END CERTIFICATE-----',
    'size 1 2 3 4 5 6 /',
    '@persistent\n',
    ' -1 11111111111111111111111111111111 ',
    'Id=a\nActiveState=b\nNRestarts=1e9\n',
    'throttled=0xffffffff',
    '9999999999999',
    '-1',
    'NaN',
    'Infinity',
    '/sys/class/thermal/thermal_zone0/temp:',
    '/sys/devices/block/sda\n',
    'power_reset 255 255 255 255',
    'RuntimeWatchdogUSec=99999999h',
  )
  const text = fc.oneof(
    anyText({ maxLength: 300 }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
  )
  const answer = fc.record({
    state: fc.constantFrom(
      'answered' as const,
      'answered' as const,
      'lost' as const,
      'skipped' as const,
    ),
    status: fc.integer({ min: 0, max: 255 }),
    text,
    truncated: fc.boolean(),
  })

  it('is read without an error into records that the model knows', () => {
    const all = fc.tuple(
      ...allQuestions.sections.map(({ name }) => fc.tuple(fc.constant(name), answer)),
    )
    fc.assert(
      fc.property(all, (said) => {
        for (const { kind, outcome, records, reason } of readAnswers(new Map(said), moments)) {
          expect(outcome === 'answered' || (reason ?? '') !== '').toBe(true)
          expect(records?.length ?? 0).toBeLessThanOrEqual(1000)
          for (const record of records ?? [])
            expect(() => schemas.get(kind)?.parse(record)).not.toThrow()
        }
      }),
      { numRuns: 300 },
    )
  })
})
