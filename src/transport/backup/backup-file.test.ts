import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupManifest } from '#src/model/backup.ts'
import { readBackup, writeBackup } from './backup-file.ts'
import { readIdentities } from './identity.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-backup-'))
const path = join(folder, 'home.age')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const datastore = Buffer.alloc(300_000, 'kine row of a Secret ')
const sha256 = createHash('sha256').update(datastore).digest('hex')
const manifest: BackupManifest = {
  schema: 'bramble/backup/1',
  cluster: 'home',
  takenAt: '2026-03-01T12:00:00.000Z',
  datastore: 'etcd',
  node: 'pi01',
  k3sVersion: 'v1.36.3+k3s1',
  authority: 'a'.repeat(64),
  parts: [{ name: 'snapshot', sizeBytes: datastore.length, sha256 }],
  files: ['/var/lib/rancher/k3s/server/token'],
}
const files = new Map([['/var/lib/rancher/k3s/server/token', Buffer.from('K10token\n')]])

let identity = ''
let recipient = ''

async function* inPieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000)
}

async function contentOf(file: string, keys: readonly string[]) {
  const chunks: Buffer[] = []
  const found = await readBackup(file, keys, async (_, bytes) => {
    for await (const chunk of bytes) chunks.push(chunk)
  })
  return { found, bytes: Buffer.concat(chunks) }
}

beforeAll(async () => {
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
})

test('what was written is read back, by its key alone', async () => {
  const written = await writeBackup(path, [recipient], {
    manifest,
    files,
    bytesOf: () => inPieces(datastore),
  })
  const file = readFileSync(path)
  expect(written).toEqual({
    sizeBytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
  })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  // Nothing plain, neither data nor names.
  for (const word of ['kine row', 'K10token', 'manifest', 'pi01'])
    expect(file.includes(word)).toBe(false)
  const { found, bytes } = await contentOf(path, [identity])
  expect(found.manifest).toEqual(manifest)
  expect(Buffer.from(found.files.get('/var/lib/rancher/k3s/server/token') ?? []).toString()).toBe(
    'K10token\n',
  )
  expect(bytes.equals(datastore)).toBe(true)
  await expect(contentOf(path, [await generateX25519Identity()])).rejects.toMatchObject({
    code: 'backup-identity',
  })
})

test('one changed byte anywhere, and an end that is missing, are noticed', async () => {
  const whole = readFileSync(path)
  const other = join(folder, 'other.age')
  for (const place of [30, 150, 5000, whole.length - 1]) {
    const changed = Buffer.from(whole)
    changed[place] = (changed[place] ?? 0) ^ 1
    writeFileSync(other, changed)
    await expect(contentOf(other, [identity]), `${place}`).rejects.toMatchObject({
      code: expect.stringMatching(/^backup-(damaged|identity)$/),
    })
  }
  for (const length of [0, 100, 70_000, whole.length - 1]) {
    writeFileSync(other, whole.subarray(0, length))
    await expect(contentOf(other, [identity]), `${length}`).rejects.toMatchObject({
      code: 'backup-damaged',
    })
  }
})

test('bytes that came otherwise than the node read them make no backup', async () => {
  const wrong = {
    ...manifest,
    parts: [{ name: 'snapshot', sizeBytes: datastore.length, sha256: 'b'.repeat(64) }],
  }
  await expect(
    writeBackup(join(folder, 'cut.age'), [recipient], {
      manifest: wrong,
      files,
      bytesOf: () => inPieces(datastore),
    }),
  ).rejects.toMatchObject({ code: 'backup-cut' })
  await expect(
    writeBackup(join(folder, 'short.age'), [recipient], {
      manifest,
      files,
      bytesOf: () => inPieces(datastore.subarray(0, 1000)),
    }),
  ).rejects.toThrow()
})

test('a mistyped public key is refused by name', async () => {
  const typo = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`
  await expect(
    writeBackup(path, [typo], { manifest, files, bytesOf: () => inPieces(datastore) }),
  ).rejects.toMatchObject({ code: 'backup-recipient' })
})

test('a key file as age-keygen writes it is read; what holds none is not repeated', async () => {
  const file = join(folder, 'key.txt')
  writeFileSync(file, `# created: 2026-03-01\n# public key: ${recipient}\n${identity}\n`)
  expect(await readIdentities(file)).toEqual([identity])
  writeFileSync(file, 'hunter2\n')
  const refused = await readIdentities(file).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'backup-identity-file' })
  expect(JSON.stringify(refused)).not.toContain('hunter2')
})
