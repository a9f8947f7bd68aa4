import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#src/journal/database.ts'
import { type BackupManifest, labelPath, serverTokenPath } from '#src/model/backup.ts'
import { writeBackup } from '#src/transport/backup/backup-file.ts'
import { checkBackup, listBackups } from './backups.ts'

/** Real files: an etcd snapshot's form, and a real SQLite database with its log. */
const home = mkdtempSync(join(tmpdir(), 'bramble-backups-'))
const folder = join(home, 'backups')
const key = join(home, 'key.txt')
const place = { config: join(home, 'bramble.yaml'), env: {}, cwd: home }
let recipient = ''
afterAll(() => rmSync(home, { recursive: true, force: true }))

beforeAll(async () => {
  mkdirSync(folder)
  const identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
  writeFileSync(key, `${identity}\n`)
  writeFileSync(
    place.config,
    `cluster: home\nbackup: { recipients: [${recipient}], folder: backups }\n`,
  )
})

const sumOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

const password = 'a:secret'

async function save(
  day: number,
  datastore: 'etcd' | 'sqlite',
  parts: Record<string, Buffer>,
  token = `K10${'f'.repeat(64)}::server:${password}`,
) {
  const name = `home-2026030${day}T120000Z.age`
  const manifest: BackupManifest = {
    schema: 'bramble/backup/1',
    cluster: 'home',
    takenAt: `2026-03-0${day}T12:00:00.000Z`,
    datastore,
    node: 'pi01',
    k3sVersion: 'v1.36.3+k3s1',
    authority: 'a'.repeat(64),
    parts: Object.entries(parts).map(([part, bytes]) => ({
      name: part,
      sizeBytes: bytes.length,
      sha256: sumOf(bytes),
    })),
    files: [serverTokenPath],
  }
  const path = join(folder, name)
  const written = await writeBackup(path, [recipient], {
    manifest,
    files: new Map([[serverTokenPath, Buffer.from(`${token}\n`)]]),
    async *bytesOf(part) {
      yield parts[part] ?? Buffer.alloc(0)
    },
  })
  writeFileSync(labelPath(path), JSON.stringify({ manifest, ...written, recipients: [recipient] }))
  return name
}

function snapshot(): Buffer {
  const pages = randomBytes(4096)
  return Buffer.concat([pages, createHash('sha256').update(pages).digest()])
}

test('a snapshot whose own sum fits is whole; one that was cut before it was packed is not', async () => {
  const whole = await save(1, 'etcd', { snapshot: snapshot() })
  expect(await checkBackup(whole, key, place)).toMatchObject({ name: whole })
  expect((await checkBackup(whole, key, place)).problem).toBeUndefined()
  const openedOf = async (name: string) =>
    (await listBackups(place)).backups.find((one) => one.name === name)?.openedAt
  expect(await openedOf(whole)).toBeDefined()
  const cut = await save(2, 'etcd', { snapshot: snapshot().subarray(0, 4000) })
  expect((await checkBackup(cut, key, place)).problem).toContain('own sum')
  expect(await openedOf(cut)).toBeUndefined()
})

const kineTable =
  'CREATE TABLE kine (id INTEGER PRIMARY KEY, name TEXT, deleted INTEGER, value BLOB)'

test('a database is opened with its log, and one that is torn is not sound', async () => {
  const path = join(home, 'live.db')
  const live = openDatabase({ path, migrations: [kineTable] })
  const hash = createHash('sha256').update(password).digest('hex').slice(0, 12)
  for (let row = 0; row < 300; row += 1)
    live.run(
      'INSERT INTO kine (name, deleted, value) VALUES (?, 0, ?)',
      `/r/${row}`,
      'x'.repeat(500),
    )
  live.run('INSERT INTO kine (name, deleted) VALUES (?, 0)', `/bootstrap/${hash}`)
  const parts = { 'state.db': readFileSync(path), 'state.db-wal': readFileSync(`${path}-wal`) }
  live.run('INSERT INTO kine (name, deleted) VALUES (?, 1)', `/bootstrap/${hash}`)
  const later = { 'state.db': readFileSync(path), 'state.db-wal': readFileSync(`${path}-wal`) }
  live.close()
  const whole = await save(3, 'sqlite', parts)
  expect((await checkBackup(whole, key, place)).problem).toBeUndefined()
  // The token alone opens what K3s starts with: another one, none, and a key that was deleted.
  for (const [problem, token, its] of [
    ['authority', `K10${'f'.repeat(64)}::server:another`, parts],
    ['no server token', '', parts],
    ['authority', undefined, later],
  ] as const) {
    const name = await save(8, 'sqlite', its, token)
    expect((await checkBackup(name, key, place)).problem).toContain(problem)
  }
  // A bare password is a token as well.
  const bareToken = await save(9, 'sqlite', parts, password)
  expect((await checkBackup(bareToken, key, place)).problem).toBeUndefined()
  // Without its log the rows are not there.
  const bare = await save(4, 'sqlite', { 'state.db': parts['state.db'] })
  expect((await checkBackup(bare, key, place)).problem).toBeDefined()
  const full = readFileSync(path)
  const torn = await save(5, 'sqlite', { 'state.db': full.fill(7, 8192, 12_288) })
  expect((await checkBackup(torn, key, place)).problem).toBeDefined()
})

test('the list says which file is not what was written, and what no backup is', async () => {
  const name = await save(6, 'etcd', { snapshot: snapshot() })
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('x')]))
  writeFileSync(join(folder, 'home-20260307T120000Z.age'), 'age-encryption.org/v1\n')
  const { backups } = await listBackups(place)
  const damageOf = (day: number) =>
    backups.find((one) => one.name === `home-2026030${day}T120000Z.age`)?.damage
  expect(damageOf(1)).toBeUndefined()
  expect(damageOf(6)).toContain('not those that were written')
  expect(damageOf(7)).toContain('nothing beside it')
  expect(damageOf(2)).toBeUndefined()
})

test('what is not there, and another key, are said', async () => {
  await expect(checkBackup('home-1.age', key, place)).rejects.toMatchObject({
    code: 'backup-unknown',
  })
  const other = join(home, 'other.txt')
  writeFileSync(other, await generateX25519Identity())
  const name = 'home-20260301T120000Z.age'
  await expect(checkBackup(name, other, place)).rejects.toMatchObject({ code: 'backup-identity' })
})
