import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { datastore } from '#src/model/facts/node.ts'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import { bareBoard, boardObservation, releaseFiles } from '#test/support/boards.ts'
import {
  healthyCluster,
  node,
  observationOf,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { told } from '#test/support/reboot-cases.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

/** pi01 to pi03 are servers with etcd, pi04 is an agent; all run v1.36.3+k3s1. */
const names = ['pi01', 'pi02', 'pi03', 'pi04']
const now = 'v1.36.3+k3s1'
const next = 'v1.36.4+k3s1'
const minor = 'v1.37.1+k3s1'
const roleOf = (name: string) => (name === 'pi04' ? 'agent' : 'server')

interface Found {
  readonly cluster: Records
  /** What answers over SSH at the address of each node. */
  readonly hostBoots: Map<string, string>
  files: ReturnType<typeof releaseFiles>
  kinds: string
}

interface Asked {
  readonly target?: string
  readonly pinned?: string
  readonly options?: Goal['options']
  readonly accept?: Acceptance[]
  readonly ownNode?: string
}

function update(
  spoil: (found: Found) => void = () => {},
  { target = next, pinned, options = {}, accept = [], ownNode }: Asked = {},
): PlanMade {
  const cluster = healthyCluster()
  cluster.nodes.push(node('pi04'))
  for (const one of cluster.nodes) one.version = now
  const hostBoots = new Map(names.map((name) => [name, `boot-${name}`]))
  const files = releaseFiles().map((file) => ({ ...file, versions: [target || next] }))
  const found: Found = { cluster, hostBoots, files, kinds: 'etcd' }
  spoil(found)
  const boards = Object.fromEntries(
    names.map((name) => {
      const board = bareBoard(name)
      const bootId = hostBoots.get(name)
      if (bootId === undefined) delete board.identity.bootId
      else board.identity.bootId = bootId
      return [name, board]
    }),
  )
  const said: Evidence[] = names.flatMap((name) => [
    unitEvidence(name, {
      name: roleOf(name) === 'server' ? 'k3s.service' : 'k3s-agent.service',
    }),
    told(name, datastore.kind, { kind: roleOf(name) === 'server' ? found.kinds : 'none' }),
  ])
  const seen = observationOf(cluster)
  const evidence = [...seen.evidence, ...boardObservation(boards, found.files).evidence, ...said]
  const configuration = Configuration.parse({
    cluster: 'home',
    ...(pinned !== undefined && { k3s: { version: pinned } }),
    nodes: Object.fromEntries(
      names.map((name, place) => [name, { address: `10.0.0.${place + 1}`, role: roleOf(name) }]),
    ),
  })
  const site = { cluster: 'home', clock: fixedClock(takenAt), around: { configuration, ownNode } }
  const goal = { name: 'update k3s', target, options }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept }, site)
}

const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const titlesOf = ({ plan }: PlanMade) => plan.steps.map(({ title }) => title)
const setVersions =
  (version: string, which = names) =>
  ({ cluster }: Found) => {
    for (const one of cluster.nodes) if (which.includes(one.name)) one.version = version
  }

describe('within a minor version', () => {
  test('it is laid ready, a snapshot is taken, servers come one by one, then agents', () => {
    const made = update()
    expect(refusalsOf(made)).toEqual([])
    expect(titlesOf(made).filter((title) => !title.startsWith('Wait'))).toEqual([
      `Lay K3s ${next} ready on pi01, pi02, pi03, pi04`,
      'Take a snapshot of the datastore on pi01',
      ...names.map((name) => `Update K3s on ${name} to ${next}`),
    ])
    // Each is whole again before the next.
    for (const [place, { step }] of made.plan.steps.entries())
      if (step === 'update-k3s') expect(made.plan.steps[place + 1]?.step).toBe('wait-for')
    expect(made.plan.steps.map(({ undo }) => undo)).not.toContain('impossible')
    expect(made.plan.steps[0]?.input).toMatchObject({
      nodes: expect.arrayContaining([
        {
          node: 'pi04',
          files: [
            expect.objectContaining({ path: `/usr/local/lib/bramble/k3s-${next}`, mode: '0755' }),
            expect.objectContaining({
              path: '/var/lib/rancher/k3s/agent/images/k3s-airgap-images-arm64.tar.zst',
            }),
          ],
        },
      ]),
    })
  })

  test('the version of bramble.yaml counts where none is given, and another one is told', () => {
    expect(titlesOf(update(() => {}, { target: '', pinned: next }))[0]).toContain(next)
    expect(update(() => {}, { pinned: now }).plan.leaves).toMatchObject([
      { what: 'k3s.version in bramble.yaml' },
    ])
  })

  test('what runs it already is left out; the snapshot with the servers', () => {
    const made = update(setVersions(next, ['pi01', 'pi02', 'pi03']))
    expect(titlesOf(made).filter((title) => !title.startsWith('Wait'))).toEqual([
      `Lay K3s ${next} ready on pi04`,
      `Update K3s on pi04 to ${next}`,
    ])
    expect(update(setVersions(next)).plan.steps).toEqual([])
  })

  test('the node that Bramble runs on is last of its kind: a server still before agents', () => {
    const made = update(() => {}, { ownNode: 'pi01' })
    expect(titlesOf(made).filter((title) => title.startsWith('Update'))).toEqual(
      ['pi02', 'pi03', 'pi01', 'pi04'].map((name) => `Update K3s on ${name} to ${next}`),
    )
  })

  test('SQLite’s files are copied while its server does not run, instead of a snapshot', () => {
    const made = update((found) => {
      found.kinds = 'sqlite'
    })
    expect(titlesOf(made)).not.toContain('Take a snapshot of the datastore on pi01')
    const [server] = made.plan.steps.filter(({ step }) => step === 'update-k3s')
    expect(server?.input['copiesSqlite']).toBe(true)
    expect(server?.preview[0]).toContain(
      '/var/lib/rancher/k3s/server/db/bramble-before-v1.36.4-k3s1',
    )
  })
})

describe('to the next minor version', () => {
  const accept = [{ subject: 'attached/*', reason: 'nobody uses them' }]
  const made = () => update(() => {}, { target: minor, accept })

  test('each node is drained, and there is no way back once it was begun', () => {
    const steps = made().plan.steps
    expect(refusalsOf(made())).toEqual([])
    expect(steps.filter(({ step }) => step === 'drain-node')).toHaveLength(4)
    expect(
      new Set(steps.filter(({ step }) => step === 'update-k3s').map(({ undo }) => undo)),
    ).toEqual(new Set(['impossible']))
    expect(steps.findIndex(({ step }) => step === 'snapshot-datastore')).toBeLessThan(
      steps.findIndex(({ step }) => step === 'update-k3s'),
    )
  })

  test('kinds that are gone then are somebody’s to look for', () => {
    expect(made().plan.leaves?.at(-1)?.instead[0]).toContain('removed_release="1.37"')
  })

  test('a Longhorn that is not tested with it refuses, and can be accepted', () => {
    const tested = ({ cluster }: Found) =>
      void cluster.longhornSettings.push({ name: 'current-longhorn-version', value: 'v1.12.1' })
    const refused = update(tested, { target: minor, accept })
    expect(new Set(refusalsOf(refused))).toEqual(
      new Set(['availability longhorn-is-tested-with longhorn/v1.12.1']),
    )
    const more = [...accept, { subject: 'longhorn/v1.12.1', reason: 'a test' }]
    expect(refusalsOf(update(tested, { target: minor, accept: more }))).toEqual([])
    expect(refusalsOf(update(tested))).toEqual([])
  })
})

const down = [{ type: 'Ready', status: 'False' as const, reason: 'KubeletNotReady' }]

/** In each case one gate refuses, and no other. */
const cases: [string, (found: Found) => void, string[]][] = [
  [
    'another board answers at an address',
    ({ hostBoots }) => hostBoots.set('pi04', 'boot-pi09'),
    ['data node-is-the-one-meant node/pi04'],
  ],
  [
    'a board does not say which boot it runs',
    ({ hostBoots }) => hostBoots.delete('pi02'),
    ['data node-is-the-one-meant node/pi02'],
  ],
  [
    'an agent that is not asked about is down',
    ({ cluster }) => cluster.nodes.push(node('pi05', { conditions: down, version: now })),
    ['availability other-nodes-are-ready node/pi05'],
  ],
  [
    'etcd has no member to spare',
    ({ cluster }) => {
      for (const one of cluster.nodes) if (one.name === 'pi03') one.roles = ['control-plane']
    },
    ['pi01', 'pi02'].map((name) => `availability quorum-survives-without-node quorum/${name}`),
  ],
  [
    'there is one server',
    ({ cluster }) => {
      for (const one of cluster.nodes) if (one.name !== 'pi01') one.roles = []
    },
    ['availability another-server-answers server/pi01'],
  ],
]

test.each(cases)('where %s, that alone refuses', (_, spoil, refusals) => {
  expect(new Set(refusalsOf(update(spoil)))).toEqual(new Set(refusals))
})

describe('no plan is made', () => {
  test('that skips a minor version: the way is told', () => {
    const old = setVersions('v1.34.9+k3s1')
    expect(() => update(old)).toThrow('would skip a minor version')
    expect(() => update(old)).toThrow(
      expect.objectContaining({ next: expect.stringContaining('1.35, 1.36') }),
    )
  })

  test('that makes an agent newer than a server', () => {
    expect(() => update(() => {}, { options: { nodes: 'pi04' } })).toThrow(
      'an agent is never newer',
    )
    expect(titlesOf(update(() => {}, { options: { nodes: 'pi01' } }))).toContain(
      `Update K3s on pi01 to ${next}`,
    )
  })

  test('that goes back: what is newer stays, and is told', () => {
    const { plan } = update(setVersions('v1.36.5+k3s1'))
    expect(plan.steps).toEqual([])
    expect(plan.leaves?.map(({ what }) => what)).toEqual(names.map((name) => `K3s on ${name}`))
  })

  test.each([
    ['without a version', '', 'names no version'],
    ['of what moves', 'latest', 'is no release'],
    ['of a part', 'v1.36', 'is no release'],
  ])('%s', (_, target, words) => {
    expect(() => update(() => {}, { target })).toThrow(words)
  })

  test('without the program, without its checksum, or with another one', () => {
    const without = (name: string) => (found: Found) => {
      found.files = found.files.filter((file) => file.name !== name)
    }
    expect(() => update(without('k3s-arm64'))).toThrow('needs k3s-arm64')
    expect(() =>
      update((found) => {
        for (const file of found.files) delete file.expectedSha256
      }),
    ).toThrow('No checksum file')
    expect(() =>
      update((found) => {
        for (const file of found.files) file.expectedSha256 = 'f'.repeat(64)
      }),
    ).toThrow('is to have')
  })

  test('with the program of another release', () => {
    expect(() =>
      update((found) => {
        for (const file of found.files) file.versions = ['v1.36.5+k3s1']
      }),
    ).toThrow(`asks for K3s ${next}`)
  })

  test('where nobody knows the datastore', () => {
    expect(() =>
      update((found) => {
        found.kinds = 'none'
      }),
    ).toThrow('did not say what its datastore is')
  })
})
