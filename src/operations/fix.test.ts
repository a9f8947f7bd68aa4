import { describe, expect, test } from 'vitest'
import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import { goals } from '#src/plans/index.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { goalThatCures, remedies } from '#src/rules/remedies.ts'
import {
  healthyCluster,
  nothingAround,
  observationOf,
  type Records,
  takenAt,
  unseen,
} from '#test/support/drain-cluster.ts'
import { cureOf } from './fix.ts'
import { lookAt } from './run/ask-gates.ts'
import { planOn } from './run/make-plan.ts'

/** A live look: diagnosed as `bramble diagnose` does, but for what only nodes tell. */
function look(change: (cluster: Records) => void, seen = (piece: never) => piece) {
  const cluster = healthyCluster()
  change(cluster)
  const { observation, index } = lookAt(observationOf(cluster, seen as never))
  const coverage = [
    { door: 'api' as const, target: 'api', outcome: 'answered' as const, missing: [] },
  ]
  const live = { ...observation, coverage }
  return { index, observation: live, diagnosis: diagnose({ patterns, checks: [] }, index, live) }
}

const cordoned = (cluster: Records, place = 2) =>
  Object.assign(cluster.nodes[place] ?? {}, {
    unschedulable: true,
    taints: [
      {
        key: 'node.kubernetes.io/unschedulable',
        effect: 'NoSchedule',
        addedAt: '2026-02-20T00:00:00Z',
      },
    ],
  })

const tooMany = (cluster: Records) => {
  cluster.longhornNodes = cluster.longhornNodes.map((node) => ({
    ...node,
    disks: node.disks.map((disk) => ({ ...disk, allowScheduling: true })),
  }))
  Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 4 })
  cluster.longhornVolumes.push({ name: 'other', wantedReplicas: 5, conditions: [] })
}

describe('a finding that a goal cures', () => {
  test('is planned as that goal, and the plan says what it cures', () => {
    const { diagnosis, index, observation } = look((cluster) => cordoned(cluster))
    const chosen = cureOf('cordon-left-behind', { diagnosis, index })
    expect(chosen).toMatchObject({
      kind: 'goal',
      goal: {
        name: 'uncordon',
        target: 'pi03',
        options: {},
        cures: ['cordon-left-behind@node/pi03'],
      },
    })
    if (chosen.kind !== 'goal') throw new Error('no goal')
    const clock = { now: () => Date.parse(takenAt) }
    const site = { cluster: 'home', clock, around: nothingAround }
    const { plan } = planOn({ observation, index }, { goal: chosen.goal, accept: [] }, site)
    expect(plan.steps.map(({ step }) => step)).toEqual(['uncordon-node'])
    expect(plan.goal.cures).toEqual(['cordon-left-behind@node/pi03'])
    // And diagnose names the very command.
    expect(diagnosis.next[0]?.command).toBe('bramble fix cordon-left-behind')
  })

  test('is named by its id where there are several of one cause', () => {
    const { diagnosis, index } = look((cluster) => {
      cordoned(cluster)
      cordoned(cluster, 1)
    })
    expect(() => cureOf('cordon-left-behind', { diagnosis, index })).toThrow('a plan of its own')
    expect(cureOf('cordon-left-behind@node/pi02', { diagnosis, index })).toMatchObject({
      goal: { target: 'pi02' },
    })
    expect(diagnosis.next[0]?.command).toMatch(/^bramble fix cordon-left-behind@node\/pi0[23]$/)
  })

  test('too many replicas: all volumes at once, and new ones too, with one node to spare', () => {
    const { diagnosis, index } = look(tooMany)
    expect(cureOf('longhorn-replica-count-exceeds-nodes', { diagnosis, index })).toMatchObject({
      goal: { name: 'replicas', target: '2', options: { volume: 'data,other', new: true } },
    })
  })

  test('too many replicas on two nodes: two', () => {
    const { diagnosis, index } = look((cluster) => {
      tooMany(cluster)
      cluster.longhornNodes.pop()
    })
    expect(
      cureOf('longhorn-replica-count-exceeds-nodes@volume/data', { diagnosis, index }),
    ).toMatchObject({ goal: { target: '2', options: { volume: 'data' } } })
  })
})

const finding = (cause: string, more: Partial<Finding> = {}): Finding => ({
  id: `${cause}@node/pi01`,
  cause,
  kind: 'cause',
  title: 'It is so',
  subject: 'node/pi01',
  severity: 'critical',
  confidence: 'confirmed',
  evidence: [],
  explains: [],
  against: [],
  remedy: patterns.find(({ id }) => id === cause)?.remedy ?? '',
  meaning: 'It means this.',
  diagnosis: 'Look at pi01.',
  mitigation: 'Run `ssh pi01 true`.',
  ...more,
})

const found = (...findings: Finding[]): Diagnosis => ({
  ...look(() => {}).diagnosis,
  findings,
})

test('a finding that a person cures shows its page with the names filled in', () => {
  const { index } = look(() => {})
  const chosen = cureOf('slow-datastore-disk', {
    diagnosis: found(finding('slow-datastore-disk')),
    index,
  })
  if (chosen.kind !== 'runbook') throw new Error('no runbook')
  expect(chosen.runbook.does).toBe('Move the datastore to an SSD or NVMe drive.')
  expect(chosen.runbook.page).toContain('Run `ssh pi01 true`.')
  expect(chosen.runbook.page).not.toMatch(/\{\w+\}/)
})

test('so does a symptom, with the command that tells its causes apart', () => {
  const { index } = look(() => {})
  const silent = finding('node-silent', { kind: 'symptom', decides: 'bramble autopsy pi01' })
  const chosen = cureOf('node-silent', { diagnosis: found(silent), index })
  if (chosen.kind !== 'runbook') throw new Error('no runbook')
  expect(chosen.runbook.page).toContain('What tells its causes apart: `bramble autopsy pi01`')
})

describe('what is not seen', () => {
  const at = '2026-02-20T00:00:00Z'
  const over = finding('slow-datastore-disk', { clearedAt: at, lastSeenAt: at })
  const remembered: LiveFinding = {
    id: 'cordon-left-behind@node/pi03',
    cause: 'cordon-left-behind',
    subject: 'node/pi03',
    title: 'It is so',
    severity: 'warning',
    confidence: 'confirmed',
    firstSeenAt: at,
    lastSeenAt: at,
    missedLooks: 0,
    returns: 0,
  }
  const { index } = look(() => {})
  const ask = (name: string, before: readonly LiveFinding[] = []) => {
    const chosen = cureOf(name, { diagnosis: found(over), index, before })
    return chosen.kind === 'not-seen' ? chosen.notSeen : chosen.kind
  }
  const last = { subject: 'node/pi03', lastSeenAt: at }

  test.each(['cordon-left-behind', 'cordon-left-behind@node/pi03'])(
    'but was by a look before is told with its last time, and is no error: %s',
    (name) => {
      expect(ask(name, [remembered])).toMatchObject({ named: name, seen: [last] })
    },
  )

  test('any more, as only older lines tell it, is told with the time of the last', () => {
    const seen = [{ subject: 'node/pi01', lastSeenAt: at }]
    expect(ask('slow-datastore-disk')).toMatchObject({ seen })
  })

  test.each(['cordon-left-behind', 'cordon-left-behind@node/pi01'])(
    'and never was is none either: %s',
    (name) => expect(ask(name)).toMatchObject({ seen: [] }),
  )

  test.each(['nonsense', 'constructor', 'cordon-left-behind@node/pi99', '@node/pi01', ''])(
    'and cannot be is a mistake of who typed it: %s',
    (name) => expect(() => ask(name, [remembered])).toThrow('Nothing is called'),
  )
})

test('where nobody knows how many nodes there are, no count is made up', () => {
  const hide = ((piece: { kind: string }) =>
    piece.kind === 'longhorn-nodes'
      ? unseen(piece as never, 'silent', 'no answer')
      : piece) as never
  const { index } = look(() => {}, hide)
  const cause = 'longhorn-replica-count-exceeds-nodes'
  expect(() => cureOf(cause, { diagnosis: found(finding(cause)), index })).toThrow(
    'No plan without longhorn-nodes',
  )
})

test('no page of a finding shows a brace, whatever it leaves open', () => {
  const { index } = look(() => {})
  const byHand = patterns.filter(({ remedy }) => remedies[remedy]?.kind !== 'goal')
  expect(byHand.length).toBeGreaterThan(50)
  for (const { id } of byHand) {
    const chosen = cureOf(id, { diagnosis: found(finding(id)), index })
    if (chosen.kind !== 'runbook') throw new Error(id)
    expect(chosen.runbook.page.match(/\{[a-z]+\}/gi), id).toBeNull()
  }
})

describe('every remedy', () => {
  test('is a goal that exists and can be made from a finding, or a runbook with words', () => {
    for (const [id, remedy] of Object.entries(remedies)) {
      expect(remedy.does, id).toMatch(/^[A-Z].{10,}\.$/)
      if (remedy.kind !== 'goal') continue
      expect(goals, id).toContain(remedy.goal)
      const cured = patterns.filter((pattern) => pattern.remedy === id)
      expect(cured.length, `${id} cures nothing`).toBeGreaterThan(0)
      for (const pattern of cured) {
        const { index } = look(tooMany)
        const chosen = cureOf(pattern.id, { diagnosis: found(finding(pattern.id)), index })
        expect(chosen, pattern.id).toMatchObject({ kind: 'goal', goal: { name: remedy.goal } })
      }
    }
  })

  test('that a person carries out has the four words of its pages', () => {
    for (const { id, docs, remedy } of patterns)
      if (remedies[remedy]?.kind === 'runbook')
        expect(Math.min(docs.mitigation.length, docs.diagnosis.length), id).toBeGreaterThan(20)
  })
})

test('what an experimental pattern found starts no plan', () => {
  expect(goalThatCures({ remedy: 'uncordon', stage: 'experimental' })).toBeUndefined()
  expect(goalThatCures({ remedy: 'uncordon', stage: 'stable' })).toBe('uncordon')
  expect(goalThatCures({ remedy: 'constructor', stage: 'stable' })).toBeUndefined()
})
