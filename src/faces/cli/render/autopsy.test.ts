import { describe, expect, test } from 'vitest'
import type { Autopsy } from '#src/model/autopsy.ts'
import { renderAutopsy } from './autopsy.ts'
import { makePaint } from './paint.ts'
import { width } from './text.ts'
import type { View } from './view.ts'

const view = (columns: number, more: Partial<View> = {}): View => ({
  columns,
  paint: makePaint(false),
  all: false,
  timeZone: 'Europe/Zurich',
  ...more,
})
const at = (time: string) => `2026-11-24T${time}.000Z`

const autopsy = (more: Partial<Autopsy> = {}): Autopsy => ({
  schema: 'bramble/autopsy/1',
  cluster: 'home',
  takenAt: at('08:00:00'),
  node: 'pi03',
  boot: -1,
  question: 'end',
  verdict: {
    ending: 'power',
    summary: 'lost its power',
    cause: 'under-voltage',
    confidence: 'suspected',
    severity: 'warning',
    agree: 3,
    of: 4,
    candidates: [],
  },
  notBefore: at('02:12:39'),
  notAfter: at('02:13:31'),
  backAt: at('02:13:31'),
  testimonies: [
    {
      witness: 'voltage',
      speaksFor: ['power'],
      speaksAgainst: [],
      sure: false,
      text: 'the voltage dipped shortly before',
      evidence: [],
    },
    {
      witness: 'crash-records',
      speaksFor: [],
      speaksAgainst: ['panic'],
      sure: false,
      text: 'nothing in pstore',
      evidence: [],
    },
    {
      witness: 'reset-register',
      speaksFor: ['panic', 'hang'],
      speaksAgainst: ['power'],
      sure: false,
      text: 'its chip was reset while it had power',
      evidence: [],
    },
  ],
  timeline: {
    rows: [
      {
        at: at('02:09:11'),
        node: 'pi03',
        program: 'kernel',
        text: 'hwmon hwmon1: Undervoltage detected!',
        count: 14,
        evidence: 'e1',
      },
      {
        at: at('02:13:33'),
        node: 'pi03',
        program: 'systemd-journald',
        text: 'File /var/log/journal/0123456789abcdef0123456789abcdef/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        count: 1,
        evidence: 'e2',
      },
    ],
    clocks: [{ node: 'pi03', offsetSeconds: -4.2, uncertaintySeconds: 0.1 }],
    left: 0,
    undated: 0,
  },
  boots: [
    { index: 0, ending: 'running' },
    { index: -1, ending: 'cut', endedAt: at('02:12:39') },
    { index: -2, ending: 'cut', endedAt: '2026-11-21T02:10:00.000Z' },
  ],
  lost: [],
  mitigation: 'Use the official supply.',
  diagnosis: 'Measure the voltage under load.',
  coverage: [
    { door: 'ssh', target: 'pi04', outcome: 'silent', reason: 'no answer in 5 s', missing: [] },
  ],
  next: [{ why: 'what to do', command: 'bramble explain under-voltage' }],
  ...more,
})

describe('an autopsy', () => {
  test.each([80, 120])('fits %i columns, answer first', (columns) => {
    const text = renderAutopsy(autopsy(), view(columns))
    expect(text.split('\n').filter((line) => width(line) > columns)).toEqual([])
    const [first = ''] = text.split('\n')
    expect(first).toMatch(/^pi03 lost its power between 03:12:39 and/)
    expect(first).toContain('suspected, 3 of 4 agree')
    for (const part of [
      '03:09:11  pi03  kernel ',
      '×14',
      'saw     the voltage dipped shortly before',
      'but     its chip was reset while it had power',
      'not     a panic: nothing in pstore',
      'boots   -1 cut off 03:12:39 · -2 cut off 21 Nov 03:10:00',
      'do      Use the official supply.',
      'surer   Measure the voltage under load.',
      'clocks corrected: pi03 is 4.2 s behind',
      'not seen: pi04 (no answer in 5 s)',
    ])
      expect(text).toContain(part)
    expect(text.trimEnd().split('\n').at(-1)).toBe('next: bramble explain under-voltage')
  })

  test('a long message is told by its ends; with all every word of it', () => {
    const told = (all: boolean) =>
      renderAutopsy(autopsy(), view(80, { all })).replaceAll(/\s+/g, ' ')
    const path = '/var/log/journal/0123456789abcdef0123456789abcdef/system.journal'
    expect(told(false)).toContain(
      `pi03 journald File ${path} corrupted or … shut down, renaming and replacing.`,
    )
    expect(told(true)).toContain(`${path} corrupted or uncleanly shut down, renaming`)
  })

  test('a node that is silent now: everything to do before a power cycle, in its order', () => {
    const text = renderAutopsy(
      {
        ...autopsy(),
        question: 'silent-now',
        verdict: {
          ending: 'unknown',
          summary: 'does not answer',
          severity: 'warning',
          agree: 0,
          of: 1,
          candidates: ['panic', 'power', 'cut-off'],
        },
        notBefore: at('06:49:10'),
        notAfter: at('06:50:00'),
        next: [
          { why: 'save it first', command: 'bramble collect' },
          { why: 'whether anything has its last copy there', command: 'bramble can lose pi03' },
          { why: 'after a power cycle', command: 'bramble autopsy pi03' },
        ],
      },
      view(80),
    )
    expect(text).toMatch(/^pi03 does not answer since 07:49:10 +unknown\n/)
    expect(text).toContain(
      'maybe   a panic, power or the network: what is left does not tell them apart',
    )
    expect(text).toMatch(
      /then {4}1\. save it first:\n +bramble collect\n +2\. whether .*:\n +bramble can lose pi03\n +3\. after a power cycle:\n +bramble autopsy pi03\n/,
    )
    // Not the command that was typed a moment ago.
    expect(text.trimEnd().split('\n').at(-1)).toBe('next: bramble collect')
  })

  test('colour says severity, and the words stay the same without it', () => {
    const painted = renderAutopsy(autopsy(), view(80, { paint: makePaint(true) }))
    expect(painted).toContain('\u001b[33m')
    // oxlint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderAutopsy(autopsy(), view(80)))
  })
})
