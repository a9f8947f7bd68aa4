import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectBackups } from '#src/collect/files/backups.ts'
import { type BackupManifest, labelPath, serverTokenPath } from '#src/model/backup.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import { nodePreparation } from '#src/model/facts/node.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse alone. pi01 is the server; nothing of Longhorn is there. */
const names = ['pi02', 'pi01', 'pi03']
const recipient = await identityToRecipient(await generateX25519Identity())
const authority = 'a'.repeat(64)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-restore-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const backup = 'home-20260301T110000Z.age'

function save(change: Partial<BackupManifest> = {}, name = backup): void {
  const path = join(folder, name)
  const bytes = `age-encryption.org/v1\n${name}`
  writeFileSync(path, bytes)
  const manifest: BackupManifest = {
    schema: 'bramble/backup/1',
    cluster: 'home',
    takenAt: '2026-03-01T11:00:00.000Z',
    datastore: 'etcd',
    node: 'pi01',
    k3sVersion: 'v1.36.3+k3s1',
    authority,
    longhornVolumes: 0,
    parts: [{ name: 'snapshot', sizeBytes: 1, sha256: 'b'.repeat(64) }],
    files: [serverTokenPath],
    ...change,
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(
    labelPath(path),
    JSON.stringify({ manifest, sizeBytes: bytes.length, sha256, recipients: [recipient] }),
  )
}

interface Wanted {
  readonly target?: string
  readonly identity?: string
  readonly version?: string | undefined
  readonly silent?: string
  readonly root?: boolean
  readonly volumes?: boolean
  readonly foreign?: boolean
  readonly accept?: Acceptance[]
}

function observed({ volumes, silent, root = true, ...wanted }: Wanted) {
  const cluster = healthyCluster()
  if (!volumes) cluster.longhornVolumes = []
  const observation = observationOf(cluster)
  const version = 'version' in wanted ? wanted.version : 'v1.36.3+k3s1'
  const preparation = {
    root,
    files: [],
    programs: [],
    modules: [],
    clusterAuthority: wanted.foreign ? 'c'.repeat(64) : authority,
    ...(version !== undefined && { k3sVersion: version }),
  }
  const evidence = [
    ...observation.evidence,
    ...names.map((name) =>
      unitEvidence(name, { name: name === 'pi01' ? 'k3s.service' : 'k3s-agent.service' }),
    ),
    ...names
      .filter((name) => name !== silent)
      .map((name) => ({
        ...unitEvidence(name),
        id: `p-${name}`,
        kind: nodePreparation.kind,
        records: [preparation],
      })),
  ]
  return { ...observation, evidence }
}

async function restore(wanted: Wanted = {}) {
  const { target = backup, identity = '/key.txt', accept = [] } = wanted
  const seen = observed(wanted)
  const evidence = [...seen.evidence, await collectBackups(folder, takenAt)]
  const nodes = names.map((name) => [
    name,
    { address: `10.0.0.${name.at(-1)}`, role: name === 'pi01' ? 'server' : 'agent' },
  ])
  const configuration = Configuration.parse({
    cluster: 'home',
    nodes: Object.fromEntries(nodes),
    backup: { recipients: [recipient], folder },
  })
  const around = { configuration, ownNode: undefined }
  const goal = { name: 'restore', target, options: identity === '' ? {} : { identity } }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept }, site)
}

const refusalsOf = async (wanted?: Wanted) =>
  (await restore(wanted)).refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)

test('all ends, then the server gets the backup, then the others join; asked twice', async () => {
  save()
  const { plan, refusals } = await restore()
  expect(refusals).toEqual([])
  expect(plan.steps.map(({ step, risk, undo }) => `${step} ${risk} ${undo}`)).toEqual([
    'end-cluster disruptive possible',
    'restore-datastore destructive impossible',
    'rejoin-restored destructive impossible',
  ])
  const [end] = plan.steps
  // Agents end first, and the server last.
  expect(end?.preview.filter((line) => line.includes('disable')).at(-1)).toContain('on pi01')
  expect(plan.steps[2]?.preview).toHaveLength(2)
  expect(JSON.stringify(plan)).not.toContain('AGE-SECRET')
})

test('nodes of another cluster are known as such: their passwords do not fit', async () => {
  save()
  const membersOf = async (foreign: boolean) =>
    (await restore({ foreign })).plan.steps[1]?.input['members']
  expect(await membersOf(true)).toMatchObject([{ isForeign: true }, {}, { isForeign: true }])
  expect(await membersOf(false)).toMatchObject([{ node: 'pi01', isForeign: false }, {}, {}])
})

test('refused for a backup that is not whole, has no token, or knows volumes', async () => {
  const gate = `data backup-can-be-restored backup/${backup}`
  save()
  writeFileSync(join(folder, backup), 'age-encryption.org/v1\nother')
  expect(await refusalsOf()).toEqual([gate])
  for (const change of [{ files: [] }, { longhornVolumes: 2 }]) {
    save(change)
    expect(await refusalsOf(), JSON.stringify(change)).toEqual([gate])
    const accept = [{ subject: `backup/${backup}`, reason: 'I want it' }]
    await expect(refusalsOf({ accept })).resolves.toEqual([gate])
  }
})

test('refused for an older or much newer K3s, and where none is known', async () => {
  const gate = `data backup-can-be-restored backup/${backup}`
  save()
  for (const version of ['v1.35.9+k3s1', 'v1.38.0+k3s1', undefined])
    expect(await refusalsOf({ version }), version).toEqual([gate])
  for (const version of ['v1.36.0+k3s1', 'v1.37.1+k3s1'])
    expect(await refusalsOf({ version }), version).toEqual([])
})

test('refused where a node does not answer, or not as root', async () => {
  save()
  expect(await refusalsOf({ silent: 'pi03' })).toEqual(['data all-nodes-answer node/pi03'])
  expect(await refusalsOf({ root: false })).toEqual(
    ['pi01', 'pi02', 'pi03'].map((name) => `data all-nodes-answer node/${name}`),
  )
})

test('refused where the cluster that ends has Longhorn volumes', async () => {
  save()
  const refusals = await refusalsOf({ volumes: true })
  expect(refusals.length).toBeGreaterThan(0)
  for (const refusal of refusals) expect(refusal).toMatch(/^data no-longhorn-volumes volume\//)
})

test('no key, no such backup, and another cluster’s are said before anything else', async () => {
  save()
  await expect(restore({ identity: '' })).rejects.toMatchObject({ code: 'restore-identity' })
  await expect(restore({ target: 'home-1.age' })).rejects.toMatchObject({ code: 'restore-unknown' })
  save({ cluster: 'other' }, 'other-20260301T110000Z.age')
  await expect(restore({ target: 'other-20260301T110000Z.age' })).rejects.toMatchObject({
    code: 'restore-other',
  })
})
