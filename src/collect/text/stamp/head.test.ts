import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '#test/support/any-text.ts'
import { Calendar } from './calendar.ts'
import { readHead } from './head.ts'
import { learnCalendar } from './learn.ts'

const takenAt = Date.parse('2026-11-24T12:00:00Z')
const read = (line: string, calendar = new Calendar(takenAt)) => readHead(line, calendar)

/** Form, line, time in ISO, host, program, message. */
type Form = readonly [
  form: string,
  line: string,
  time: string | undefined,
  host?: string | undefined,
  program?: string | undefined,
  message?: string,
]

const forms: readonly Form[] = [
  [
    'an engine of Longhorn, named by its instance manager',
    '[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="it runs"',
    '2026-11-24T02:10:06.000Z',
    undefined,
    undefined,
    '[pvc-5f-e-0] time="2026-11-24T02:10:06Z" level=error msg="it runs"',
  ],
  [
    'an engine of Longhorn, by Go\u2019s package log',
    '[pvc-5f-e-0] 2026/11/24 02:10:06 it runs',
    '2026-11-24T02:10:06.000Z',
    undefined,
    undefined,
    '[pvc-5f-e-0] 2026/11/24 02:10:06 it runs',
  ],
  [
    'kubectl logs --prefix',
    '[pod/longhorn-manager-x/longhorn-manager] I1124 02:10:06.500000       1 a.go:1] it runs',
    '2026-11-24T02:10:06.500Z',
    undefined,
    undefined,
    '[pod/longhorn-manager-x/longhorn-manager] I1124 02:10:06.500000       1 a.go:1] it runs',
  ],
  [
    'go-kit',
    'ts=2026-11-24T02:10:06.250Z caller=main.go:1 level=error msg="it runs"',
    '2026-11-24T02:10:06.250Z',
    undefined,
    undefined,
    'ts=2026-11-24T02:10:06.250Z caller=main.go:1 level=error msg="it runs"',
  ],
  [
    'Go\u2019s package log',
    '2026/11/24 02:10:06 it runs',
    '2026-11-24T02:10:06.000Z',
    undefined,
    undefined,
    'it runs',
  ],
  [
    'a time in brackets',
    '[2026-11-24 02:10:06,123] it runs',
    '2026-11-24T02:10:06.123Z',
    undefined,
    undefined,
    'it runs',
  ],
  [
    'short',
    'Nov 24 01:02:03 pi03 k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  ...['11月', '11월', 'nov.', 'ноя', 'Kas'].map(
    (month): Form => [
      `short, ${month}`,
      `${month} 24 01:02:03 pi03 k3s[812]: it runs`,
      '2026-11-24T01:02:03.000Z',
      'pi03',
      'k3s',
      'it runs',
    ],
  ),
  [
    'short, German',
    'Mär  4 01:02:03 pi03 systemd[1]: it runs',
    '2026-03-04T01:02:03.000Z',
    'pi03',
    'systemd',
    'it runs',
  ],
  [
    'short, Japanese with its blank',
    ' 4月 26 01:02:03 pi03 systemd[1]: it runs',
    '2026-04-26T01:02:03.000Z',
    'pi03',
    'systemd',
    'it runs',
  ],
  [
    'short, one digit',
    'Nov  4 01:02:03 pi03 systemd[1]: it runs',
    '2026-11-04T01:02:03.000Z',
    'pi03',
    'systemd',
    'it runs',
  ],
  [
    'short-precise',
    'Nov 24 01:02:03.456789 pi03 kernel: eth0: up',
    '2026-11-24T01:02:03.456Z',
    'pi03',
    'kernel',
    'eth0: up',
  ],
  [
    'short, no host name',
    'Nov 24 01:02:03 k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    undefined,
    'k3s',
    'it runs',
  ],
  [
    'short, hidden host',
    'Nov 24 01:02:03 <hidden> k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    undefined,
    'k3s',
    'it runs',
  ],
  [
    'short, localhost',
    'Nov 24 01:02:03 localhost sshd[9]: it runs',
    '2026-11-24T01:02:03.000Z',
    undefined,
    'sshd',
    'it runs',
  ],
  [
    'short-iso',
    '2026-11-24T01:02:03+0000 pi03 k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'short-iso with a colon',
    '2026-11-24T03:02:03+02:00 pi03 k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'short-iso-precise',
    '2026-11-24T01:02:03.456789+0000 pi03 kernel: it runs',
    '2026-11-24T01:02:03.456Z',
    'pi03',
    'kernel',
    'it runs',
  ],
  [
    'short-full',
    'Tue 2026-11-24 01:02:03 UTC pi03 k3s[812]: it runs',
    '2026-11-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'short-full, summer time',
    'Fri 2026-07-24 03:02:03 CEST pi03 k3s[812]: it runs',
    '2026-07-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'short-unix',
    '1795482123.456789 pi03 k3s[812]: it runs',
    '2026-11-24T01:02:03.456Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'RFC 5424',
    '<30>1 2026-11-24T01:02:03.003Z pi03 k3s 812 - - it runs',
    '2026-11-24T01:02:03.003Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'RFC 5424, structured',
    '<30>1 2026-11-24T01:02:03Z pi03 k3s 812 ID7 [a@1 b="c"] it runs',
    '2026-11-24T01:02:03.000Z',
    'pi03',
    'k3s',
    'it runs',
  ],
  [
    'kubectl logs --timestamps',
    '2026-11-24T01:02:03.123456789Z it runs',
    '2026-11-24T01:02:03.123Z',
    undefined,
    undefined,
    'it runs',
  ],
  [
    'containerd',
    '2026-11-24T01:02:03.123456789+01:00 stderr F it runs',
    '2026-11-24T00:02:03.123Z',
    undefined,
    undefined,
    'it runs',
  ],
  [
    'dmesg -T',
    '[Tue Nov 24 01:02:03 2026] eth0: up',
    '2026-11-24T01:02:03.000Z',
    undefined,
    'kernel',
    'eth0: up',
  ],
  [
    'dmesg --time-format iso',
    '2026-11-24T01:02:03,456789+00:00 eth0: up',
    '2026-11-24T01:02:03.456Z',
    undefined,
    undefined,
    'eth0: up',
  ],
  [
    'dmesg -H',
    '[Nov24 01:02] eth0: up',
    '2026-11-24T01:02:00.000Z',
    undefined,
    'kernel',
    'eth0: up',
  ],
  ['dmesg -H, later', '[  +0.000123] eth0: up', undefined, undefined, 'kernel', 'eth0: up'],
  [
    'klog',
    'E1122 12:00:00.250000    1234 kubelet.go:2809] "It runs"',
    '2026-11-22T12:00:00.250Z',
    undefined,
    undefined,
    '"It runs"',
  ],
  ['logrus', 'time="2026-11-24T01:02:03Z" level=info msg="it runs"', '2026-11-24T01:02:03.000Z'],
  [
    'logrus with a zone',
    'time="2026-11-24T01:02:03.5+08:00" level=info msg="it runs"',
    '2026-11-23T17:02:03.500Z',
  ],
  [
    'zap',
    '{"level":"warn","ts":"2026-11-24T01:02:03.500Z","msg":"it runs"}',
    '2026-11-24T01:02:03.500Z',
  ],
  [
    'zap, seconds',
    '{"level":"warn","ts":1795482123.5,"msg":"it runs"}',
    '2026-11-24T01:02:03.500Z',
  ],
  ['logrus at a terminal', 'FATA[0000] it does not run', undefined],
  ['a program without a time', 'systemd[1]: it runs', undefined, undefined, 'systemd', 'it runs'],
  [
    'a kernel without a time',
    '01:02:03 kernel: eth0: up',
    undefined,
    undefined,
    'kernel',
    'eth0: up',
  ],
]

describe('readHead', () => {
  for (const [form, line, time, host, program, message] of forms)
    test(`reads ${form}`, () => {
      const head = read(line)
      expect(head?.at === undefined ? undefined : new Date(head.at).toISOString()).toBe(time)
      expect([head?.host, head?.program]).toEqual([host, program])
      if (message !== undefined) expect(line.slice(head?.messageStart)).toBe(message)
    })

  test.each([
    ['[   12.345678] eth0: up', 12.345678, 'kernel', 'eth0: up'],
    ['[23269.190287][  T123] pc : here', 23269.190287, 'kernel', 'pc : here'],
    ['[27.013214] hwmon hwmon1: up', 27.013214, 'kernel', 'hwmon hwmon1: up'],
    ['[   12.345678] pi03 k3s[812]: it runs', 12.345678, 'k3s', 'it runs'],
    ['kernel: [ 8085.099452] eth0: up', 8085.099452, 'kernel', 'eth0: up'],
    ['Nov 24 01:02:03 pi03 kernel: [    5.500000] eth0: up', 5.5, 'kernel', 'eth0: up'],
    ['<6>[    5.500000] eth0: up', 5.5, 'kernel', 'eth0: up'],
    ['kern  :info  : [    5.500000] eth0: up', 5.5, 'kernel', 'eth0: up'],
  ])('reads the seconds since the boot in %s', (line, seconds, program, message) => {
    const head = read(line)
    expect([head?.uptimeSeconds, head?.program]).toEqual([seconds, program])
    expect(line.slice(head?.messageStart)).toBe(message)
  })

  test.each(['561:', 'syslog:', '/var/log/syslog.1:77:', '> ', '>> ', '   ', '- ', '* ', '`'])(
    'looks behind %j',
    (before) => {
      const line = 'Nov 24 01:02:03 pi03 k3s[812]: it runs'
      const head = read(before + line)
      expect([head?.at, head?.host]).toEqual([Date.parse('2026-11-24T01:02:03Z'), 'pi03'])
      expect((before + line).slice(head?.messageStart)).toBe('it runs')
    },
  )

  test.each([
    'May be the card is broken: see below',
    'Warning  FailedMount  30s  kubelet  MountVolume.SetUp failed',
    'NAME   STATUS   ROLES',
    'mount: /mnt: permission denied',
    '[FATAL] plugin/loop: Loop detected',
    '[sudo] password for pi:',
    '2026 was a good year',
    '10.42.0.1 pi03',
    'Nov 31 01:02:03 pi03 k3s[1]: there is no such day',
    '',
  ])('takes no time from %j', (line) => expect(read(line)?.at).toBeUndefined())

  test('never throws, and points into the line', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), anyText()),
        fc.constantFrom(...forms),
        (noise, [, line]) => {
          for (const text of [noise, noise + line, line.slice(0, noise.length) + noise]) {
            const head = read(text)
            if (head) expect(head.messageStart).toBeLessThanOrEqual(text.length)
          }
        },
      ),
    )
  })
})

describe('a stamp without its year', () => {
  const iso = (line: string, calendar: Calendar) => {
    const at = read(line, calendar)?.at
    return at === undefined ? undefined : new Date(at).toISOString()
  }

  test('is the latest that does not lie in the future', () => {
    const calendar = new Calendar(Date.parse('2026-02-01T00:00:00Z'))
    expect(iso('Jan 31 23:59:59 pi03 k3s[1]: x', calendar)).toBe('2026-01-31T23:59:59.000Z')
    expect(iso('Dec 31 23:59:59 pi03 k3s[1]: x', calendar)).toBe('2025-12-31T23:59:59.000Z')
  })

  test('may be some hours ahead: zones are left out', () => {
    const calendar = new Calendar(Date.parse('2026-02-01T20:00:00Z'))
    expect(iso('Feb  2 04:00:00 pi03 k3s[1]: x', calendar)).toBe('2026-02-02T04:00:00.000Z')
  })

  test('is a leap day only in a leap year', () => {
    const calendar = new Calendar(Date.parse('2026-11-24T00:00:00Z'))
    expect(iso('Feb 29 00:00:00 pi03 k3s[1]: x', calendar)).toBe('2024-02-29T00:00:00.000Z')
  })

  test('takes year and zone from a line that shows both', () => {
    const calendar = new Calendar(takenAt)
    learnCalendar(
      ['Apr 20 13:02:31 pi03 k3s[1]: time="2023-04-20T13:02:31+02:00" level=info msg=x'],
      calendar,
    )
    expect(iso('Apr 20 14:00:00 pi03 k3s[1]: x', calendar)).toBe('2023-04-20T12:00:00.000Z')
    expect(iso('Dec 31 14:00:00 pi03 k3s[1]: x', calendar)).toBe('2022-12-31T12:00:00.000Z')
  })

  test('learns nothing from a message that tells of another moment', () => {
    const calendar = new Calendar(takenAt)
    learnCalendar(
      ['Nov 20 13:02:31 pi03 k3s[1]: time="2023-04-01T02:07:09Z" level=info msg=x'],
      calendar,
    )
    expect(iso('Nov 20 14:00:00 pi03 k3s[1]: x', calendar)).toBe('2026-11-20T14:00:00.000Z')
  })

  test('survives any day within a year before it was taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 * 86_400 }), (secondsBefore) => {
        const at = new Date(takenAt - secondsBefore * 1000)
        const [, day = '', month = '', , clock = ''] = at.toUTCString().split(' ')
        const line = `${month} ${String(Number(day)).padStart(2)} ${clock} pi03 k3s[1]: x`
        expect(iso(line, new Calendar(takenAt))).toBe(at.toISOString())
      }),
    )
  })
})
