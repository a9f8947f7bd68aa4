import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Artifact } from '#src/model/facts/artifacts.ts'
import type { Plan } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import { askGates, lookAt } from '#src/operations/run/ask-gates.ts'
import { planOn } from '#src/operations/run/make-plan.ts'
import { stepOf } from '#src/steps/index.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import { asTold } from '#src/steps/up/node-file.ts'
import {
  type BoardFacts,
  bareBoard,
  boardObservation,
  gibibyte,
  releaseFiles,
  takenAt,
} from '#test/support/boards.ts'
import { node as apiNode } from '#test/support/drain-cluster.ts'

const version = 'v1.36.3+k3s1'
type Boards = Record<string, BoardFacts>
interface Case {
  readonly wish?: object
  readonly roles?: readonly ('server' | 'agent')[]
  readonly only?: string
  readonly change?: (boards: Boards, files: Artifact[]) => void
  readonly listed?: readonly string[]
}

const names = ['pi01', 'pi02', 'pi03', 'pi04']

function plan({ wish = {}, roles = ['server', 'agent', 'agent', 'agent'], ...rest }: Case = {}) {
  const used = names.slice(0, roles.length)
  const boards: Boards = Object.fromEntries(used.map((name) => [name, bareBoard(name)]))
  const files = releaseFiles()
  rest.change?.(boards, files)
  const nodes = Object.fromEntries(
    used.map((name, place) => [name, { address: `10.0.0.1${place}`, role: roles[place] }]),
  )
  const configuration = Configuration.parse({ k3s: { version }, nodes, ...wish })
  const look = lookAt(
    boardObservation(
      boards,
      files,
      rest.listed?.map((name) => apiNode(name)),
    ),
  )
  const options = rest.only === undefined ? {} : { only: rest.only }
  const goal = { name: 'up', target: '', options }
  const around = { configuration, ownNode: undefined }
  return planOn(look, { goal, accept: [] }, { cluster: 'home', clock: fixedClock(takenAt), around })
}

const stepsOf = ({ plan: { steps } }: { plan: Plan }) => steps.map(({ step }) => step)
const code = (one: Case) => {
  try {
    plan(one)
    return 'planned'
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** The files of a plan, written. */
function written(boards: Boards, made: Plan): void {
  for (const { step, input } of made.steps) {
    if (step !== 'write-node-files') continue
    const { node, files } = input as { node: string; files: NodeFile[] }
    for (const file of files) {
      const [path = '', sha256 = '', mode = '', owner = ''] = asTold(file).split(' ')
      boards[node]?.preparation.files.push({ path, sha256, mode, owner, ours: true })
    }
  }
}

const joined = (boards: Boards) => {
  for (const board of Object.values(boards)) board.preparation.clusterAuthority = 'a'.repeat(64)
}

describe('bare boards', () => {
  test('get their files, K3s, one server and then all agents at once', () => {
    const made = plan()
    expect(stepsOf(made)).toEqual([
      ...Array(4).fill('write-node-files'),
      'bring-artifacts',
      'start-server',
      'join-agents',
    ])
    expect(made.refusals).toEqual([])
    expect(made.plan.steps.at(-1)?.input).toMatchObject({
      nodes: ['pi02', 'pi03', 'pi04'],
      server: { node: 'pi01', address: '10.0.0.10' },
      version,
    })
    expect(made.plan.steps.at(-2)?.input).not.toHaveProperty('joins')
  })

  test('three servers begin an etcd and join it one after the other', () => {
    const { plan: made } = plan({ roles: ['server', 'server', 'server', 'agent'] })
    const servers = made.steps.filter(({ step }) => step === 'start-server')
    expect(servers.map(({ input }) => input)).toEqual([
      { node: 'pi01', address: '10.0.0.10', version, beginsEtcd: true },
      expect.objectContaining({ node: 'pi02', joins: { node: 'pi01', address: '10.0.0.10' } }),
      expect.objectContaining({ node: 'pi03', beginsEtcd: false }),
    ])
  })

  test('one server begins SQLite, unless etcd is asked for', () => {
    const beginsEtcd = (datastore: object) =>
      plan({ wish: { k3s: { version, ...datastore } } }).plan.steps.find(
        ({ step }) => step === 'start-server',
      )?.input['beginsEtcd']
    expect(beginsEtcd({})).toBe(false)
    expect(beginsEtcd({ datastore: 'etcd' })).toBe(true)
  })

  test('a kernel without its words gets them, and one restart, before K3s', () => {
    const made = plan({
      change(boards) {
        const board = boards['pi03']
        if (!board?.preparation.cmdline) throw new Error('no board')
        board.preparation.cmdline.line = 'root=PARTUUID=1'
        board.kernel = { commandLine: ['root=PARTUUID=1'] }
      },
    })
    const steps = stepsOf(made)
    expect(steps.filter((step) => step === 'restart-board')).toHaveLength(1)
    expect(steps.indexOf('set-kernel-words')).toBeLessThan(steps.indexOf('restart-board'))
    expect(steps.indexOf('restart-board')).toBeLessThan(steps.indexOf('bring-artifacts'))
  })

  test('no watchdog is imposed on an SD card, and none on what is no Raspberry Pi', () => {
    const watched = (change: (boards: Boards) => void) =>
      JSON.stringify(plan({ change }).plan.steps[1]?.input).includes('watchdog')
    expect(watched(() => {})).toBe(true)
    expect(watched(({ pi02 }) => pi02 && (pi02.mounts.source = '/dev/mmcblk0p2'))).toBe(false)
    expect(watched(({ pi02 }) => pi02 && delete pi02.identity.model)).toBe(false)
  })

  test('Longhorn’s nodes get its programs, its module and its label, servers none of them', () => {
    const made = plan({
      wish: { longhorn: { version: '1.12.1' } },
      change: ({ pi02 }) => pi02 && (pi02.preparation.programs = ['multipathd']),
    })
    const [packages] = made.plan.steps.filter(({ step }) => step === 'install-packages')
    expect(packages?.input).toEqual({ node: 'pi02', programs: ['iscsiadm', 'mount.nfs'] })
    const filesOf = (name: string) =>
      made.plan.steps
        .filter(({ step, input }) => step === 'write-node-files' && input['node'] === name)
        .flatMap(({ input }) => input['files'] as NodeFile[])
    expect(filesOf('pi02').map(({ path }) => path)).toContain(
      '/etc/multipath/conf.d/90-bramble.conf',
    )
    expect(filesOf('pi03').map(({ path }) => path)).not.toContain(
      '/etc/multipath/conf.d/90-bramble.conf',
    )
    const label = 'node.longhorn.io/create-default-disk=true'
    const configOf = (name: string) =>
      filesOf(name).find(({ path }) => path.endsWith('/config.yaml'))?.text
    expect(configOf('pi02')).toContain(label)
    expect(configOf('pi01')).not.toContain(label)
  })
})

describe('a cluster that stands', () => {
  const built = (boards: Boards) => {
    written(boards, plan().plan)
    joined(boards)
  }

  test('needs nothing a second time', () => {
    expect(stepsOf(plan({ change: built }))).toEqual([])
  })

  test('a file that was changed by hand is written again, and its unit hears of it', () => {
    const made = plan({
      change(boards) {
        built(boards)
        const file = boards['pi03']?.preparation.files.find(({ path }) =>
          path.endsWith('config.yaml'),
        )
        if (file) file.sha256 = '0'.repeat(64)
      },
    })
    expect(made.plan.steps.map(({ input }) => input['tells'])).toEqual([['k3s-agent']])
    expect(made.plan.steps[0]?.risk).toBe('disruptive')
  })

  test('a mode that was changed counts like a byte', () => {
    const made = plan({
      change(boards) {
        built(boards)
        const [file] = boards['pi02']?.preparation.files ?? []
        if (file) file.mode = '666'
      },
    })
    expect(stepsOf(made)).toEqual(['write-node-files'])
  })

  test('a new board joins, and the others are left alone', () => {
    const made = plan({
      listed: ['pi01', 'pi02', 'pi03'],
      change(boards) {
        built(boards)
        boards['pi04'] = bareBoard('pi04')
      },
    })
    expect(stepsOf(made)).toEqual(['write-node-files', 'bring-artifacts', 'join-agents'])
  })

  test('a node with pods is not restarted for its kernel: that is left to a person', () => {
    const made = plan({
      change(boards) {
        built(boards)
        const board = boards['pi03']
        if (board) board.kernel = { commandLine: ['root=PARTUUID=1'] }
      },
    })
    expect(stepsOf(made)).toEqual([])
    expect(made.plan.leaves).toMatchObject([{ kind: 'by-hand', what: 'a reboot of pi03' }])
  })

  const byHand = (boards: Boards) => {
    joined(boards)
    for (const { preparation } of Object.values(boards))
      preparation.files = [
        {
          ...{ path: '/etc/rancher/k3s/config.yaml', sha256: 'b'.repeat(64) },
          ...{ mode: '600', owner: 'root:root', ours: false },
        },
      ]
  }

  test('of somebody else is shown and left, until a part is asked for', () => {
    const shown = plan({ change: byHand, wish: { monitoring: {} } })
    expect(stepsOf(shown)).toEqual([])
    expect(shown.plan.leaves).toHaveLength(5)
    const asked = plan({ change: byHand, only: 'boards' })
    expect(stepsOf(asked)).toEqual(Array(4).fill('write-node-files'))
    expect(JSON.stringify(asked.plan.steps)).not.toContain('/etc/rancher/k3s')
  })
})

describe('is refused before anything is changed', () => {
  const cases: [string, Case][] = [
    ['up-even-servers', { roles: ['server', 'server', 'agent'] }],
    ['up-no-server', { roles: ['agent'] }],
    ['up-no-version', { wish: { k3s: {} } }],
    ['up-only', { only: 'everything' }],
    ['up-unseen', { change: (boards) => delete boards['pi03'] }],
    [
      'up-twin-machines',
      { change: ({ pi03 }) => pi03 && (pi03.preparation.machineId = 'pi02'.padEnd(32, '0')) },
    ],
    ['up-no-root', { change: ({ pi02 }) => pi02 && (pi02.preparation.root = false) }],
    ['up-clock', { change: ({ pi02 }) => pi02 && (pi02.time.offsetSeconds = -86_400) }],
    ['up-disk-full', { change: ({ pi02 }) => pi02 && (pi02.filesystem.availableBytes = gibibyte) }],
    ['up-too-small', { change: ({ pi01 }) => pi01 && (pi01.memory.totalBytes = gibibyte) }],
    ['up-architecture', { change: ({ pi02 }) => pi02 && (pi02.identity.architecture = 'riscv64') }],
    ['up-artifact-missing', { change: (_, files) => files.shift() }],
    ['up-checksum', { change: (_, [file]) => file && (file.expectedSha256 = '9'.repeat(64)) }],
    ['up-checksum-missing', { change: (_, [file]) => file && delete file.expectedSha256 }],
    [
      'up-foreign',
      { change: ({ pi02 }) => pi02 && (pi02.preparation.clusterAuthority = 'c'.repeat(64)) },
    ],
    [
      'up-foreign',
      {
        change(boards) {
          joined(boards)
          if (boards['pi02']) boards['pi02'].preparation.clusterAuthority = 'c'.repeat(64)
        },
      },
    ],
    ['up-kubeconfig-elsewhere', { listed: ['other1', 'other2'] }],
    [
      'up-emptied',
      {
        listed: names,
        change(boards) {
          joined(boards)
          boards['pi04'] = bareBoard('pi04')
        },
      },
    ],
    [
      'up-storage-on-server-card',
      {
        roles: ['server'],
        wish: { nodes: { pi01: { address: '10.0.0.10', role: 'server', storage: true } } },
        change: ({ pi01 }) => pi01 && (pi01.mounts.source = '/dev/mmcblk0p2'),
      },
    ],
  ]
  test.each(cases)('%s', (wanted, one) => {
    expect(code(one)).toBe(wanted)
  })

  test('with the board’s name and what to do', () => {
    expect(() => plan({ change: ({ pi02 }) => pi02 && (pi02.time.offsetSeconds = 3600) })).toThrow(
      'pi02 lives 3600 s in the future',
    )
  })

  test.each(['restart-board', 'bring-artifacts', 'start-server', 'join-agents'])(
    '%s is refused, by its data gate alone, for a board that is a member by now',
    (id) => {
      const withoutWords = (boards: Boards) => {
        for (const board of Object.values(boards)) board.kernel = { commandLine: [] }
      }
      const planned = plan({ change: withoutWords }).plan.steps.find(({ step }) => step === id)
      const step = stepOf(id)
      const refusals = (isMember: boolean, root = true) => {
        const boards = Object.fromEntries(names.map((name) => [name, bareBoard(name)]))
        if (isMember) joined(boards)
        for (const { preparation } of Object.values(boards)) preparation.root = root
        const look = lookAt(boardObservation(boards, releaseFiles()))
        const asked = {
          accepted: [{ subject: 'node/*', reason: 'I say so' }],
          now: Date.parse(takenAt),
        }
        return askGates(step.gatesOf(planned?.input), step.about(planned?.input), look, asked)
          .filter(refuses)
          .map(({ gate, kind }) => `${kind} ${gate}`)
      }
      expect(refusals(false)).toEqual([])
      expect(new Set(refusals(true))).toEqual(new Set(['data board-is-no-member']))
      expect(refusals(false, false)).not.toEqual([])
    },
  )
})
