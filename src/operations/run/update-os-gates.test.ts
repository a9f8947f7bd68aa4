import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import { filesystems, nodeUpdates } from '#src/model/facts/node.ts'
import type { NodeUpdates } from '#src/model/facts/node-updates.ts'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import {
  healthyCluster,
  node,
  observationOf,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { identityOf, rebootCases, told } from '#test/support/reboot-cases.ts'
import { approvalLevel } from './approval-level.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const names = ['pi01', 'pi02', 'pi03', 'pi04']
const configuration = Configuration.parse({
  cluster: 'home',
  nodes: Object.fromEntries(
    names.map((name, place) => [
      name,
      { address: `10.0.0.${place + 1}`, role: place < 3 ? 'server' : 'agent' },
    ]),
  ),
})
const siteOn = (ownNode?: string) => ({
  cluster: 'home',
  clock: fixedClock(takenAt),
  around: { configuration, ownNode },
})

const running = '6.12.47+rpt-rpi-2712'
const openssl = { name: 'openssl', from: '3.5.1', to: '3.5.4', security: true, section: 'utils' }
const htop = { name: 'htop', from: '3.4.0', to: '3.4.1', security: false, section: 'utils' }
const manual = { name: 'doc-base', from: '0.11', to: '0.12', security: false, section: 'doc' }

function updatesOf(more: Partial<NodeUpdates> = {}): NodeUpdates {
  return {
    root: true,
    listsAgeSeconds: 60,
    upgrades: [],
    removals: [],
    held: [],
    downloadBytes: 2_000_000,
    halfInstalled: [],
    kernels: [{ release: running, sinceBoot: false }],
    rebootRequired: false,
    rebootPackages: [],
    usesOldLibraries: [],
    firmware: 'up-to-date',
    ...more,
  }
}

function disk(target: string, availableBytes: number) {
  return { source: `/dev/${target}`, target, usedPercent: 20, availableBytes }
}

interface Found {
  readonly cluster: Records
  /** By node. */
  readonly identity: Map<string, Evidence>
  readonly updates: Map<string, Partial<NodeUpdates>>
  readonly disks: Map<string, object[]>
}

interface Asked {
  readonly accept?: Acceptance[]
  readonly options?: Goal['options']
  readonly ownNode?: string
}

/** Three servers and an agent: openssl waits on pi03, and on no other. */
function update(
  spoil: (found: Found) => void = () => {},
  { accept = [], options = {}, ownNode }: Asked = {},
): PlanMade {
  const cluster = healthyCluster()
  const identity = new Map(
    names.map((name) => [name, identityOf(name, { kernelRelease: running })]),
  )
  const updates = new Map<string, Partial<NodeUpdates>>([['pi03', { upgrades: [openssl] }]])
  const room = [disk('/', 9e9), disk('/boot/firmware', 4e8)]
  const disks = new Map<string, object[]>(names.map((name) => [name, room]))
  spoil({ cluster, identity, updates, disks })
  if (!cluster.nodes.some(({ name }) => name === 'pi04')) cluster.nodes.push(node('pi04'))
  const said = names.flatMap((name) => [
    ...(identity.has(name) ? [identity.get(name) as Evidence] : []),
    told(name, nodeUpdates.kind, updatesOf(updates.get(name))),
    { ...told(name, filesystems.kind, {}), records: disks.get(name) ?? [] },
  ])
  const seen = observationOf(cluster)
  const observation: Observation = { ...seen, evidence: [...seen.evidence, ...said] }
  const goal = { name: 'update os', target: '', options }
  return planOn(lookAt(observation), { goal, accept }, siteOn(ownNode))
}

const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const titlesOf = ({ plan }: PlanMade) => plan.steps.map(({ title }) => title)

test('one node is drained, gets what was shown, starts again if needed, and is waited for', () => {
  const made = update()
  expect(refusalsOf(made)).toEqual([])
  expect(titlesOf(made)).toEqual([
    'Drain pi03',
    'Install 1 package on pi03',
    'Reboot pi03 if its updates need it',
    'Wait for pi03 to be back',
    'Uncordon pi03',
    'Wait for Longhorn to work on pi03',
    'Wait for whole volumes',
  ])
  expect(made.plan.steps[1]).toMatchObject({
    reason: 'drained before: openssl may restart what pods stand on',
    undo: 'impossible',
    risk: 'disruptive',
    preview: [
      'openssl 3.5.1 → 3.5.4',
      'configuration files that somebody changed on pi03 stay as they are',
    ],
  })
})

test('nothing to do has no steps', () => {
  expect(update(({ updates }) => updates.clear()).plan.steps).toEqual([])
})

describe('in which order', () => {
  const everywhere = ({ updates }: Found) => {
    for (const name of names) updates.set(name, { upgrades: [openssl] })
  }

  test('agents come first, servers one by one; before the next, pods of the last are ready', () => {
    const made = update(everywhere)
    expect(titlesOf(made).filter((title) => /Drain|budgets/.test(title))).toEqual([
      'Drain pi04',
      'Wait for budgets that let pods of pi01 go',
      'Drain pi01',
      'Wait for budgets that let pods of pi02 go',
      'Drain pi02',
      'Wait for budgets that let pods of pi03 go',
      'Drain pi03',
    ])
    const drains = made.plan.steps.filter(({ step }) => step === 'drain-node')
    expect(drains.map(({ input }) => input['newcomers'] ?? false)).toEqual([
      false,
      true,
      true,
      true,
    ])
    // What moves has a new name by then.
    expect(made.plan.restsOn.map(({ fact }) => fact)).not.toContain('pod/default/web-1 on pi03')
  })

  test('only the named nodes, and the own node last', () => {
    const options = { nodes: 'pi02,pi04' }
    const drained = (ownNode?: string) =>
      titlesOf(update(everywhere, { options, ...(ownNode && { ownNode }) })).filter((title) =>
        title.startsWith('Drain'),
      )
    expect(drained()).toEqual(['Drain pi04', 'Drain pi02'])
    expect(drained('pi04')).toEqual(['Drain pi02', 'Drain pi04'])
    expect(() => update(everywhere, { options: { nodes: 'pi09' } })).toThrow('no node "pi09"')
  })

  test('what was accepted for all of a kind holds for pods that come later', () => {
    const files = ({ cluster, ...found }: Found) => {
      everywhere({ cluster, ...found })
      Object.assign(cluster.pods[0] ?? {}, { emptyDirs: ['cache'] })
    }
    const accept = [{ subject: 'emptydir/*', reason: 'caches' }]
    const options = { nodes: 'pi03,pi04' }
    expect(refusalsOf(update(files, { options }))).toEqual([
      'availability pods-keep-no-local-data emptydir/default/web-1',
    ])
    const made = update(files, { accept, options })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.accepted.map(({ subject }) => subject)).toEqual([
      'emptydir/*',
      'emptydir/default/web-1',
    ])
  })
})

test('old lists are fetched first, on all nodes at once, and nothing else is planned', () => {
  const made = update(({ updates }) => {
    updates.set('pi02', { listsAgeSeconds: 7 * 3600 })
    updates.set('pi04', { listsAgeSeconds: undefined })
  })
  expect(made.plan.steps).toMatchObject([
    { step: 'refresh-packages', risk: 'safe', input: { nodes: ['pi04', 'pi02'] } },
  ])
  expect(made.plan.leaves?.[0]?.what).toBe('installing')
  // So that whoever carries it out plans anew, and stops after a plan that installs.
  expect([made.plan.plansAgain, update().plan.plansAgain]).toEqual([true, undefined])
})

describe('when it drains and starts again', () => {
  test('documents need neither', () => {
    const made = update(({ updates }) => updates.set('pi03', { upgrades: [manual] }))
    expect(titlesOf(made)).toEqual(['Install 1 package on pi03'])
    expect(made.plan.steps[0]?.reason).toContain('no drain')
    expect(made.gates.map(({ gate }) => gate)).not.toContain('volumes-survive-without-node')
  })

  test('documents beside a library need both', () => {
    const made = update(({ updates }) => updates.set('pi03', { upgrades: [manual, openssl] }))
    expect(titlesOf(made)).toContain('Drain pi03')
  })

  test('a node that waits for a restart gets one, without any package', () => {
    const kernels = [
      { release: running, sinceBoot: false },
      { release: '6.12.62+rpt-rpi-2712', sinceBoot: true },
    ]
    const made = update(({ updates }) => updates.set('pi03', { kernels }))
    expect(titlesOf(made).slice(0, 2)).toEqual(['Drain pi03', 'Reboot pi03 if its updates need it'])
    expect(made.plan.steps[1]?.reason).toContain('kernel 6.12.62+rpt-rpi-2712 waits')
  })

  test('a kernel of the other flavour is no reason', () => {
    const kernels = [{ release: '6.12.62+rpt-rpi-v8', sinceBoot: true }]
    expect(update(({ updates }) => updates.set('pi03', { kernels })).plan.steps).toEqual([])
  })

  test('a kernel that was passed over at the last start is somebody’s to look at', () => {
    const kernels = [{ release: '6.12.62+rpt-rpi-2712', sinceBoot: false }]
    const { plan } = update(({ updates }) => updates.set('pi03', { kernels }))
    expect(plan.steps).toEqual([])
    expect(plan.leaves).toMatchObject([
      { kind: 'by-hand', what: 'kernel 6.12.62+rpt-rpi-2712 on pi03' },
    ])
  })

  test('what dpkg began is finished on a drained node', () => {
    const made = update(({ updates }) =>
      updates.set('pi03', { halfInstalled: ['openssl'], trouble: 'Unmet dependencies.' }),
    )
    expect(titlesOf(made).slice(0, 2)).toEqual(['Drain pi03', 'Finish what dpkg began on pi03'])
  })
})

test('a staged bootloader is told and refuses nothing', () => {
  const made = update(({ updates }) =>
    updates.set('pi03', { upgrades: [openssl], firmware: 'staged' }),
  )
  expect(made.gates).toContainEqual(
    expect.objectContaining({
      kind: 'notice',
      verdict: 'fail',
      reason: 'a bootloader update is staged on pi03: it starts twice',
    }),
  )
  expect(refusalsOf(made)).toEqual([])
})

describe('--security-only', () => {
  const options = { 'security-only': true }
  const both = ({ updates }: Found) =>
    updates.set('pi03', { upgrades: [openssl, htop], held: ['vim'], removals: ['nano'] })

  test('takes fixes alone, removes nothing, and says what it leaves', () => {
    const made = update(both, { options })
    expect(made.plan.steps[1]?.input).toMatchObject({
      scope: 'security',
      packages: [{ name: 'openssl', from: '3.5.1', to: '3.5.4' }],
      removals: [],
    })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.leaves?.map(({ what }) => what)).toEqual(['vim on pi03', '1 packages on pi03'])
  })

  test('without it all of them', () => {
    expect(update(both).plan.steps[1]?.title).toBe('Install 2 packages on pi03')
  })
})

/** In each case one gate refuses, and no other. */
const cases: [string, (found: Found) => void, string][] = [
  [
    'a package would be taken away',
    ({ updates }) => updates.set('pi03', { upgrades: [openssl], removals: ['open-iscsi'] }),
    'availability updates-remove-nothing package/pi03/open-iscsi',
  ],
  [
    'the root file system has no room',
    ({ disks }) => disks.set('pi03', [disk('/', 4e8), disk('/boot/firmware', 4e8)]),
    'data disks-have-room-for-updates node/pi03',
  ],
  [
    'a kernel does not fit on the boot partition',
    ({ disks, updates }) => {
      updates.set('pi03', {
        upgrades: [{ ...openssl, name: 'linux-image-6.12.62+rpt-rpi-2712' }],
      })
      disks.set('pi03', [disk('/', 9e9), disk('/boot/firmware', 5e7)])
    },
    'data disks-have-room-for-updates node/pi03',
  ],
  [
    'nobody knows how full its disks are',
    ({ disks }) => disks.set('pi03', []),
    'data disks-have-room-for-updates node/pi03',
  ],
]

test.each(cases)('where %s, that alone refuses', (_, spoil, refusal) => {
  expect(new Set(refusalsOf(update(spoil)))).toEqual(new Set([refusal]))
})

test.each(rebootCases.filter(([why]) => why !== 'etcd has no member to spare'))(
  'as for a reboot: where %s, that alone refuses',
  (_, spoil, refusal) => {
    const spoilPi03 = ({ cluster, identity, updates }: Found) => {
      updates.set('pi03', { upgrades: [openssl] })
      const own = identity.get('pi03')
      if (own) spoil({ cluster, identity: own })
    }
    expect(new Set(refusalsOf(update(spoilPi03)))).toEqual(new Set([refusal]))
  },
)

test('a removal that somebody accepted is in the step, a full disk cannot be accepted', () => {
  const removal = ({ updates }: Found) =>
    updates.set('pi03', { upgrades: [openssl], removals: ['nano'] })
  const made = update(removal, { accept: [{ subject: 'package/pi03/nano', reason: 'not used' }] })
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps[1]?.preview).toContain('nano is removed')
  const full = ({ disks }: Found) => disks.set('pi03', [disk('/', 1e8)])
  expect(
    refusalsOf(update(full, { accept: [{ subject: 'node/pi03', reason: 'go on' }] })),
  ).toContain('data disks-have-room-for-updates node/pi03')
})

describe('what could not be seen', () => {
  test('apt in trouble, and a node that did not say, make no plan', () => {
    const trouble = ({ updates }: Found) =>
      updates.set('pi03', { trouble: 'Type "x" is not known' })
    expect(() => update(trouble)).toThrow('apt on pi03 says: Type "x" is not known')
    const silent = observationOf(healthyCluster())
    const goal = { name: 'update os', target: '', options: { nodes: 'pi03' } }
    expect(() => planOn(lookAt(silent), { goal, accept: [] }, siteOn())).toThrow(
      'pi03 did not say what apt would do',
    )
  })
})

test('within its window it asks nobody, outside of it somebody', () => {
  const approvals = Configuration.parse({
    cluster: 'home',
    approvals: { goals: { 'update os': { window: 'Sun 02:00-05:00', inWindow: 'none' } } },
  }).approvals
  const { plan } = update()
  const at = (time: string) => approvalLevel(approvals, plan, 'disruptive', new Date(time))
  expect(at('2026-03-01T02:00:00')).toBe('none')
  expect(at('2026-03-01T05:00:00')).toBe('ask')
  expect(at('2026-03-02T03:00:00')).toBe('ask')
})
