import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectBackups } from '#src/collect/files/backups.ts'
import { collectOpenedBackups } from '#src/collect/files/opened-backups.ts'
import { openDatabase } from '#src/journal/database.ts'
import { type BackupManifest, labelPath, serverTokenPath } from '#src/model/backup.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { apiHealth } from '#src/model/facts/kubernetes.ts'
import { datastore, nodePreparation } from '#src/model/facts/node.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { writeBackup } from '#src/transport/backup/backup-file.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { insideBackup } from '../inside-backup.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse alone. pi01 is the server; nothing of Longhorn is there. */
const names = ['pi02', 'pi01', 'pi03']
const authority = 'a'.repeat(64)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-restore-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const backup = 'home-20260301T110000Z.age'

const identity = await generateX25519Identity()
const recipient = await identityToRecipient(identity)
const otherIdentity = await generateX25519Identity()
/** As etcd writes it: its own sum at its end. */
const pages = Buffer.alloc(1024, 7)
const snapshot = Buffer.concat([pages, createHash('sha256').update(pages).digest()])
const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const partsOf = (parts: Record<string, Buffer>) =>
  Object.entries(parts).map(([name, bytes]) => ({
    name,
    sizeBytes: bytes.length,
    sha256: sumOf(bytes),
  }))

/** As kine keeps it, with what K3s starts with under the hash of its token. */
function database(): Record<string, Buffer> {
  const path = join(folder, 'kine.db')
  const hash = createHash('sha256').update('secret').digest('hex').slice(0, 12)
  const live = openDatabase({
    path,
    migrations: ['CREATE TABLE kine (id INTEGER PRIMARY KEY, name TEXT, deleted INTEGER)'],
  })
  live.run('INSERT INTO kine (name, deleted) VALUES (?, 0)', `/bootstrap/${hash}`)
  const parts = { 'state.db': readFileSync(path), 'state.db-wal': readFileSync(`${path}-wal`) }
  live.close()
  return parts
}

async function save(
  change: Partial<BackupManifest> = {},
  {
    name = backup,
    parts = { snapshot } as Record<string, Buffer>,
    token = 'K10ab::server:secret',
    beside = {} as Partial<BackupManifest>,
  } = {},
): Promise<void> {
  const path = join(folder, name)
  writeFileSync(join(folder, 'key.txt'), `${identity}\n`)
  writeFileSync(join(folder, 'other-key.txt'), `${otherIdentity}\n`)
  const manifest: BackupManifest = {
    schema: 'bramble/backup/1',
    cluster: 'home',
    takenAt: '2026-03-01T11:00:00.000Z',
    datastore: 'etcd',
    node: 'pi01',
    k3sVersion: 'v1.36.3+k3s1',
    authority,
    longhornVolumes: 0,
    parts: partsOf(parts),
    files: [serverTokenPath],
    ...change,
  }
  const files = new Map([[serverTokenPath, Buffer.from(`${token}\n`)]])
  const written = await writeBackup(path, [recipient], {
    manifest,
    files,
    async *bytesOf(part) {
      yield parts[part] ?? Buffer.alloc(0)
    },
  })
  const label = { manifest: { ...manifest, ...beside }, ...written, recipients: [recipient] }
  writeFileSync(labelPath(path), JSON.stringify(label))
}

interface Wanted {
  readonly target?: string
  /** A file in the folder; empty where none is named. */
  readonly key?: string
  readonly api?: 'closed' | 'away'
  readonly version?: string | undefined
  readonly silent?: string
  readonly root?: boolean
  readonly volumes?: boolean
  readonly foreign?: boolean
  /** The datastore that the server says it has. */
  readonly kind?: 'sqlite' | 'etcd' | 'external' | undefined
  /** The one that bramble.yaml names. */
  readonly wanted?: 'sqlite' | 'etcd'
  readonly servers?: readonly string[]
  readonly accept?: Acceptance[]
}

/** What a look brings of an API that forbids all, and of one where nothing listens. */
function withoutApi(piece: Evidence, api: 'closed' | 'away'): Evidence {
  if (piece.node !== undefined) return piece
  const isClosed = api === 'closed'
  if (piece.kind === apiHealth.kind) {
    const errorCode = isClosed ? 'HTTP_403' : 'ECONNREFUSED'
    const address = '10.0.0.1:6443'
    const health = { address, ready: false, milliseconds: 1, failedChecks: [], errorCode }
    return { ...piece, records: [health] }
  }
  return { ...piece, records: [], outcome: isClosed ? 'no-permission' : 'refused', reason: 'no' }
}

function observed({ volumes, silent, api, root = true, ...wanted }: Wanted) {
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
    ...(api === undefined
      ? observation.evidence
      : observation.evidence.map((piece) => withoutApi(piece, api))),
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
    ...(wanted.kind === undefined
      ? []
      : [
          {
            ...unitEvidence('pi01'),
            id: 'd-pi01',
            kind: datastore.kind,
            records: [{ kind: wanted.kind }],
          },
        ]),
  ]
  return { ...observation, evidence }
}

async function restore(wanted: Wanted = {}) {
  const { target = backup, key = 'key.txt', accept = [], servers = ['pi01'] } = wanted
  const keyFile = join(folder, key)
  const seen = observed(wanted)
  const opening = { backup: target, identity: keyFile }
  const evidence = [
    ...seen.evidence,
    await collectBackups(folder, takenAt),
    await collectOpenedBackups(folder, [opening], { takenAt, inside: insideBackup }),
  ]
  const nodes = names.map((name) => [
    name,
    { address: `10.0.0.${name.at(-1)}`, role: servers.includes(name) ? 'server' : 'agent' },
  ])
  const configuration = Configuration.parse({
    cluster: 'home',
    nodes: Object.fromEntries(nodes),
    backup: { recipients: [recipient], folder },
    ...(wanted.wanted && { k3s: { datastore: wanted.wanted } }),
  })
  const around = { configuration, ownNode: undefined }
  const goal = { name: 'restore', target, options: key === '' ? {} : { identity: keyFile } }
  const site = { cluster: 'home', clock: fixedClock(takenAt), around }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept }, site)
}

const refusalsOf = async (wanted?: Wanted) =>
  (await restore(wanted)).refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)

test('all ends, then the server gets the backup, then the others join; asked twice', async () => {
  await save()
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
  await save()
  const membersOf = async (foreign: boolean) =>
    (await restore({ foreign })).plan.steps[1]?.input['members']
  expect(await membersOf(true)).toMatchObject([{ isForeign: true }, {}, { isForeign: true }])
  expect(await membersOf(false)).toMatchObject([{ node: 'pi01', isForeign: false }, {}, {}])
})

test('refused for a backup that is not whole, has no token, or knows volumes', async () => {
  const gate = `data backup-can-be-restored backup/${backup}`
  await save()
  // Other bytes under the same name: the key opens them, and they are not what was written.
  const label = readFileSync(labelPath(join(folder, backup)))
  await save()
  writeFileSync(labelPath(join(folder, backup)), label)
  expect(await refusalsOf()).toEqual([gate])
  for (const change of [{ files: [] }, { longhornVolumes: 2 }]) {
    await save(change)
    expect(await refusalsOf(), JSON.stringify(change)).toEqual([gate])
    const accept = [{ subject: `backup/${backup}`, reason: 'I want it' }]
    await expect(refusalsOf({ accept })).resolves.toEqual([gate])
  }
})

test('a backup of SQLite goes to a server that has SQLite, or that has lost its datastore', async () => {
  const sqlite = database()
  await save({ datastore: 'sqlite', parts: partsOf(sqlite) }, { parts: sqlite })
  for (const kind of ['sqlite', undefined] as const) {
    const { plan, refusals } = await restore({ kind })
    expect(refusals, kind).toEqual([])
    expect(plan.steps[1]?.input['datastore']).toBe('sqlite')
    expect(plan.steps[1]?.preview.join('\n')).toContain('before-restore-TIME')
  }
  for (const kind of ['etcd', 'external'] as const)
    await expect(restore({ kind }), kind).rejects.toMatchObject({ code: 'restore-datastore' })
  await expect(restore({ wanted: 'etcd' })).rejects.toMatchObject({ code: 'restore-datastore' })
  await expect(restore({ servers: ['pi01', 'pi02'] })).rejects.toMatchObject({
    code: 'restore-servers',
  })
  // Sound in itself, but of another token: K3s would begin a cluster of its own.
  await save(
    { datastore: 'sqlite', parts: partsOf(sqlite) },
    { parts: sqlite, token: 'K10ab::server:other' },
  )
  expect(await refusalsOf({ kind: 'sqlite' })).toEqual([
    `data backup-opens-with-key backup/${backup}`,
  ])
  await save()
  await expect(restore({ kind: 'sqlite' })).rejects.toMatchObject({ code: 'restore-datastore' })
  // What the server has counts, and not what bramble.yaml says of it.
  expect((await restore({ kind: 'etcd', wanted: 'sqlite' })).refusals).toEqual([])
})

test('refused for a key that does not open it, for none, and for what is not what it says', async () => {
  const gate = `data backup-opens-with-key backup/${backup}`
  await save()
  for (const key of ['other-key.txt', 'no-key.txt', `../${'x'.repeat(20)}`])
    expect(await refusalsOf({ key }), key).toEqual([gate])
  const accept = [{ subject: `backup/${backup}`, reason: 'I want it' }]
  expect(await refusalsOf({ key: 'other-key.txt', accept })).toEqual([gate])
  // Every byte is as it was written, but the snapshot that was packed was torn.
  await save({}, { parts: { snapshot: snapshot.subarray(0, 800) } })
  expect(await refusalsOf()).toEqual([gate])
  await save({}, { beside: { node: 'pi09' } })
  expect(await refusalsOf()).toEqual([gate])
  await save()
  expect(await refusalsOf()).toEqual([])
})

test('an API that lets nobody in is one: its volumes are not known', async () => {
  await save()
  const hasApi = async (api?: Wanted['api']) => {
    const { plan, refusals } = await restore(api === undefined ? {} : { api })
    return [
      plan.steps[0]?.input['hasApi'],
      ...refusals.map(({ gate, subject }) => `${gate} ${subject}`),
    ]
  }
  expect(await hasApi()).toEqual([true])
  expect(await hasApi('closed')).toEqual([true, 'no-longhorn-volumes cluster'])
  expect(await hasApi('away')).toEqual([false])
})

test('refused for an older or much newer K3s, and where none is known', async () => {
  const gate = `data backup-can-be-restored backup/${backup}`
  await save()
  for (const version of ['v1.35.9+k3s1', 'v1.38.0+k3s1', undefined])
    expect(await refusalsOf({ version }), version).toEqual([gate])
  for (const version of ['v1.36.0+k3s1', 'v1.37.1+k3s1'])
    expect(await refusalsOf({ version }), version).toEqual([])
})

test('refused where a node does not answer, or not as root', async () => {
  await save()
  expect(await refusalsOf({ silent: 'pi03' })).toEqual(['data all-nodes-answer node/pi03'])
  expect(await refusalsOf({ root: false })).toEqual(
    ['pi01', 'pi02', 'pi03'].map((name) => `data all-nodes-answer node/${name}`),
  )
})

test('refused where the cluster that ends has Longhorn volumes', async () => {
  await save()
  const refusals = await refusalsOf({ volumes: true })
  expect(refusals.length).toBeGreaterThan(0)
  for (const refusal of refusals) expect(refusal).toMatch(/^data no-longhorn-volumes volume\//)
})

test('no key, no such backup, and another cluster’s are said before anything else', async () => {
  await save()
  await expect(restore({ key: '' })).rejects.toMatchObject({ code: 'restore-identity' })
  await expect(restore({ target: 'home-1.age' })).rejects.toMatchObject({ code: 'restore-unknown' })
  await save({ cluster: 'other' }, { name: 'other-20260301T110000Z.age' })
  await expect(restore({ target: 'other-20260301T110000Z.age' })).rejects.toMatchObject({
    code: 'restore-other',
  })
})
