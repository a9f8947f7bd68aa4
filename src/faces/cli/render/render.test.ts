import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CheckReport, Diagnosis, Finding } from '#src/model/diagnosis.ts'
import { renderCheck } from './check.ts'
import { renderDiagnosis } from './diagnosis.ts'
import { labelled, spread, table, wrap } from './layout.ts'
import { makePaint } from './paint.ts'
import { excerpt, width } from './text.ts'
import { clockTime, duration } from './time.ts'
import type { View } from './view.ts'

const view = (columns: number, more: Partial<View> = {}): View => ({
  columns,
  paint: makePaint(false),
  all: false,
  timeZone: 'UTC',
  seconds: 0.9,
  ...more,
})

const finding = (more: Partial<Finding>): Finding => ({
  id: 'slow-datastore-disk@node/pi01',
  cause: 'slow-datastore-disk',
  kind: 'cause',
  title: 'The datastore lies on a disk that is too slow for it',
  subject: 'node/pi01',
  severity: 'critical',
  confidence: 'confirmed',
  evidence: [
    {
      id: 'e1',
      node: 'pi01',
      at: '2026-02-17T13:38:55.000Z',
      text: 'mmcblk0: error -110 transferring data, sector 81234, nr 8, cmd response 0x900, card status 0xc00 and more of it than fits on a line',
      count: 9,
    },
  ],
  explains: ['api-not-ready@cluster'],
  against: ['the network: 0 of 60 pings lost'],
  remedy: 'move-datastore',
  meaning: 'It waits.',
  diagnosis: 'Look at `iostat -x 1 5`.',
  mitigation: 'Move the datastore to an SSD or NVMe drive.',
  ...more,
})

const row = (time: string, text: string, more: object = {}) => ({
  at: `2026-02-17T${time}.000Z`,
  node: 'pi01',
  program: 'k3s',
  text,
  count: 1,
  evidence: 'e1',
  ...more,
})

describe('the timeline of a diagnosis', () => {
  const slow =
    '{"level":"warn","ts":"2026-02-17T13:41:07.1Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"1s"}'
  const timeline = {
    rows: [
      row('13:41:07', slow, { count: 37, lastAt: '2026-02-17T13:44:34.000Z' }),
      row('23:30:00', 'twice', { count: 2, lastAt: '2026-02-17T23:30:02.000Z' }),
    ],
    clocks: [{ node: 'pi02', offsetSeconds: -61, uncertaintySeconds: 0.2 }],
    left: 1,
    undated: 4,
  }
  const told = (columns: number) => {
    const text = renderDiagnosis(
      diagnosis({
        timeline,
        coverage: [{ door: 'api', target: 'API', outcome: 'answered', missing: [] }],
      }),
      view(columns, { timeZone: 'Europe/Zurich' }),
    )
    const lines = text.split('\n')
    return lines.slice(lines.findIndex((line) => line.startsWith('timeline')))
  }

  test('tells times in the reader\u2019s zone, how often and how long, and what is not there', () =>
    expect(told(100).slice(0, 6)).toEqual([
      'timeline (Europe/Zurich)',
      expect.stringMatching(
        /^ {2}14:41:07 {9}pi01 {2}k3s {2}"slow fdatasync".* {2}×37 to 14:44:34$/,
      ),
      expect.stringMatching(/^ {2}18 Feb 00:30:00 {2}pi01 {2}k3s {2}twice +×2$/),
      '  1 row left out: what matters less',
      '  clocks corrected: pi02 is 61.0 s behind',
      '  not here: 4 lines without a date',
    ]))

  test('fits the terminal', () => {
    for (const columns of [80, 120])
      for (const line of told(columns)) expect(width(line)).toBeLessThanOrEqual(columns)
  })
})

const diagnosis = (more: Partial<Diagnosis> = {}): Diagnosis => ({
  schema: 'bramble/diagnosis/1',
  cluster: 'home',
  takenAt: '2026-02-17T14:02:00.000Z',
  cause: 'slow-datastore-disk',
  findings: [
    finding({}),
    finding({
      id: 'api-not-ready@cluster',
      cause: 'api-not-ready',
      kind: 'symptom',
      title: 'The API does not answer',
      subject: 'cluster',
      explains: [],
    }),
  ],
  coverage: [
    { door: 'ssh', target: 'pi04', outcome: 'silent', reason: 'no answer in 5 s', missing: [] },
  ],
  next: [{ why: 'x', command: 'bramble explain slow-datastore-disk' }],
  undecided: [],
  ...more,
})

describe('diagnosis', () => {
  test.each([80, 120])('fits %i columns and says everything', (columns) => {
    const text = renderDiagnosis(diagnosis(), view(columns))
    expect(text.split('\n').filter((line) => width(line) > columns)).toEqual([])
    for (const part of [
      '1 cause, 1 consequence',
      'CRITICAL',
      'pi01',
      'confirmed',
      '13:38:55',
      '×9',
      '0 of 60 pings lost',
      'SSD or NVMe',
    ])
      expect(text).toContain(part)
    expect(text).toContain('not seen: pi04 (no answer in 5 s)')
    expect(text.trimEnd().split('\n').at(-1)).toBe('next: bramble explain slow-datastore-disk')
  })

  test('shows a consequence below its cause and not as a finding of its own', () => {
    const text = renderDiagnosis(diagnosis(), view(80))
    expect(text).toMatch(/caused {2}.*The API does not answer/)
    expect(text.match(/CRITICAL/g)).toHaveLength(1)
  })

  test('says of a symptom beside the cause that nothing ties it to that', () => {
    const [cause, symptom] = diagnosis().findings
    if (!cause || !symptom) throw new Error('two findings')
    const apart = diagnosis({ findings: [{ ...cause, explains: [] }, symptom] })
    expect(renderDiagnosis(apart, view(80))).toContain(
      '1 cause, 1 symptom that may be of it or not',
    )
  })

  test('colour says severity, and the words stay the same without it', () => {
    const painted = renderDiagnosis(diagnosis(), view(80, { paint: makePaint(true) }))
    expect(painted).toContain('\u001b[31m')
    // oxlint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderDiagnosis(diagnosis(), view(80)))
  })

  test('hides the harmless and says so', () => {
    const harmless = diagnosis({
      cause: 'benign-k3s-noise',
      findings: [
        finding({
          id: 'b',
          cause: 'benign-k3s-noise',
          kind: 'benign',
          severity: 'info',
          title: 'Noise of a start',
          explains: [],
        }),
      ],
    })
    expect(renderDiagnosis(harmless, view(80))).toContain('1 harmless finding not shown: --all')
    expect(renderDiagnosis(harmless, view(80))).not.toContain('Noise of a start')
    expect(renderDiagnosis(harmless, view(80, { all: true }))).toContain('Noise of a start')
  })

  test('says what would decide where no cause was found', () => {
    const open = diagnosis({
      cause: 'unknown',
      findings: [],
      undecided: [
        {
          pattern: 'power-loss',
          subject: 'node/pi03',
          reason: 'the log just ends',
          next: 'bramble logs pi03 --boot -1',
        },
      ],
    })
    const text = renderDiagnosis(open, view(80))
    expect(text).toContain('No cause found')
    expect(text).toContain('the log just ends')
    expect(text).toContain('bramble logs pi03 --boot -1')
  })
})

describe('what a finding rests on', () => {
  const piece = (text: string, node = 'pi03') => ({ id: 'e1', node, text, count: 1 })
  const told = (...findings: Finding[]) =>
    renderDiagnosis(diagnosis({ findings }), view(100, { timeZone: 'Europe/Zurich' }))
  const cordoned = piece('pi03 is cordoned since 2026-02-17T05:05:25Z')

  test('names its node once, and its moment by the clock of the reader', () => {
    expect(told(finding({ evidence: [cordoned] }))).toContain(
      '  why     pi03 is cordoned since 06:05:25\n',
    )
    const logged = { ...piece('pi03 joined', 'pi03'), program: 'k3s' }
    expect(told(finding({ evidence: [logged] }))).toContain('  why     pi03  k3s  pi03 joined\n')
    expect(told(finding({ evidence: [piece('pi030 joined')] }))).toContain(
      '  why     pi03  pi030 joined\n',
    )
  })

  test('that is too long for a line begins beside a name that stands alone', () => {
    const long = `${'/var/lib/rancher/k3s/agent/client.crt '.repeat(4)}ended`
    expect(told(finding({ evidence: [piece(long)] }))).toMatch(/^ {2}why {5}pi03 {2}\/var/m)
  })

  test('loses both braces of a JSON line, and no brace of another', () => {
    const zap = '{"level":"info","ts":"2026-02-17T13:41:07.1Z","msg":"a new election"}'
    expect(told(finding({ evidence: [piece(zap)] }))).toContain('pi03  "a new election"\n')
    expect(told(finding({ evidence: [piece('{"a":1}')] }))).toContain('pi03  {"a":1}\n')
  })

  test('is told as over only where it is not there again', () => {
    const over = { id: 'x', clearedAt: '2026-02-17T13:00:00.000Z' }
    expect(told(finding({}), finding(over))).not.toContain('earlier')
    expect(told(finding({}), finding({ ...over, cause: 'clock-skew' }))).toContain('earlier')
  })

  test('is shown once where several findings of one cause rest on it', () => {
    const on = (node: string) =>
      finding({
        id: `slow-datastore-disk@node/${node}`,
        subject: `node/${node}`,
        evidence: [piece(`${node} is slow`, node), cordoned],
      })
    expect(told(on('pi01'), on('pi02')).match(/cordoned/g)).toHaveLength(1)
  })

  test('lines that an excerpt makes equal are one line, with all their times', () => {
    const long = (middle: string) => `${'a'.repeat(120)} ${middle.repeat(20)} ${'z'.repeat(120)}`
    const evidence = [piece(long('one'), 'pi01'), piece(long('two'), 'pi01')]
    const [first] = evidence
    const alike = finding({ evidence: evidence.map((one) => ({ ...one, count: 7 })) })
    expect(first?.text).not.toBe(evidence[1]?.text)
    const text = renderDiagnosis(diagnosis({ findings: [alike] }), view(120))
    expect(text.match(/zzz$/gm)).toHaveLength(1)
    expect(text).toContain('×14')
    const all = renderDiagnosis(diagnosis({ findings: [alike] }), { ...view(120), all: true })
    expect(all.match(/×7/g)).toHaveLength(2)
  })

  test('where nothing is wrong, the question of the last line stands above it', () => {
    const reason = 'a node is cordoned; whether on purpose, nothing here tells'
    const command = 'kubectl describe node pi03'
    const asked = { pattern: 'cordon-left-behind', subject: 'node/pi03', reason, next: command }
    const next = [{ why: reason, command }]
    const open = { cause: 'none', findings: [], coverage: [], next, undecided: [asked] }
    const told = (more: Partial<Diagnosis> = {}) =>
      renderDiagnosis(diagnosis({ ...open, ...more }), view(80)).replaceAll(/\s+/g, ' ')
    expect(told()).toContain(`maybe cordon-left-behind: ${reason} next: ${command}`)
    // Another question than the one that comes next is not asked here.
    expect(told({ next: [{ why: 'run 4', command: 'bramble resume 4' }] })).not.toContain('maybe')
  })

  test('nothing at all ends its screen without a blank line', () => {
    const quiet = diagnosis({ cause: 'none', findings: [], coverage: [], next: [] })
    expect(renderDiagnosis(quiet, view(80))).toMatch(/^Nothing is wrong .*\n$/)
  })

  test('a cause that stands below what has none is not denied by the first line', () => {
    const silent = finding({ id: 'a', cause: 'node-silent', kind: 'symptom', explains: [] })
    const cordon = finding({ id: 'b', cause: 'cordon-left-behind', explains: [] })
    const told = (...findings: Finding[]) =>
      renderDiagnosis(diagnosis({ cause: 'unknown', findings }), view(100)).split('  ')[0]
    expect(told(silent)).toBe('No cause found')
    expect(told(silent, cordon)).toBe('No cause found for 1 of 2 findings')
  })

  test('what would decide is not said twice where it comes next', () => {
    const undecided = [
      { pattern: 'a', subject: 'cluster', reason: 'one thing', next: 'iostat -x 1 5' },
      { pattern: 'b', subject: 'cluster', reason: 'another', next: 'uptime' },
    ]
    const next = [{ why: 'one thing', command: 'iostat -x 1 5' }]
    const open = diagnosis({ cause: 'unknown', findings: [], undecided, next })
    const text = renderDiagnosis(open, view(80))
    expect(text.match(/iostat/g)).toHaveLength(1)
    expect(text).toContain('next: iostat -x 1 5\n')
    expect(text).toContain('  decides uptime\n')
  })
})

describe('check', () => {
  const report = (more: Partial<CheckReport['results'][number]>[]): CheckReport => ({
    schema: 'bramble/check/1',
    cluster: 'home',
    takenAt: '2026-02-17T14:02:00.000Z',
    results: more.map((one) => ({
      check: 'node-is-ready',
      title: 'node to be Ready',
      subject: 'node/pi01',
      verdict: 'pass',
      severity: 'critical',
      reason: '',
      evidence: [],
      ...one,
    })),
    coverage: [],
  })

  test('failures come first, gravest first, and nothing is said twice', () => {
    const text = renderCheck(
      report([
        {},
        { verdict: 'fail', severity: 'warning', reason: 'slow' },
        { verdict: 'fail', reason: 'silent' },
      ]),
      view(80),
    )
    expect(text.indexOf('silent')).toBeLessThan(text.indexOf('slow'))
    expect(text).toContain('2 findings')
  })

  test('a name that nobody types is told as far as anybody compares it', () => {
    const pod = 'pod/longhorn-system/instance-manager-4b5278baf6154dfcfb66b2f2cc31326a'
    const volume = 'volume/pvc-ee456ce5-27f8-477c-b64a-b15276f8d68a'
    const text = renderCheck(
      report([pod, volume].map((subject) => ({ subject, verdict: 'fail', reason: 'is not well' }))),
      view(120),
    )
    expect(text).toContain(
      'longhorn-system/instance-manager-4b5278ba… pvc-ee456ce5…:  is not well\n',
    )
  })

  test('an open question is never "All is well"', () => {
    expect(renderCheck(report([{}]), view(80))).toContain('All is well')
    expect(
      renderCheck(
        report([{}, { verdict: 'unknown', reason: 'sudo asks for a password' }]),
        view(80),
      ),
    ).toContain('1 question stayed open')
  })
})

describe('what stayed open in a check', () => {
  const report = (coverage: CheckReport['coverage'], reason: string): CheckReport => ({
    schema: 'bramble/check/1',
    cluster: 'home',
    takenAt: '2026-02-17T14:02:00.000Z',
    results: ['pi01', 'pi02'].flatMap((node) =>
      ['a', 'b'].map((check) => ({
        check,
        title: `question ${check}`,
        subject: `node/${node}`,
        verdict: 'unknown' as const,
        severity: 'warning' as const,
        reason,
        evidence: [],
      })),
    ),
    coverage,
  })
  const door = (outcome: 'refused' | 'answered', reason?: string) => ({
    door: 'api' as const,
    target: 'api',
    outcome,
    missing: [],
    ...(reason !== undefined && { reason }),
  })
  const silent = door('refused')

  test('is told once for all subjects, with its moments by the clock of the reader', () => {
    const text = renderCheck(
      report([silent], 'nobody home since 2026-02-17T13:00:00.123Z, says "2026-02-17T13:00:00Z"'),
      view(80, { timeZone: 'Europe/Zurich' }),
    )
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'unknown pi01 pi02 question a, question b: nobody home since 14:00:00, says "2026-02-17T13:00:00Z"',
    )
    expect(text.match(/unknown/g)).toHaveLength(1)
  })

  test('is asked of diagnose where somebody was silent, and else of its page', () => {
    expect(renderCheck(report([silent], 'x'), view(80))).toContain('next: bramble diagnose\n')
    expect(renderCheck(report([door('answered')], 'x'), view(80))).toContain(
      'next: bramble explain a\n',
    )
  })

  test('is told of a silent API without its reason, where a failure gives that already', () => {
    const door1 = door('refused', 'https://a refuses.')
    const open = report([door1], 'https://a refuses.')
    const failed = {
      check: 'api-is-ready',
      title: 'API to answer',
      subject: 'api/a',
      verdict: 'fail' as const,
      severity: 'critical' as const,
      reason: 'does not answer: https://a refuses.',
      evidence: [],
    }
    const told = renderCheck({ ...open, results: [failed, ...open.results] }, view(120))
    expect(told).toContain('question a, question b: the API does not answer\n')
    // Where nobody says so above, as without permission, the reason stays.
    expect(renderCheck(open, view(120))).toContain('question b: https://a refuses.\n')
  })

  test('a reason that ends in a full stop stands in brackets without it', () => {
    const text = renderCheck(report([door('refused', 'refused.')], 'x'), view(80))
    expect(text).toContain('no API (refused) and')
  })
})

test('who was not seen stands on a line each, and no address twice', () => {
  const api = (port: number) => ({
    door: 'api' as const,
    target: `https://a:${port}`,
    outcome: 'refused' as const,
    reason: `https://a:${port} refuses connections.`,
    missing: [],
  })
  const node = {
    door: 'ssh' as const,
    target: 'pi02',
    outcome: 'silent' as const,
    reason: 'no answer.',
    missing: [],
  }
  const text = renderDiagnosis(diagnosis({ coverage: [node, api(1), api(2)] }), view(80))
  expect(text).toContain(
    'not seen: pi02 (no answer)\n          https://a:1 refuses connections.\n          https://a:2 refuses connections.\n',
  )
})

describe('text', () => {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '')
  const prose = fc.array(fc.string({ minLength: 1, maxLength: 30 })).map((parts) => parts.join(' '))

  test('a count stays with what it counts', () => {
    expect(wrap('one two ×4 three', 8)).toEqual(['one', 'two ×4', 'three'])
    expect(wrap('×4 one', 3)).toEqual(['×4', 'one'])
  })

  test('wrap keeps every word whole, and only one word alone makes a line too wide', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 1, max: 120 }), (text, columns) => {
        const plain = text.replaceAll('`', '')
        const lines = wrap(plain, columns)
        expect(words(lines.join(' '))).toEqual(words(plain))
        for (const line of lines)
          expect(width(line) <= columns || words(line).length === 1, line).toBe(true)
      }),
    )
  })

  test('wrap fills its lines: no word would have fitted on the line before', () => {
    const lines = wrap('aaa bbb ccc ddd eee', 7)
    expect(lines).toEqual(['aaa bbb', 'ccc ddd', 'eee'])
    expect(wrap('aaa bbb ccc', Number.POSITIVE_INFINITY)).toEqual(['aaa bbb ccc'])
  })

  test('a command between back-ticks stays on one line', () => {
    expect(wrap('look with `bramble logs pi03 --boot -1`, then go', 24)).toEqual([
      'look with',
      '`bramble logs pi03 --boot -1`,',
      'then go',
    ])
  })

  test('what is painted over a break ends with its line and goes on with the next', () => {
    const paint = makePaint(true)
    const red = '\u001b[31m'
    const lines = wrap(paint.severity('critical', `one ${paint.strong('two three')} four`), 8)
    expect(lines).toHaveLength(3)
    for (const line of lines) {
      expect(line.startsWith(red), JSON.stringify(line)).toBe(true)
      expect(line.endsWith('\u001b[39m') || line.endsWith('\u001b[22m')).toBe(true)
    }
    expect(lines[1]).toContain('\u001b[1m')
  })

  test('excerpt keeps both ends, and cuts between words where there are any', () => {
    expect(excerpt('abcdefghijkl', 9)).toBe('abcde…l')
    expect(excerpt('abc', 6)).toBe('abc')
    const line = 'failed to pull image after nine attempts from the registry: connection refused'
    const short = excerpt(line, 50)
    expect(short).toMatch(/^failed to pull .* … .*refused$/)
    expect(short.length).toBeLessThanOrEqual(50)
    for (const word of words(short)) expect(['…', ...words(line)]).toContain(word)
  })

  test('spread gives up one line rather than a word', () => {
    expect(spread('  one two three', 'right', 21)).toEqual([
      '  one two three',
      `${' '.repeat(16)}right`,
    ])
    const long = 'a headline that has many more words than one line may hold'
    const lines = spread(long, 'home · 14:02', 44)
    expect(lines[0]).toMatch(/home · 14:02$/)
    expect(words(lines.join(' ')).toSorted()).toEqual(words(`${long} home · 14:02`).toSorted())
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(44)
    expect(spread('a', 'b', Number.POSITIVE_INFINITY)).toEqual(['a  b'])
  })

  test('a table that is too wide gives way in its widest column, then sets columns below', () => {
    const rows = [
      ['NODE', 'BOARD', 'PODS'],
      ['pi01', 'Raspberry Pi 5 Model B', '12'],
    ]
    expect(table(rows, { columns: 26 })).toEqual([
      'NODE  BOARD           PODS',
      'pi01  Raspberry Pi 5  12',
      '      Model B',
    ])
    expect(table(rows, { columns: 16 })).toEqual([
      'NODE  BOARD',
      '    PODS',
      'pi01  Raspberry',
      '      Pi 5 Model',
      '      B',
      '    12',
    ])
  })

  test('labelled hangs, spread separates, table aligns', () => {
    expect(labelled('do', 'a b', 80)).toEqual(['  do      a b'])
    expect(labelled('a-long-node-name', 'a b', 80)).toEqual(['  a-long-node-name', '          a b'])
    expect(spread('a', 'b', 10)).toEqual(['a        b'])
    expect(
      table(
        [
          ['a', 'bb'],
          ['aaa', 'b'],
        ],
        { columns: 80 },
      ),
    ).toEqual(['a    bb', 'aaa  b'])
  })
})

describe('time', () => {
  const zone = { timeZone: 'Europe/Zurich' }
  test("is the reader's, with the day where it is another one", () => {
    expect(clockTime('2026-02-17T13:38:55Z', '2026-02-17T20:00:00Z', zone)).toBe('14:38:55')
    expect(clockTime('2026-02-15T13:38:55Z', '2026-02-17T20:00:00Z', zone)).toBe('15 Feb 14:38:55')
  })
  test('durations name the two largest units', () => {
    expect([0.9, 42, 432, 7500, 3_600_000].map(duration)).toEqual([
      '0.9 s',
      '42 s',
      '7 m 12 s',
      '2 h 5 m',
      '41 d',
    ])
  })
})

test('one thing to do on several nodes names each of them', () => {
  const cordon = (node: string) =>
    finding({
      id: `cordon-left-behind@node/${node}`,
      cause: 'cordon-left-behind',
      subject: `node/${node}`,
      mitigation: `Ask first. If not: \`bramble uncordon ${node}\`, or \`kubectl get nodes\`.`,
    })
  const findings = [cordon('pi1'), cordon('pi10'), cordon('pi2')]
  const text = renderDiagnosis(diagnosis({ findings }), view(100)).replace(/\s+/g, ' ')
  expect(text).toContain(
    'If not: `bramble uncordon pi1`, `bramble uncordon pi10`, `bramble uncordon pi2`, or `kubectl get nodes`.',
  )
})

test('a cordon that is only said stands under a cluster that is well', () => {
  const report = {
    schema: 'bramble/check/1',
    cluster: 'home',
    takenAt: '2026-02-17T14:02:11.000Z',
    results: [
      {
        check: 'node-is-not-cordoned',
        title: 'no cordon to be left on the node',
        subject: 'node/pi03',
        verdict: 'fail',
        severity: 'info',
        reason: 'cordoned since 2026-02-17T13:58:00.000Z: it takes no new pods',
        evidence: [],
      },
    ],
    coverage: [],
  } as unknown as CheckReport
  expect(renderCheck(report, view(80))).toMatch(/^All is well[^]*info {6}pi03: {1,2}cordoned since/)
})
