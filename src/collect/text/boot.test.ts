import { describe, expect, test } from 'vitest'
import { lines } from '../../model/line.ts'
import { type ScanContext, scanText } from './scan.ts'

const takenAt = Date.parse('2026-11-24T12:00:00Z')
const hit = lines('it failed')

function read(text: string, about: Partial<ScanContext> = {}) {
  const { lines: found, facts } = scanText(text, [hit], {
    evidence: 'e1',
    origin: 'unknown',
    takenAt,
    ...about,
  })
  const ends = facts.filter(({ kind }) => kind === 'boot-ends')
  return {
    boots: (found.get(hit) ?? []).map(({ boot, count }) => [boot, count]),
    ends: ends.map(({ record, node }) => ({
      node,
      ...(record as {
        index: number
        ending: string
        complete: boolean
        lastLines: string[]
        bootId?: string
        lastAt?: string
      }),
    })),
    covered: facts.filter(({ kind }) => kind === 'log-coverage').map(({ record }) => record),
  }
}

const at = (minute: number, rest: string) =>
  `Nov 24 01:${String(minute).padStart(2, '0')}:00 pi03 ${rest}`
const work = [
  at(1, 'k3s[812]: it failed'),
  at(2, 'sshd[9]: a guest'),
  at(3, 'kernel: eth0: up'),
  at(4, 'CRON[7]: a task'),
]
const start = [
  at(30, 'kernel: Booting Linux on physical CPU 0x0000000000 [0x414fd0b1]'),
  at(30, 'kernel: Linux version 6.12.34+rpt-rpi-2712 (gcc)'),
  at(31, 'k3s[801]: it failed'),
]

/** The last words of several versions of systemd. */
const orderly: readonly (readonly [string, readonly string[]])[] = [
  [
    'systemd 241',
    [
      'systemd[1]: Reached target Shutdown.',
      'systemd[1]: Reached target Final Step.',
      'systemd[1]: Starting Reboot...',
      'systemd[1]: Shutting down.',
      'systemd-shutdown[1]: Syncing filesystems and block devices.',
      'systemd-journald[210]: Journal stopped',
    ],
  ],
  [
    'systemd 247',
    ['systemd[1]: Reached target Shutdown.', 'systemd[1]: Reached target Power-Off.'],
  ],
  [
    'systemd 252',
    [
      'systemd[1]: Reached target shutdown.target - System Shutdown.',
      'systemd[1]: Reached target reboot.target - System Reboot.',
      'systemd[1]: Shutting down.',
      'systemd-journald[731]: Journal stopped',
    ],
  ],
  [
    'systemd 257',
    [
      'systemd[1]: Reached target poweroff.target - System Power Off.',
      'systemd-shutdown[1]: Sending SIGTERM to remaining processes...',
      'systemd-journald[731]: Received SIGTERM from PID 1 (systemd-shutdow).',
    ],
  ],
  ['the kernel alone', ['kernel: reboot: Restarting system']],
]

describe('boots in one text', () => {
  test('are parted by the kernel\u2019s first words, once', () => {
    const { boots, ends, covered } = read([...work, ...start].join('\n'))
    expect(boots).toEqual([
      [-1, 1],
      [0, 1],
    ])
    expect(ends).toEqual([
      expect.objectContaining({
        node: 'pi03',
        index: -1,
        ending: 'cut',
        complete: true,
        lastAt: '2026-11-24T01:04:00.000Z',
        lastLines: work,
      }),
    ])
    expect(covered).toMatchObject([
      { boot: -1, lines: 4, complete: true },
      { boot: 0, lines: 3, complete: false },
    ])
  })

  test.each(['-- Boot 0123456789abcdef0123456789abcdef --', '-- Reboot --'])(
    'are parted by %s, with the kernel\u2019s words after it',
    (mark) => {
      const text = [...work, mark, ...start, mark, ...start].join('\n')
      expect(read(text).boots).toEqual([
        [-2, 1],
        [-1, 1],
        [0, 1],
      ])
    },
  )

  test('take their ids from journalctl', () => {
    const id = (letter: string) => `-- Boot ${letter.repeat(32)} --`
    const { ends } = read([id('a'), ...work, id('b'), ...start, id('c'), ...start].join('\n'))
    expect(ends.map(({ index, bootId }) => [index, bootId])).toEqual([
      [-2, 'a'.repeat(32)],
      [-1, 'b'.repeat(32)],
    ])
  })

  test('count back from the boot that the evidence names', () => {
    const { boots, ends } = read([...work, ...start].join('\n'), { boot: -1, complete: true })
    expect(boots).toEqual([
      [-2, 1],
      [-1, 1],
    ])
    expect(ends.map(({ index }) => index)).toEqual([-2, -1])
  })

  test('are parted where the kernel\u2019s own times fall back', () => {
    const text = [
      '[  900.1] it failed',
      '[  901.2] it failed',
      '[    0.5] it failed',
      '[    1.5] it failed',
    ].join('\n')
    expect(read(text).boots).toEqual([
      [-1, 2],
      [0, 2],
    ])
  })

  test('are not parted between two excerpts of one boot', () => {
    const text = [
      '[  900.1] it failed',
      '',
      '[    5.5] it failed',
      '...',
      '[  700.5] it failed',
      '[  650.5] it failed',
    ].join('\n')
    expect(read(text).boots).toEqual([[undefined, 4]])
  })

  test.each([
    ['at the beginning of a text', [...start, ...work]],
    ['in a command\u2019s output', [...work, 'Linux version 6.12.34+rpt-rpi-2712 (gcc)']],
    ['in a program\u2019s words', [...work, at(5, 'app[5]: Linux version 6.12.34 (gcc)')]],
    ['in the middle of a line', [...work, at(5, 'kernel: hello Linux version 6')]],
  ])('are not parted by the kernel\u2019s words %s', (_, all) => {
    const { boots, ends } = read(all.join('\n'))
    expect(boots.every(([boot]) => boot === undefined)).toBe(true)
    expect(ends).toEqual([])
  })

  test('of several hosts are counted for each', () => {
    const text = [
      ...work,
      at(5, 'app[1]: it failed').replace('pi03', 'pi04'),
      ...start,
      at(40, 'app[1]: it failed').replace('pi03', 'pi04'),
    ]
    const { boots } = read(text.join('\n'))
    expect(boots).toEqual(
      expect.arrayContaining([
        [-1, 1],
        [0, 1],
        [undefined, 2],
      ]),
    )
  })
})

describe('the end of a boot', () => {
  const end = (words: readonly string[], about: Partial<ScanContext> = {}) =>
    read([...work, ...words.map((word) => at(5, word))].join('\n'), {
      boot: -1,
      complete: true,
      ...about,
    }).ends

  test.each(orderly)('is orderly in the words of %s', (_, words) => {
    for (let kept = words.length; kept > 0; kept--)
      expect(end(words.slice(0, kept))).toMatchObject([
        { index: -1, ending: 'shutdown', complete: true },
      ])
  })

  test('is a panic where the kernel says so', () =>
    expect(end(['kernel: Kernel panic - not syncing: Fatal exception'])).toMatchObject([
      { ending: 'panic' },
    ]))

  test.each([
    ['nothing', []],
    [
      'a journal that was restarted',
      [
        'systemd-journald[731]: Journal stopped',
        'systemd-journald[990]: Journal started',
        'sshd[1]: x',
        'sshd[1]: x',
        'sshd[1]: x',
        'sshd[1]: x',
      ],
    ],
    ['targets of a start', ['systemd[1]: Reached target multi-user.target - Multi-User System.']],
    ['a pod that shuts down', ['k3s[812]: Shutting down kubelet']],
    ['a user who logs out', ['systemd[1023]: Reached target shutdown.target - Shutdown.']],
  ])('is cut after %s', (_, words) => expect(end(words)).toMatchObject([{ ending: 'cut' }]))

  test('is not certain where the text may be an excerpt', () => {
    expect(end([], { complete: false })).toMatchObject([{ complete: false }])
    expect(end([], { complete: undefined })).toMatchObject([{ complete: false }])
    expect(read([...work, '...', ...start].join('\n')).ends).toMatchObject([{ complete: false }])
    expect(read([...work, '', ...start].join('\n')).ends).toMatchObject([{ complete: false }])
  })

  test('is not seen in the journal of one unit', () => {
    const unit = [at(1, 'k3s[812]: it works'), at(2, 'systemd[1]: k3s.service: it works')]
    expect(read([...unit, '-- Reboot --', ...start].join('\n')).ends).toMatchObject([
      { complete: false },
    ])
  })

  test('is not seen where no word of the kernel follows: these are the lines of a search', () => {
    const after = [at(30, 'systemd[1]: Started a unit'), at(31, 'k3s[801]: it failed')]
    expect(read([...work, '-- Reboot --', ...after].join('\n')).ends).toMatchObject([
      { ending: 'cut', complete: false },
    ])
    expect(read([...work, '-- Reboot --', ...start].join('\n')).ends).toMatchObject([
      { ending: 'cut', complete: true },
    ])
  })

  test.each(orderly)('is seen in a paste that names no boot, in the words of %s', (_, words) => {
    for (let kept = words.length; kept > 0; kept--)
      expect(end(words.slice(0, kept), { boot: undefined, complete: false })).toMatchObject([
        { index: -1, node: 'pi03', ending: 'shutdown', complete: false },
      ])
  })

  test.each([
    ['whose node went on', ['systemd[1]: Shutting down.', ...Array(12).fill('k3s[812]: it works')]],
    [
      'whose node started again',
      ['systemd[1]: Reached target reboot.target', 'systemd[1]: Reached target sysinit.target'],
    ],
    ['that breaks off', []],
  ])('is not seen in a paste that names no boot and %s', (_, words) =>
    expect(end(words, { boot: undefined, complete: false })).toEqual([]),
  )

  test('is not told of the running boot, nor of what is no log', () => {
    expect(end([], { boot: 0 })).toEqual([])
    expect(read('a row\nanother row', { boot: -1, complete: true }).ends).toEqual([])
  })

  test('shows its last lines, few and redacted', () => {
    const [found] = read(
      [...Array.from({ length: 50 }, (_, n) => at(n, `sshd[${n}]: the secret is hunter2`))].join(
        '\n',
      ),
      {
        boot: -1,
        redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      },
    ).ends
    expect(found?.lastLines).toHaveLength(12)
    expect(found?.lastLines.at(-1)).toBe(at(49, 'sshd[49]: the secret is [redacted]'))
  })
})

/** rsyslog's order, as in /var/log/syslog of Raspberry Pi OS and Debian (IITPHaechi/raspberrypi). */
describe('boots in a syslog file', () => {
  const line = (second: string, rest: string) => `Sep 26 03:03:${second} pi03 ${rest}`
  const stops = [
    line('30', 'systemd[725]: Stopped target Sockets.'),
    line('31', 'systemd[1]: Stopping Getty on tty1...'),
    line('31', 'systemd[725]: Reached target Shutdown.'),
  ]
  const ended = line(
    '31',
    'rsyslogd: [origin software="rsyslogd" x-pid="521"] exiting on signal 15.',
  )
  const began = line('36', 'rsyslogd: [origin software="rsyslogd" x-pid="503"] start')
  const starts = [
    line('36', 'systemd-modules-load[108]: Inserted module'),
    line('36', 'systemd[1]: Started Apply Kernel Variables.'),
    line('36', 'kernel: [    0.000000] Booting Linux on physical CPU 0x0'),
    line('36', 'kernel: [    0.000000] Linux version 6.12.34+rpt-rpi-v8 (gcc)'),
  ]

  test('end with rsyslog\u2019s own end, and begin before the kernel\u2019s first word', () => {
    const { ends } = read([...work.slice(0, 1), ...stops, ended, began, ...starts].join('\n'))
    expect(ends).toMatchObject([{ index: -1, ending: 'shutdown', complete: true }])
    expect(ends[0]?.lastLines.at(-1)).toBe(ended)
  })

  test('end where systemd stops what people use, before which rsyslog may be gone', () => {
    const stopped = line('31', 'systemd[1]: Stopped target Multi-User System.')
    const { ends } = read([...stops, stopped, ...starts].join('\n'))
    expect(ends).toMatchObject([{ ending: 'shutdown' }])
  })

  test('are cut off where nothing of a shutdown is said', () => {
    const { ends } = read([...work, began, ...starts].join('\n'))
    expect(ends).toMatchObject([{ ending: 'cut', lastLines: work }])
  })

  test('go on after rsyslog alone was restarted', () => {
    const later = [1, 2, 3, 4].map((one) => at(40 + one, `CRON[${one}]: a task`))
    const { ends } = read([...work, ended, began, ...later, ...starts].join('\n'))
    expect(ends).toMatchObject([{ ending: 'cut' }])
  })
})

test('on x86 the kernel speaks before it names its version', () => {
  const text = [
    '[    0.000000] Initializing cgroup subsys cpuset',
    '[    0.000000] microcode: updated early: 0x421 -> 0x429, date = 2023-01-11',
    '[    0.000000] Linux version 6.12.30-amd64 (debian-kernel@lists.debian.org)',
    '[    5.100000] systemd[1]: it failed',
  ]
  expect(read(text.join('\n')).ends).toEqual([])
})
