import { describe, expect, test } from 'vitest'
import { refuses } from '#src/model/plan-reading.ts'
import { askGates, lookAt } from '#src/operations/run/ask-gates.ts'
import { neededNodes } from '#src/operations/run/needed-nodes.ts'
import { stepOf } from '#src/steps/index.ts'
import {
  bareBoard,
  boardObservation,
  gibibyte,
  releaseFiles,
  takenAt,
} from '#test/support/boards.ts'
import { type Boards, type Case, joined, names, planOf } from '#test/support/up-plan.ts'

const code = (one: Case) => {
  try {
    planOf(one)
    return 'planned'
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** A cluster of pi01 alone; its certificates and its token are of one authority. */
function withOwnToken({ pi01 }: Boards): void {
  if (!pi01) throw new Error('no board')
  pi01.preparation.clusterAuthority = 'a'.repeat(64)
  pi01.preparation.ownTokenFor = 'e'.repeat(64)
}

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
    [
      'up-one-board-twice',
      {
        change({ pi02, pi03 }) {
          if (!pi02 || !pi03) return
          pi03.preparation.machineId = pi02.preparation.machineId
          pi03.identity.bootId = pi02.identity.bootId
        },
      },
    ],
    ['up-other-version', { change: (_, [file]) => file && (file.versions = ['v1.35.9+k3s1']) }],
    ['planned', { change: (_, [file]) => file && delete file.versions }],
    ['up-no-root', { change: ({ pi02 }) => pi02 && (pi02.preparation.root = false) }],
    ['up-clock', { change: ({ pi02 }) => pi02 && (pi02.time.offsetSeconds = -86_400) }],
    ['up-disk-full', { change: ({ pi02 }) => pi02 && (pi02.filesystem.availableBytes = gibibyte) }],
    ['up-too-small', { change: ({ pi01 }) => pi01 && (pi01.memory.totalBytes = gibibyte) }],
    ['up-architecture', { change: ({ pi02 }) => pi02 && (pi02.identity.architecture = 'riscv64') }],
    ['up-artifact-missing', { change: (_, files) => files.shift() }],
    ['up-checksum', { change: (_, [file]) => file && (file.expectedSha256 = '9'.repeat(64)) }],
    ['up-checksum-missing', { change: (_, [file]) => file && delete file.expectedSha256 }],
    [
      'up-other-token',
      { change: ({ pi02 }) => pi02 && (pi02.preparation.tokenFor = 'd'.repeat(64)) },
    ],
    [
      'up-other-token',
      {
        change(boards) {
          withOwnToken(boards)
          if (boards['pi02']) boards['pi02'].preparation.tokenFor = 'd'.repeat(64)
        },
      },
    ],
    [
      // Cut off while it joined this very cluster.
      'planned',
      {
        change(boards) {
          withOwnToken(boards)
          if (boards['pi02']) boards['pi02'].preparation.tokenFor = 'e'.repeat(64)
        },
      },
    ],
    [
      // The server's own token is in the short form.
      'planned',
      {
        change(boards) {
          withOwnToken(boards)
          delete boards['pi01']?.preparation.ownTokenFor
          if (boards['pi02']) boards['pi02'].preparation.tokenFor = 'd'.repeat(64)
        },
      },
    ],
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
    expect(() =>
      planOf({ change: ({ pi02 }) => pi02 && (pi02.time.offsetSeconds = 3600) }),
    ).toThrow('pi02 lives 3600 s in the future')
  })

  test.each(['restart-board', 'bring-artifacts', 'start-server', 'join-agents'])(
    '%s is refused, by its data gate alone, for a board that is a member by now',
    (id) => {
      const withoutWords = (boards: Boards) => {
        for (const board of Object.values(boards)) board.kernel = { commandLine: [] }
      }
      const planned = planOf({ change: withoutWords }).plan.steps.find(({ step }) => step === id)
      const step = stepOf(id)
      const refusals = (isMember: boolean, root = true, members = names) => {
        const boards = Object.fromEntries(names.map((name) => [name, bareBoard(name)]))
        if (isMember)
          joined(
            Object.fromEntries(Object.entries(boards).filter(([name]) => members.includes(name))),
          )
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
      const about = step.about(planned?.input)
      const checks = step.gatesOf(planned?.input).map(({ check }) => check)
      expect(neededNodes(checks, about, { nodeNames: names })).toEqual(
        id === 'restart-board' ? [about.node] : names,
      )
      // The server's step already sends agents what they need.
      if (id === 'start-server' || id === 'join-agents')
        expect(refusals(true, true, ['pi03'])).toEqual(['data board-is-no-member'])
    },
  )
})
