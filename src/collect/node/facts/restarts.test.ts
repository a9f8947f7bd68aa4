import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import * as model from '#src/model/facts/restarts.ts'
import type { Piece } from '../evidence.ts'
import { endQuestions, neighbourQuestions } from '../program/node-program.ts'
import type { Answers, SectionAnswer } from '../program/section.ts'
import { readAnswers } from '../read-answers.ts'

const moments = { begunAfter: 1_800_000_000_000, heardBy: 1_800_000_000_200 }
const neighbours = neighbourQuestions([{ node: 'pi03', address: '10.0.0.13' }])

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

function pieceOf(
  name: string,
  said: Record<string, string | Partial<SectionAnswer>>,
  questions = endQuestions(-1),
): Piece {
  const found = readAnswers(answersOf(said), moments, questions).find(
    (piece) => piece.name === name,
  )
  if (found === undefined) throw new Error(`nothing is said of ${name}`)
  return found
}

describe('boot records', () => {
  /** util-linux 2.38.1 on a wtmp with a clean shutdown, then a cut, then the running boot. */
  const utilLinux = `reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-22T03:13:31+00:00   still running
reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-20T12:00:40+00:00   still running
shutdown system down  6.12.47+rpt-rpi-2712 2026-11-20T12:00:00+00:00 - 2026-11-20T12:00:40+00:00  (00:00)
reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-20T10:00:00+00:00 - 2026-11-20T12:00:00+00:00  (02:00)

wtmp begins 2026-11-20T10:00:00+00:00
`
  /** wtmpdb, as src/wtmpdb.c prints the same story. */
  const wtmpdb = `reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-22T03:13:31+0000 - still running
reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-20T12:00:40+0000 - crash
reboot   system boot  6.12.47+rpt-rpi-2712 2026-11-20T10:00:00+0000 - 2026-11-20T12:00:00+0000  (02:00)
shutdown system down  6.12.47+rpt-rpi-2712 2026-11-20T12:00:00+0000 - 2026-11-20T12:00:40+0000  (00:00)

wtmpdb begins 2026-11-20T10:00:00+0000
`
  const story = [
    { startedAt: '2026-11-22T03:13:31.000Z', ending: 'running' },
    { startedAt: '2026-11-20T12:00:40.000Z', ending: 'crash' },
    {
      startedAt: '2026-11-20T10:00:00.000Z',
      ending: 'shutdown',
      endedAt: '2026-11-20T12:00:00.000Z',
    },
  ]

  it.each([
    ['util-linux', utilLinux],
    ['wtmpdb, which tells a boot before its shutdown', wtmpdb],
  ])('tell crash from shutdown: %s', (_, logins) => {
    expect(pieceOf('boot-records', { logins }).records).toEqual(story)
  })

  it('take a shutdown for no end of a boot that crashed long before it', () => {
    // util-linux prints the later shutdown as the end of the crashed boot, too.
    const logins = `reboot   system boot  6.1 2026-11-22T00:00:00+00:00   still running
shutdown system down  6.1 2026-11-21T23:59:00+00:00 - 2026-11-22T00:00:00+00:00  (00:01)
reboot   system boot  6.1 2026-11-21T00:00:00+00:00 - 2026-11-21T23:59:00+00:00  (23:59)
reboot   system boot  6.1 2026-11-20T00:00:00+00:00 - 2026-11-21T23:59:00+00:00 (1+23:59)
`
    const found = pieceOf('boot-records', { logins }).records as { ending: string }[]
    expect(found.map(({ ending }) => ending)).toEqual(['running', 'shutdown', 'crash'])
  })

  it('believe the order of the rows, not their times: a board may start in the past', () => {
    const logins = `reboot   system boot  6.1 2026-11-20T11:58:00+00:00   still running
shutdown system down  6.1 2026-11-20T12:00:00+00:00 - 2026-11-20T11:58:00+00:00  (-00:02)
reboot   system boot  6.1 2026-11-20T10:00:00+00:00 - 2026-11-20T12:00:00+00:00  (02:00)
`
    const found = pieceOf('boot-records', { logins }).records as { ending: string }[]
    expect(found.map(({ ending }) => ending)).toEqual(['running', 'shutdown'])
  })

  it.each([
    [{ status: 41 }],
    [{ text: '', status: 1 }],
    [{ text: "last: invalid option -- 'x'", status: 1 }],
    [{ text: 'pi pts/0 10.0.0.2 2026-11-20T11:00:00+00:00 - crash', status: 0 }],
  ])('are not there: %j', (logins) => {
    expect(pieceOf('boot-records', { logins }).outcome).toBe('not-applicable')
  })
})

describe('crash records', () => {
  it('name the lines that tell, and when they were written', () => {
    const crash_records = `@backend ramoops
@root
@file 1795316000 /var/lib/systemd/pstore/1795316020/dmesg-ramoops-0
Panic#1 Part1
<0>[ 4241.887726] Kernel panic - not syncing: Fatal exception in interrupt
`
    expect(pieceOf('crash-records', { crash_records }).records).toEqual([
      {
        backend: 'ramoops',
        path: '/var/lib/systemd/pstore/1795316020/dmesg-ramoops-0',
        at: new Date(1_795_316_000_000).toISOString(),
        lines: [
          'Panic#1 Part1',
          '<0>[ 4241.887726] Kernel panic - not syncing: Fatal exception in interrupt',
        ],
      },
    ])
  })

  it('tell an empty store from none, and from one that is closed', () => {
    const of = (crash_records: string | Partial<SectionAnswer>) =>
      pieceOf('crash-records', { crash_records })
    expect(of('@backend ramoops\n@root').records).toEqual([{ backend: 'ramoops', lines: [] }])
    expect(of('@backend (null)').outcome).toBe('not-applicable')
    expect(of({ status: 41 }).outcome).toBe('not-applicable')
    expect(of('@backend efi_pstore\n@closed\n@root').outcome).toBe('no-permission')
  })
})

describe('reset status', () => {
  const of = (resets: string) => pieceOf('reset-status', { resets })

  it('reads PM_RSTS big-endian, and what a panic does', () => {
    expect(
      of('/proc/sys/kernel/panic:10\n/proc/sys/kernel/panic_on_oops:1\nrsts    0   0  16   0')
        .records,
    ).toEqual([
      { panicSeconds: 10, panicOnOops: true, register: 0x1000, powerOn: true, chipReset: false },
    ])
    expect(of('/proc/sys/kernel/panic:0\nrsts    0   0   0  32').records).toEqual([
      { panicSeconds: 0, register: 0x20, powerOn: false, chipReset: true },
    ])
    expect(of('/proc/sys/kernel/panic:-1\nrsts 0 0 999 0').records).toEqual([{ panicSeconds: -1 }])
    expect(of('').outcome).toBe('failed')
  })
})

describe('neighbours', () => {
  const of = (text: string) => pieceOf('neighbours', { neighbours: text }, neighbours)

  it('read iputils and iproute2, and busybox’s own words', () => {
    const text = `@ 10.0.0.13 pi03
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1010ms
10.0.0.13 dev eth0 FAILED
@ 10.0.0.12 pi02
2 packets transmitted, 2 packets received, 0% packet loss
10.0.0.12 dev eth0 lladdr dc:a6:32:01:02:03 ref 1 used 0/0/0 probes 1 REACHABLE
@ 10.0.0.15 pi05
2 packets transmitted, 0 received, 100% packet loss, time 1010ms
10.0.0.15 dev eth0 lladdr dc:a6:32:01:02:04  ref 1 used 236/12/235probes 0 REACHABLE
@ fd00::14 pi04
`
    expect(of(text).records).toEqual([
      { target: 'pi03', address: '10.0.0.13', state: 'FAILED', sent: 2, received: 0 },
      {
        target: 'pi02',
        address: '10.0.0.12',
        state: 'REACHABLE',
        confirmedAgeSeconds: 0,
        linkAddress: 'dc:a6:32:01:02:03',
        sent: 2,
        received: 2,
      },
      {
        target: 'pi05',
        address: '10.0.0.15',
        state: 'REACHABLE',
        confirmedAgeSeconds: 12,
        linkAddress: 'dc:a6:32:01:02:04',
        sent: 2,
        received: 0,
      },
      { target: 'pi04', address: 'fd00::14' },
    ])
  })

  it('are nobody where no address is one', () => {
    expect(of('').outcome).toBe('not-applicable')
    const [section] = neighbourQuestions([
      { node: 'pi03', address: '$(reboot)' },
      { node: "a'; reboot; '", address: '10.0.0.1' },
    ]).sections.filter(({ name }) => name === 'neighbours')
    expect(section?.command.split('\n')[0]).toBe(`set -- 'a'\\''; reboot; '\\''' '10.0.0.1'`)
  })
})

describe('logs about a boot’s end', () => {
  it('say of each which boot it is, and whether it reaches the end', () => {
    const line = '2026-11-23T23:59:59.000001+0000 pi03 systemd[1]: Shutting down.\n'
    const said = {
      log_previous: line,
      log_start: '[    1.0] pi03 kernel: x\n',
      log_end_4: line,
      log_end_5: { status: 43 },
      journal: '@persistent\n@plain',
    }
    const of = (name: string) => pieceOf(name, said, endQuestions(-3))
    expect(of('log/previous-boot').log).toEqual({ origin: 'system', boot: -3, complete: true })
    expect(of('log/start').log).toEqual({ origin: 'system', boot: -2, complete: false })
    expect(of('log/boot-4').log).toEqual({ origin: 'system', boot: -4, complete: true })
    expect(of('log/boot-5')).toMatchObject({
      outcome: 'not-applicable',
      reason: 'the journal holds no such boot',
    })
  })
})

describe('any text at all', () => {
  const schemas = new Map<string, z.ZodType>(
    Object.values(model).map(({ kind, schema }) => [kind, schema]),
  )
  const words = fc.constantFrom(
    'reboot   system boot  ',
    'shutdown system down  ',
    '2026-11-22T03:13:31+00:00',
    '9999-99-99T99:99:99Z',
    '\n',
    '@backend x\n',
    '@file 99999999999 /a\n',
    '@file -1 /a\n',
    'rsts 255 255 255 255\n',
    '/proc/sys/kernel/panic:999999999\n',
    '@ a b\n',
    '9999999 packets transmitted, 1 received',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
  )
  it('is read without an error into records that the model knows', () => {
    const names = ['logins', 'crash_records', 'resets', 'neighbours']
    fc.assert(
      fc.property(fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), text))), (said) => {
        for (const questions of [endQuestions(-1), neighbours])
          for (const piece of readAnswers(
            answersOf(Object.fromEntries(said)),
            moments,
            questions,
          ).filter(({ kind }) => schemas.has(kind))) {
            expect(piece.outcome === 'answered' || (piece.reason ?? '') !== '').toBe(true)
            for (const record of piece.records ?? [])
              expect(() => schemas.get(piece.kind)?.parse(record)).not.toThrow()
          }
      }),
    )
  })
})
