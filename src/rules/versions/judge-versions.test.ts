import { describe, expect, test } from 'vitest'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { testCheck } from '#test/support/check.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { versionsAreMaintained } from '../checks/versions-are-maintained.ts'
import { kernelDefects } from './defects/kernel.ts'
import { judgeVersions } from './judge-versions.ts'
import { knownDefects } from './known-defects.ts'
import { checkedOn, releaseLines } from './release-lines.ts'
import { runningVersions } from './running-versions.ts'
import { parseVersion } from './version.ts'

const on = (day: string, component: 'k3s' | 'longhorn', version: string) =>
  judgeVersions([{ component, version, nodes: [] }], Date.parse(`${day}T12:00:00Z`))[0]

describe('a version', () => {
  test('is maintained to the last day of its line, and not one day longer', () => {
    expect(on('2026-10-27', 'k3s', 'v1.34.3+k3s1')?.state).toBe('maintained')
    expect(on('2026-10-28', 'k3s', 'v1.34.3+k3s1')).toMatchObject({
      state: 'ended',
      next: 'Go up one minor version at a time: 1.35, 1.36.',
    })
  })

  test('older than the table has ended; newer than it is not known', () => {
    expect(on(checkedOn, 'k3s', 'v1.19.4+k3s1')?.state).toBe('ended')
    expect(on(checkedOn, 'k3s', 'v1.99.0+k3s1')?.state).toBe('unknown')
    expect(on(checkedOn, 'k3s', 'latest')?.state).toBe('unknown')
  })

  test('of Longhorn is told where nobody tests it with this Kubernetes', () => {
    const pair = (k3s: string) =>
      judgeVersions(
        [
          { component: 'k3s', version: k3s, nodes: ['pi01'] },
          { component: 'longhorn', version: 'v1.12.1', nodes: [] },
        ],
        Date.parse(checkedOn),
      )[1]?.untested
    expect(pair('v1.36.3+k3s1')).toBeUndefined()
    expect(pair('v1.37.1+k3s1')).toContain('1.33 to 1.36, not on 1.37')
    expect(pair('v1.9.1+k3s1')).toContain('not on 1.9')
  })

  test('has the defects of its own versions only', () => {
    expect(on(checkedOn, 'longhorn', 'v1.10.0')?.defects.map(({ report }) => report)).toContain(
      'https://github.com/longhorn/longhorn/issues/12081',
    )
    expect(on(checkedOn, 'longhorn', 'v1.10.1')?.defects.map(({ report }) => report)).not.toContain(
      'https://github.com/longhorn/longhorn/issues/12081',
    )
  })
})

test('a defect without a message of its own is told of its versions as well', () => {
  const known = on(checkedOn, 'longhorn', 'v1.11.0')?.defects.map(({ report }) => report)
  expect(known).toContain('https://github.com/longhorn/longhorn/issues/12573')
  expect(on(checkedOn, 'longhorn', 'v1.11.1')?.defects.map(({ report }) => report)).not.toContain(
    'https://github.com/longhorn/longhorn/issues/12573',
  )
})

describe('what is not followed by its lines', () => {
  const of = (component: 'containerd' | 'kernel', version: string) =>
    judgeVersions([{ component, version, nodes: ['pi01'] }], Date.parse(checkedOn))

  test('is told where a defect is known, with the cure', () => {
    expect(of('kernel', '6.1.65+rpt-rpi-v8')).toMatchObject([
      {
        state: 'unknown',
        defects: [
          {
            report: 'https://github.com/LibreELEC/LibreELEC.tv/pull/8406',
            workaround: 'kernel 6.1.66 or newer, or 6.1.63',
          },
        ],
      },
    ])
    expect(of('containerd', '1.7.21-k3s1')[0]?.defects).toHaveLength(1)
  })

  test('is not told where none is known', () => {
    expect(of('kernel', '6.1.66+rpt-rpi-v8')).toEqual([])
    expect(of('kernel', '6.1.6-custom')).toEqual([])
    expect(of('containerd', '1.7.22-k3s1')).toEqual([])
  })
})

test('the table of kernels names each fault once, and no release that it cures', () => {
  for (const { releases, cure } of kernelDefects)
    for (const [named = ''] of cure.matchAll(/\d+\.\d+\.\d+(?:-\d+)?(?= or newer)/g))
      expect(releases.test(named), `${releases} and ${named}`).toBe(false)
  const keys = kernelDefects.map(({ report, releases }) => `${report} ${releases}`)
  expect(new Set(keys).size).toBe(keys.length)
})

describe('a bootloader', () => {
  const told = (built: string, kernelRelease: string, model = 'Raspberry Pi 5 Model B Rev 1.0') => {
    const running = runningVersions({
      nodes: [],
      nodeIdentity: [{ node: 'pi01', model, kernelRelease }],
      longhornSettings: [],
      boardState: [{ node: 'pi01', bootloaderBuiltAt: Date.parse(built) / 1000 }],
    })
    return judgeVersions(running, Date.parse(checkedOn)).filter(
      ({ component }) => component === 'bootloader',
    )
  }
  const kernel = '6.18.39+rpt-rpi-2712'

  test('that is too old for the kernel of its board is told, with the day of its build', () => {
    expect(told('2025-01-31T23:59:59Z', kernel)).toMatchObject([
      {
        version: '2025-01-31',
        nodes: ['pi01'],
        defects: [{ report: 'https://github.com/raspberrypi/linux/pull/7405' }],
      },
    ])
    expect(told('2024-09-23', '7.0.1+rpt-rpi-2712')).toHaveLength(1)
  })

  test('is not told where it is newer, or starts an older kernel, or is of another board', () => {
    expect(told('2025-02-01', kernel)).toEqual([])
    expect(told('2024-09-23', '6.12.47+rpt-rpi-2712')).toEqual([])
    expect(told('2024-09-23', '5.19.1-rpi')).toEqual([])
    expect(told('2024-09-23', 'generic')).toEqual([])
    expect(told('2024-09-23', kernel, 'Raspberry Pi 4 Model B Rev 1.5')).toEqual([])
  })
})

test('no report stands in the table twice for one component', () => {
  const reports = knownDefects.map(({ component, report }) => `${component} ${report}`)
  expect(reports.length).toBeGreaterThanOrEqual(40)
  expect(new Set(reports).size).toBe(reports.length)
})

test('lines of the table stand in order, without a gap', () => {
  for (const lines of Object.values(releaseLines)) {
    const numbers = lines.map(({ minor }) => parseVersion(`${minor}.0`)?.[1] ?? -1)
    expect(numbers).toEqual(numbers.map((_, place) => (numbers[0] ?? 0) + place))
    const ends = lines.flatMap(({ endsOn }) => endsOn ?? [])
    expect(ends).toEqual(ends.toSorted())
  }
})

test('the nodes themselves say their version where the API is silent', () => {
  const running = runningVersions({
    nodes: [
      {
        name: 'pi01',
        version: 'v1.36.3+k3s1',
        kernelRelease: '6.12.47+rpt-rpi-2712',
        containerRuntime: 'containerd://2.1.5-k3s1',
      },
    ],
    nodeIdentity: [
      { node: 'pi01', k3sVersion: 'v1.30.0+k3s1' },
      { node: 'pi02', k3sVersion: 'v1.35.1+k3s1', kernelRelease: '6.6.51+rpt-rpi-v8' },
    ],
    longhornSettings: [{ name: 'current-longhorn-version', value: 'v1.12.1' }],
  })
  expect(running).toEqual([
    { component: 'k3s', version: 'v1.35.1+k3s1', nodes: ['pi02'] },
    { component: 'k3s', version: 'v1.36.3+k3s1', nodes: ['pi01'] },
    { component: 'longhorn', version: 'v1.12.1', nodes: [] },
    { component: 'containerd', version: '2.1.5-k3s1', nodes: ['pi01'] },
    { component: 'kernel', version: '6.6.51+rpt-rpi-v8', nodes: ['pi02'] },
    { component: 'kernel', version: '6.12.47+rpt-rpi-2712', nodes: ['pi01'] },
  ])
})

const running = (version: string) =>
  facts(
    nodes,
    [
      {
        name: 'pi01',
        conditions: [],
        unschedulable: false,
        taints: [],
        roles: [],
        addresses: [],
        version,
      },
    ],
    'pi01',
  )

testCheck(versionsAreMaintained, [
  [`a line that is maintained on ${takenAt}`, [running('v1.36.3+k3s1')], 'pass'],
  [
    'a line that ended the day before',
    [running('v1.32.9+k3s1')],
    'fail: no more fixes since 2026-02-28',
  ],
  ['no version at all', [facts(nodeIdentity, [{ hostname: 'pi01' }], 'pi01')], 'unknown'],
  [
    'Longhorn without a tested Kubernetes',
    [
      running('v1.37.1+k3s1'),
      facts(longhornSettings, [{ name: 'current-longhorn-version', value: 'v1.12.1' }]),
    ],
    'fail: tested on Kubernetes 1.33 to 1.36, not on 1.37',
  ],
])
