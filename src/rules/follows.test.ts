import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { nodes, persistentVolumes, pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { longhornReplicas, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { diagnose } from './diagnose.ts'
import { patterns } from './patterns/index.ts'

/** What is told under a silent node, and what beside it: pi02 is gone, and nobody knows why. */

const node = (name: string, status: 'True' | 'Unknown') => ({
  name,
  conditions: [{ type: 'Ready', status, lastHeartbeatAt: '2026-03-01T11:00:00.000Z' }],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [],
})
const members = facts(nodes, [node('pi01', 'True'), node('pi02', 'Unknown'), node('pi03', 'True')])
const created = '2026-03-01T10:00:00.000Z'

/** Causes of all findings, and the causes of those that the silent node explains. */
function told(...evidence: Evidence[]) {
  const queries = patterns.flatMap((pattern) => pattern.queries)
  const seen = [members, ...evidence]
  const index = indexEvidence(seen, queries, Date.parse(takenAt))
  const { cause, findings, next } = diagnose({ patterns, checks: [] }, index, {
    schema: 'bramble/observation/1',
    cluster: 'x',
    takenAt,
    evidence: seen,
    coverage: [{ door: 'api', target: 'x', outcome: 'answered', missing: [] }],
  })
  const [first] = findings
  expect([first?.id, cause, next[0]?.command]).toEqual([
    'node-silent@node/pi02',
    'unknown',
    'bramble autopsy pi02',
  ])
  const under = findings.filter(({ id }) => first?.explains.includes(id))
  return { all: findings.slice(1).map((one) => one.cause), under: under.map((one) => one.cause) }
}

/** A degraded volume whose failed replicas are on these nodes. */
const degraded = (...lost: string[]) => [
  facts(longhornVolumes, [{ name: 'pvc-1', robustness: 'degraded', conditions: [] }]),
  facts(longhornReplicas, [
    { name: 'r-0', volume: 'pvc-1', nodeName: 'pi03', healthyAt: created },
    // Longhorn has asked for another one; it has no node yet.
    { name: 'r-9', volume: 'pvc-1' },
    ...lost.map((nodeName, place) => ({
      name: `r-${place + 1}`,
      volume: 'pvc-1',
      nodeName,
      failedAt: '2026-03-01T11:00:05.000Z',
    })),
  ]),
]

test('a volume whose lost replica is on the silent node is told under it', () => {
  expect(told(...degraded('pi02'))).toEqual({
    all: ['volume-degraded'],
    under: ['volume-degraded'],
  })
})

test('a volume that lost a replica elsewhere too, or none that is known, is told beside it', () => {
  for (const lost of [['pi01'], ['pi02', 'pi01'], []])
    expect(told(...degraded(...lost))).toEqual({ all: ['volume-degraded'], under: [] })
})

const pod = (name: string, nodeName: string, more: object = {}) => ({
  namespace: 'default',
  name,
  nodeName,
  phase: 'Running',
  createdAt: created,
  ready: false,
  containers: [],
  ...more,
})

test('pods are told under it where all that are not well are on it', () => {
  const well = pod('well', 'pi03', { ready: true })
  expect(told(facts(pods, [well, pod('a', 'pi02'), pod('b', 'pi02')])).under).toEqual([
    'pods-not-well',
  ])
  const both = told(facts(pods, [well, pod('a', 'pi02'), pod('b', 'pi01')]))
  expect(both).toEqual({ all: ['pods-not-well'], under: [] })
})

/** A pod on pi03 waits for a volume that this node holds. */
const held = (holder: string) => [
  facts(pods, [pod('web', 'pi03', { phase: 'Pending', claims: ['content'] })]),
  facts(persistentVolumes, [{ name: 'pvc-1', claimName: 'content', claimNamespace: 'default' }]),
  facts(volumeAttachments, [
    {
      name: 'a',
      attacher: 'driver.longhorn.io',
      volumeName: 'pvc-1',
      nodeName: holder,
      attached: true,
    },
  ]),
]

test('a volume that only the silent node holds is told under it, and is no cause by itself', () => {
  expect(told(...held('pi02')).under).toContain('volume-attached-elsewhere')
  const beside = told(...held('pi01'))
  expect(beside.all).toContain('volume-attached-elsewhere')
  expect(beside.under).toEqual([])
})
