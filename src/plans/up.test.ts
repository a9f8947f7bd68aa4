import { describe, expect, test } from 'vitest'
import type { Plan, PlannedStep } from '#src/model/plan.ts'
import { stepOf } from '#src/steps/index.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import { asTold } from '#src/steps/up/node-file.ts'
import { bareBoard } from '#test/support/boards.ts'
import { node as apiNode } from '#test/support/drain-cluster.ts'
import {
  type Boards,
  type Case,
  joined,
  names,
  planOf,
  stepsOf,
  version,
} from '#test/support/up-plan.ts'

/** The files of a plan, written. */
function written(boards: Boards, made: Plan): void {
  for (const [node, file] of filesIn(made)) {
    const [path = '', sha256 = '', mode = '', owner = ''] = asTold(file).split(' ')
    boards[node]?.preparation.files.push({ path, sha256, mode, owner, ours: true })
  }
}

function filesIn({ steps }: Plan): (readonly [node: string, file: NodeFile])[] {
  return steps
    .filter(({ step }) => step === 'write-node-files')
    .flatMap(({ input }) => input['boards'] as { node: string; files: NodeFile[] }[])
    .flatMap(({ node, files }) => files.map((file) => [node, file] as const))
}

describe('bare boards', () => {
  test('get their files, K3s, one server and then all agents at once', () => {
    const made = planOf()
    expect(stepsOf(made)).toEqual([
      'measure-boards',
      'write-node-files',
      'bring-artifacts',
      'start-server',
      'join-agents',
    ])
    expect(made.refusals).toEqual([])
    const boards = made.plan.steps[0]?.input['boards'] as { node: string }[]
    expect(boards).toHaveLength(4)
    // Only a server's disk is written to; each is asked about all others, by their addresses.
    expect(boards.filter((board) => 'datastore' in board)).toEqual([
      {
        node: 'pi01',
        datastore: 'sqlite',
        others: ['pi02', 'pi03', 'pi04'].map((node, place) => ({
          node,
          address: `10.0.0.1${place + 1}`,
        })),
      },
    ])
    expect(made.plan.steps.at(-1)?.input).toMatchObject({
      nodes: ['pi02', 'pi03', 'pi04'],
      server: { node: 'pi01', address: '10.0.0.10' },
      version,
    })
    const server = made.plan.steps.at(-2)
    expect(server?.input).not.toHaveProperty('joins')
    // Agents only need its API; that it is Ready is seen together with them.
    const asked = (step: PlannedStep | undefined) =>
      stepOf(step?.step ?? '')
        .checksOf(step?.input, undefined)
        .map(({ id }) => id)
    expect(asked(server)).toEqual(['api-is-ready'])
    expect(asked(made.plan.steps.at(-1))).toEqual(['nodes-have-joined'])
    const last = made.plan.steps.at(-1)
    expect(stepOf(last?.step ?? '').about(last?.input).wish).toMatchObject({ server: 'pi01' })
    const [alone] = planOf({ roles: ['server'] }).plan.steps.slice(-1)
    expect(asked(alone)).toEqual(['nodes-have-joined'])
  })

  test('three servers begin an etcd and join it one after the other', () => {
    const { plan: made } = planOf({ roles: ['server', 'server', 'server', 'agent'] })
    const servers = made.steps.filter(({ step }) => step === 'start-server')
    expect(servers.map(({ input }) => input)).toEqual([
      {
        ...{ node: 'pi01', address: '10.0.0.10', version, beginsEtcd: true, agentsFollow: false },
        meanwhile: [expect.objectContaining({ node: 'pi04' })],
      },
      expect.objectContaining({ node: 'pi02', joins: { node: 'pi01', address: '10.0.0.10' } }),
      expect.objectContaining({ node: 'pi03', beginsEtcd: false, meanwhile: [] }),
    ])
    const sentTo = (step: string, list: string) => {
      const input = made.steps.find((planned) => planned.step === step)?.input
      return ((input?.[list] ?? []) as { node: string }[]).map(({ node }) => node)
    }
    expect(sentTo('bring-artifacts', 'nodes')).toEqual(['pi01', 'pi02', 'pi03'])
    expect(sentTo('join-agents', 'receivers')).toEqual(['pi04'])
  })

  test('one server begins SQLite, unless etcd is asked for', () => {
    const beginsEtcd = (datastore: object) =>
      planOf({ wish: { k3s: { version, ...datastore } } }).plan.steps.find(
        ({ step }) => step === 'start-server',
      )?.input['beginsEtcd']
    expect(beginsEtcd({})).toBe(false)
    expect(beginsEtcd({ datastore: 'etcd' })).toBe(true)
  })

  test('a kernel without its words gets them, and one restart, before K3s', () => {
    const made = planOf({
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
      filesIn(planOf({ change }).plan).some(
        ([node, { path }]) => node === 'pi02' && path.includes('watchdog'),
      )
    expect(watched(() => {})).toBe(true)
    expect(watched(({ pi02 }) => pi02 && (pi02.mounts.source = '/dev/mmcblk0p2'))).toBe(false)
    expect(watched(({ pi02 }) => pi02 && delete pi02.identity.model)).toBe(false)
  })

  test('Longhorn’s nodes get its programs, its module and its label, servers none of them', () => {
    const made = planOf({
      wish: { longhorn: { version: '1.12.1' } },
      change: ({ pi02 }) => pi02 && (pi02.preparation.programs = ['multipathd']),
    })
    const [packages] = made.plan.steps.filter(({ step }) => step === 'install-packages')
    expect(packages?.input).toEqual({ node: 'pi02', programs: ['iscsiadm', 'mount.nfs'] })
    const filesOf = (name: string) =>
      filesIn(made.plan).flatMap(([node, file]) => (node === name ? [file] : []))
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
    written(boards, planOf().plan)
    joined(boards)
  }

  test('Longhorn’s settings follow from the weakest disk that replicas lie on', () => {
    const limitOf = (change: Case['change']) => {
      const made = planOf({ wish: { longhorn: { version: '1.12.1' } }, ...(change && { change }) })
      const text = JSON.stringify(made.plan.steps)
      return {
        rebuilds: /concurrentReplicaRebuildPerNodeLimit: \\"(\d)/.exec(text)?.[1],
        percent: /storageMinimalAvailablePercentage: \\"(\d+)/.exec(text)?.[1],
      }
    }
    expect(limitOf(undefined)).toEqual({ rebuilds: '2', percent: '25' })
    const onCard = limitOf(({ pi03 }) => pi03 && (pi03.mounts.source = '/dev/mmcblk0p2'))
    expect(onCard).toEqual({ rebuilds: '1', percent: '25' })
    // The server keeps no replicas: its card does not count.
    const server = limitOf(({ pi01 }) => pi01 && (pi01.mounts.source = '/dev/mmcblk0p2'))
    expect(server.rebuilds).toBe('2')
    const ownDisks = limitOf((boards) => {
      for (const { mounts, moreMounts } of Object.values(boards)) {
        mounts.source = '/dev/mmcblk0p2'
        moreMounts.push({ ...mounts, source: '/dev/nvme0n1p1', target: '/var/lib/longhorn' })
      }
    })
    expect(ownDisks).toEqual({ rebuilds: '2', percent: '10' })
  })

  test('needs nothing a second time', () => {
    expect(stepsOf(planOf({ change: built }))).toEqual([])
  })

  test('a file that was changed by hand is written again, and its unit hears of it', () => {
    const made = planOf({
      change(boards) {
        built(boards)
        const file = boards['pi03']?.preparation.files.find(({ path }) =>
          path.endsWith('config.yaml'),
        )
        if (file) file.sha256 = '0'.repeat(64)
      },
    })
    const [only] = made.plan.steps
    expect(made.plan.steps).toHaveLength(1)
    expect(only?.input['boards']).toMatchObject([{ node: 'pi03', tells: ['k3s-agent'] }])
    expect(made.plan.steps[0]?.risk).toBe('disruptive')
  })

  test('a mode that was changed counts like a byte', () => {
    const made = planOf({
      change(boards) {
        built(boards)
        const [file] = boards['pi02']?.preparation.files ?? []
        if (file) file.mode = '666'
      },
    })
    expect(stepsOf(made)).toEqual(['write-node-files'])
  })

  test('a new board joins, and the others are left alone', () => {
    const made = planOf({
      listed: ['pi01', 'pi02', 'pi03'],
      change(boards) {
        built(boards)
        boards['pi04'] = bareBoard('pi04')
      },
    })
    expect(stepsOf(made)).toEqual([
      'measure-boards',
      'write-node-files',
      'bring-artifacts',
      'join-agents',
    ])
    const [bringing, joining] = made.plan.steps.slice(-2)
    expect(bringing?.input['nodes']).toMatchObject([{ node: 'pi04' }])
    expect(joining?.input).toMatchObject({ nodes: ['pi04'], receivers: [] })
  })

  test('members get files one after the other, for K3s starts anew on each', () => {
    const made = planOf({
      change(boards) {
        built(boards)
        for (const { preparation } of Object.values(boards))
          for (const file of preparation.files)
            if (file.path.endsWith('/config.yaml')) file.mode = '600'
      },
    })
    const boards = made.plan.steps.map(({ input }) => input['boards'] as { node: string }[])
    expect(boards.map((all) => all.map(({ node }) => node))).toEqual(names.map((name) => [name]))
    const both = { boards: boards.flat() }
    expect(JSON.stringify(both)).toContain('k3s-agent')
    expect(() => stepOf('write-node-files').parse(both)).toThrow('one after the other')
  })

  const silent = apiNode('pi04', {
    conditions: [{ type: 'Ready', status: 'Unknown' }],
    leaseRenewedAt: '2026-03-01T09:00:00.000Z',
  })
  const agentUnit = (activeState: string) => (boards: Boards) => {
    built(boards)
    if (boards['pi04']) boards['pi04'].units = [{ name: 'k3s-agent.service', activeState }]
  }

  test('an agent that does not come to join any more gets a new token', () => {
    const known = ['pi01', 'pi02', 'pi03']
    for (const state of ['activating', 'failed']) {
      const made = planOf({ listed: [...known, silent], change: agentUnit(state) })
      expect(stepsOf(made), state).toEqual(['renew-token'])
      expect(made.plan.steps[0]?.input).toMatchObject({ node: 'pi04', server: { node: 'pi01' } })
    }
    const deleted = planOf({ listed: known, change: agentUnit('active') })
    expect(stepsOf(deleted)).toEqual(['renew-token'])
  })

  test('one that is Ready, that somebody stopped, or of which nobody knows gets none', () => {
    const steps = (listed: Case['listed'], state: string) =>
      stepsOf(planOf({ ...(listed && { listed }), change: agentUnit(state) }))
    expect(steps(names, 'activating')).toEqual([])
    expect(steps(names, 'active')).toEqual([])
    expect(steps(['pi01', silent], 'inactive')).toEqual([])
    expect(steps(undefined, 'activating')).toEqual([])
  })

  test('a node with pods is not restarted for its kernel: that is left to a person', () => {
    const made = planOf({
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
    const shown = planOf({ change: byHand, wish: { monitoring: {} } })
    expect(stepsOf(shown)).toEqual([])
    expect(shown.plan.leaves).toHaveLength(5)
    const asked = planOf({ change: byHand, only: 'boards' })
    expect(stepsOf(asked)).toEqual(Array(4).fill('write-node-files'))
    const written = asked.plan.steps.map(({ preview }) => preview.join()).join()
    expect(written).not.toContain('/etc/rancher/k3s')
  })
})
