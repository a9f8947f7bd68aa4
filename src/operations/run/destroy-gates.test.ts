import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectBackups } from '#src/collect/files/backups.ts'
import { labelPath } from '#src/model/backup.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import { nodePreparation, storedPieces } from '#src/model/facts/node.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse alone. pi01 is the server, pi03 was never installed. */
const names = ['pi01', 'pi02', 'pi03']
const authority = 'a'.repeat(64)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-destroy-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function save(hoursAgo: number, of = authority): string {
  const at = new Date(Date.parse(takenAt) - hoursAgo * 3_600_000).toISOString()
  const path = join(folder, 'home-20260301T000000Z.age')
  const bytes = 'age-encryption.org/v1\n'
  writeFileSync(path, bytes)
  const manifest = {
    schema: 'bramble/backup/1',
    cluster: 'home',
    takenAt: at,
    datastore: 'etcd',
    node: 'pi01',
    k3sVersion: 'v1.36.3+k3s1',
    authority: of,
    parts: [{ name: 'snapshot', sizeBytes: 1, sha256: 'b'.repeat(64) }],
    files: [],
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(
    labelPath(path),
    JSON.stringify({ manifest, sizeBytes: bytes.length, sha256, recipients: ['age1x'] }),
  )
  return path
}

const volume = '/var/lib/rancher/k3s/storage/pvc-1_default_data'
const replica = '/var/lib/longhorn/replicas/pvc-2-abc'

interface Wanted {
  readonly target?: string
  readonly accept?: Acceptance[]
  readonly root?: boolean
  readonly silent?: string
  readonly nameless?: string
  readonly pieces?: readonly object[]
  readonly ownNode?: string
}

async function destroy({ target = 'home', accept = [], root = true, ...wanted }: Wanted = {}) {
  const observation = observationOf(healthyCluster())
  const own = (name: string, kind: string, records: readonly object[]) => ({
    ...unitEvidence(name),
    id: `${kind}-${name}`,
    kind,
    records: [...records],
  })
  const pieces = wanted.pieces ?? [
    { path: volume, sizeBytes: 4096 },
    { path: '/var/lib/rancher/k3s/agent/containerd', sizeBytes: 1024 },
    { path: replica, sizeBytes: 8192 },
  ]
  const prepared = (name: string) => ({
    root,
    files: [],
    programs: [],
    modules: [],
    ...(name !== wanted.nameless && { machineId: name.at(-1)?.repeat(32) }),
    ...(name !== 'pi03' && { clusterAuthority: authority }),
  })
  const evidence = [
    ...observation.evidence,
    ...names
      .filter((name) => name !== wanted.silent)
      .map((name) => own(name, nodePreparation.kind, [prepared(name)])),
    ...names.map((name) => own(name, storedPieces.kind, name === 'pi02' ? pieces : [])),
    await collectBackups(folder, takenAt),
  ]
  const nodes = names.map((name) => [
    name,
    { address: `10.0.0.${name.at(-1)}`, role: name === 'pi01' ? 'server' : 'agent' },
  ])
  const configuration = Configuration.parse({ cluster: 'home', nodes: Object.fromEntries(nodes) })
  const around = { configuration, ownNode: wanted.ownNode }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around }
  const goal = { name: 'destroy', target, options: {} }
  return planOn(lookAt({ ...observation, evidence }), { goal, accept }, site)
}

const refusalsOf = async (wanted?: Wanted) =>
  (await destroy(wanted)).refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)

test('agents first, bare boards not at all; every byte that goes is listed, and what stays', async () => {
  save(1)
  const { plan, refusals } = await destroy()
  expect(refusals).toEqual([])
  const [step] = plan.steps
  expect(plan.steps).toHaveLength(1)
  expect(step).toMatchObject({ risk: 'destructive', undo: 'impossible' })
  expect(step?.input['boards']).toEqual([
    { node: 'pi02', machineId: '2'.repeat(32), localVolumes: [volume] },
    { node: 'pi01', machineId: '1'.repeat(32), localVolumes: [] },
  ])
  expect(step?.preview).toContain(`lost on pi02: ${volume}, 4096 bytes`)
  expect(step?.preview.at(-1)).toBe('lost in all: 5120 bytes')
  expect(JSON.stringify(step?.preview)).not.toContain('longhorn')
  expect(plan.leaves).toMatchObject([{ kind: 'by-hand', what: `${replica} on pi02` }])
  expect((await destroy({ ownNode: 'pi02' })).plan.steps[0]?.input['boards']).toMatchObject([
    { node: 'pi01' },
    { node: 'pi02' },
  ])
})

test('another list is another plan: what was approved is what goes', async () => {
  save(1)
  const grown = [{ path: volume, sizeBytes: 8192 }]
  expect((await destroy()).digest).not.toBe((await destroy({ pieces: grown })).digest)
})

test('refused without a backup, with an old one and with another cluster’s, unless accepted', async () => {
  const gate = ['availability backup-is-fresh backup/home']
  expect(await refusalsOf()).toEqual(gate)
  save(25)
  expect(await refusalsOf()).toEqual(gate)
  save(1, 'c'.repeat(64))
  expect(await refusalsOf()).toEqual(gate)
  const accept = [{ subject: 'backup/home', reason: 'only a trial' }]
  expect(await refusalsOf({ accept })).toEqual([])
  writeFileSync(save(1), 'torn')
  expect(await refusalsOf()).toEqual(gate)
})

test('refused where a node does not answer as root, whatever is accepted', async () => {
  save(1)
  expect(await refusalsOf({ silent: 'pi03' })).toEqual(['data all-nodes-answer node/pi03'])
  expect(await refusalsOf({ root: false })).toHaveLength(2)
})

test('refused where a board does not say its machine id, before one of the others is uninstalled', async () => {
  save(1)
  const accept = [{ subject: 'node/pi02', reason: 'it is the right one' }]
  expect(await refusalsOf({ nameless: 'pi02', accept })).toEqual([
    'data boards-have-machine-ids node/pi02',
  ])
  // One that K3s was never on is not touched.
  expect(await refusalsOf({ nameless: 'pi03' })).toEqual([])
})

test('the name of the cluster has to be typed', async () => {
  await expect(destroy({ target: 'hom' })).rejects.toMatchObject({ code: 'destroy-name' })
  await expect(destroy({ target: '' })).rejects.toMatchObject({ code: 'destroy-name' })
})
