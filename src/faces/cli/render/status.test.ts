import { describe, expect, test } from 'vitest'
import type { NodeStatus, OpenFinding, Status } from '#src/model/status.ts'
import { makePaint } from './paint.ts'
import { renderNodes, renderStatus, renderVolumes } from './status.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC', seconds: 0.9 }

const open = (cause: string, more: Partial<OpenFinding> = {}): OpenFinding => ({
  id: `${cause}@node/pi02`,
  cause,
  subject: 'node/pi02',
  title: `what ${cause} means`,
  severity: 'warning',
  confidence: 'confirmed',
  firstSeenAt: '2026-11-23T22:10:00.000Z',
  lastSeenAt: '2026-11-24T01:30:00.000Z',
  missedLooks: 0,
  returns: 0,
  ...more,
})

const rendered = (
  openFindings?: OpenFinding[],
  diagnosedAt?: string,
  more: Partial<Status> = {},
): string => {
  const status: Status = {
    ...more,
    schema: 'bramble/status/1',
    cluster: 'loft',
    takenAt: '2026-11-24T02:00:00.000Z',
    nodes: [
      {
        name: 'pi02',
        role: 'server',
        ready: 'True',
        cordoned: false,
        ssh: 'answered',
        power: 'good',
      },
    ],
    ...(openFindings && { openFindings }),
    ...(diagnosedAt !== undefined && { diagnosedAt }),
    coverage: [{ door: 'ssh', target: 'pi02', outcome: 'answered', missing: [] }],
  }
  return renderStatus(status, view)
}

test('open findings stand with the time since when, and when that was last looked at', () => {
  const screen = rendered([open('under-voltage', { severity: 'critical' }), open('b')])
  expect(screen).toContain('  findings 2 open findings, last diagnosed 01:30:00')
  expect(screen).toContain('since 23 Nov 22:10:00  critical  pi02  what under-voltage means')
  expect(screen).toContain('next: bramble diagnose\n')
  for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('what the last look could have seen and did not is not open, and still told', () => {
  const gone = { missedLooks: 1, missedSince: '2026-11-24T01:50:00.000Z' }
  const screen = rendered([open('under-voltage', gone)], '2026-11-24T01:50:00.000Z')
  expect(screen).toContain('  findings none open, last diagnosed 01:50:00')
  expect(screen).toContain('gone since 01:50:00  warning  pi02  what under-voltage means')
  expect(screen).toContain('next: bramble check\n')
  const both = rendered([open('under-voltage', gone), open('b')])
  expect(both).toContain('1 open finding,')
  expect(both.indexOf('what b means')).toBeLessThan(both.indexOf('what under-voltage means'))
})

test('what the last look could not see is open, and says when it was seen', () => {
  const screen = rendered([open('under-voltage')], '2026-11-24T01:50:00.000Z')
  expect(screen).toContain('  findings 1 open finding, last diagnosed 01:50:00')
  expect(screen.replaceAll(/\s+/g, ' ')).toContain('(seen 01:30:00, no look at it since)')
  expect(screen).toContain('next: bramble diagnose\n')
  for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('what a run cured is not told as open, and the look that would see it comes next', () => {
  const cure = { run: 4, at: '2026-11-24T01:40:00.000Z' }
  const screen = rendered([open('cordon-left-behind', { cure })])
  expect(screen).toContain('  findings none open, last diagnosed 01:30:00')
  expect(screen).toContain('cured 01:40:00  warning  pi02  what cordon-left-behind means')
  expect(screen.replaceAll(/\s+/g, ' ')).toContain('(by run 4, no look at it since)')
  expect(screen).toContain('next: bramble diagnose\n')
  // A look after it that still sees it, sees it again.
  expect(rendered([open('cordon-left-behind')])).toContain('1 open finding,')
})

test('a run that stopped midway stands on the screen, with its ways on', () => {
  const unsettledRun = {
    id: 4,
    goal: 'reboot pi02',
    state: 'stopped' as const,
    lastAt: '2026-11-24T01:50:00.000Z',
    next: '`bramble resume 4` goes on, `bramble cancel 4` leaves things as they are.',
  }
  const screen = rendered([open('b')], undefined, { unsettledRun })
  expect(screen).toContain('  run      4 · reboot pi02 stopped midway and is not settled')
  expect(screen).toContain('           `bramble resume 4` goes on, ')
  expect(screen).toContain('next: bramble resume 4\n')
  const going = { ...unsettledRun, state: 'goes-on' as const, next: '`bramble runs --follow 4`' }
  const live = rendered(undefined, undefined, { unsettledRun: going })
  expect(live).toContain('4 · reboot pi02 goes on')
  expect(live).toContain('next: bramble runs --follow 4\n')
})

test('a diagnosis that found nothing is told with its time', () => {
  expect(rendered([], '2026-11-24T01:50:00.000Z')).toContain(
    '  findings none open, last diagnosed 01:50:00',
  )
})

test('advice is no finding that is open, and none says nothing', () => {
  for (const screen of [rendered(), rendered([]), rendered([open('a', { severity: 'info' })])]) {
    expect(screen).not.toContain('findings')
    expect(screen).toContain('next: bramble check\n')
  }
})

test('only the first few are told, and how many more there are', () => {
  const screen = rendered(Array.from({ length: 8 }, (_, number) => open(`c${number}`)))
  expect(screen).toContain('8 open findings')
  expect(screen).toContain('what c4 means')
  expect(screen).not.toContain('what c5 means')
  expect(screen).toContain('and 3 more: bramble diagnose --since 30d')
})

test('a title that holds control characters cannot write on the screen', () => {
  expect(rendered([open('a', { title: 'red \u001b[31m text' })])).not.toContain('\u001b')
})

test('what is open hangs beside its time, so that each begins where the eye looks', () => {
  const title = 'a volume has fewer healthy replicas than it asks for'
  const screen = rendered([open('a', { title })])
  const [first = '', second = ''] = screen
    .split('\n')
    .slice(screen.split('\n').findIndex((line) => line.includes('since 23 Nov')))
  expect(second.search(/\S/)).toBe(first.indexOf('warning'))
})

describe('nodes and volumes', () => {
  const node = (name: string, more: Partial<NodeStatus> = {}): NodeStatus => ({
    name,
    role: 'agent',
    ready: 'True',
    cordoned: false,
    ssh: 'answered',
    version: 'v1.36.3+k3s1',
    address: '10.0.0.11',
    kernelRelease: '6.12.47+rpt-rpi-2712',
    pods: 8,
    outlet: 'on, 4.6 W',
    model: 'Raspberry Pi 5 Model B Rev 1.0',
    ...more,
  })
  const seen = (nodes: NodeStatus[], volumes: Status['volumes'] = []): Status => ({
    schema: 'bramble/status/1',
    cluster: 'loft',
    takenAt: '2026-11-24T02:00:00.000Z',
    nodes,
    volumes,
    coverage: [],
  })
  const screen = (...nodes: NodeStatus[]) => renderNodes(seen(nodes), view)

  test('what all nodes have in common stands once, so that each has one line of 80', () => {
    const text = screen(node('pi01'), node('pi02'))
    expect(text.split('\n').filter((line) => /^ +pi0/.test(line))).toHaveLength(2)
    expect(text.match(/6\.12\.47/g)).toHaveLength(1)
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'all v1.36.3+k3s1 · kernel 6.12.47+rpt-rpi-2712 · Raspberry Pi 5 Model B Rev 1.0',
    )
    expect(text.indexOf('pi02')).toBeLessThan(text.indexOf('6.12.47'))
  })

  test('what differs stays with its node, and so does what one node alone tells', () => {
    const text = screen(node('pi01'), node('pi02', { version: 'v1.35.0+k3s1' }))
    expect(text).toMatch(/pi02 .*v1\.35\.0\+k3s1/)
    expect(text).toContain('VERSION')
    expect(screen(node('pi01'))).toContain('BOARD')
  })

  test('a node that tells nothing is no reason to write down each of the others', () => {
    const { name, role, ready, cordoned, ssh } = node('pi03')
    const text = screen(node('pi01'), node('pi02'), { name, role, ready, cordoned, ssh })
    expect(text).not.toContain('BOARD')
    expect(text).toContain('Rev 1.0 (not known of pi03)')
  })

  test('a cordon that nobody has in hand is asked about, one of a run is not', () => {
    const next = (more: Partial<NodeStatus>) => /next: (.*)\n/.exec(screen(node('pi01', more)))?.[1]
    expect(next({})).toBe('bramble status')
    expect(next({ cordoned: true })).toBe('bramble diagnose')
    expect(next({ cordoned: true, doing: 'run 3 of root@pc: drain pi01' })).toBe('bramble status')
    expect(next({ ssh: 'failed' })).toBe('bramble diagnose')
  })

  test('what a switch says has another heading than what the board says of its supply', () => {
    expect(screen(node('pi01'))).toContain('OUTLET')
    expect(screen(node('pi01'))).not.toContain('POWER')
  })

  test('where the API is silent, what comes next says why', () => {
    const status: Status = { ...seen([]) }
    delete status.volumes
    const api = { door: 'api' as const, target: 'https://10.0.0.11:6443', missing: [] }
    const of = (outcome: 'answered' | 'refused') =>
      renderVolumes({ ...status, coverage: [{ ...api, outcome }] }, view)
    expect(of('refused')).toContain('next: bramble diagnose\n')
    expect(of('answered')).toContain('next: bramble status\n')
  })

  test('nobody is sent to drain a node while a volume is not whole', () => {
    const volume = { name: 'pvc-1', replicas: [], workloads: [], wantedReplicas: 2 }
    const of = (robustness: string) => renderVolumes(seen([], [{ ...volume, robustness }]), view)
    expect(of('healthy')).toContain('next: bramble status\n')
    expect(of('degraded')).toContain('next: bramble diagnose\n')
  })
})
