import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clusterError } from '#src/model/error.ts'
import { absentKubernetesDoor } from '#src/transport/kubernetes/absent-door.ts'
import { localNode } from '#test/support/local-node.ts'
import { saveBackup } from '../backup/save-backup.ts'
import type { StepContext } from '../define-step.ts'
import { restoreDatastore } from './restore-datastore.ts'

/**
 * A real SQLite database in use, as kine opens its own, is backed up on one board and restored on
 * another: the steps' own programs in a real shell, below a folder for each board. What systemd and
 * K3s do is a script that writes down what it was told.
 */
const server = '/var/lib/rancher/k3s/server'
const places = ['/var/lib/rancher', '/etc/rancher', '/usr/local/lib/bramble', '/var/tmp']
let home = ''
let identity = ''
let recipient = ''
let live: DatabaseSync

class Board {
  readonly root: string

  constructor(name: string) {
    this.root = join(home, name)
    this.put(`${server}/tls/server-ca.crt`, `authority of ${name}`)
    this.put(`${server}/cred/passwd`, name)
    this.put('/etc/rancher/k3s/k3s.yaml', 'server: https://127.0.0.1:6443\n')
    this.put('/usr/local/lib/bramble/install-k3s.sh', 'echo "install $K3S_TOKEN" >> "$SAID"\n')
    this.script('systemctl', 'case "$1" in is-active) exit 3 ;; esac\n')
    this.script('k3s', 'case "$1" in --version) echo "k3s version v1.36.3+k3s1 (abc)" ;; esac\n')
    for (const name of ['chown', 'sync']) this.script(name, '')
  }

  put(path: string, text: string): void {
    mkdirSync(dirname(this.root + path), { recursive: true })
    writeFileSync(this.root + path, text)
  }

  script(name: string, text: string): void {
    this.put(
      `/bin/${name}`,
      `#!/bin/sh\nSAID=${this.root}/said\necho "${name} $*" >> "$SAID"\n${text}`,
    )
    chmodSync(`${this.root}/bin/${name}`, 0o755)
  }

  get context(): StepContext {
    process.env['SAID'] = `${this.root}/said`
    const shell = localNode('pi01', { root: this.root, places })
    const reason = clusterError('api', 'no API in this test')
    return {
      node: () => shell,
      kube: absentKubernetesDoor(reason),
      say: () => {},
      replaceKubeconfig: async () => undefined,
    } as unknown as StepContext
  }

  text(path: string): string {
    return readFileSync(this.root + path, 'utf8')
  }

  said(): string[] {
    return this.text('/said').trim().split('\n')
  }
}

const kine = 'CREATE TABLE kine (id INTEGER PRIMARY KEY, name TEXT, deleted INTEGER, value BLOB)'

/** The database of a board, open in its log as K3s leaves it. */
function databaseOf(board: Board, names: readonly string[]): DatabaseSync {
  mkdirSync(`${board.root}${server}/db`, { recursive: true })
  const database = new DatabaseSync(`${board.root}${server}/db/state.db`)
  database.exec(`PRAGMA journal_mode=WAL; ${kine}`)
  const insert = database.prepare('INSERT INTO kine (name, deleted, value) VALUES (?, 0, ?)')
  for (const name of names) insert.run(name, Buffer.alloc(700, name))
  return database
}

function rowsOf(path: string): unknown[] {
  const database = new DatabaseSync(path)
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    return database.prepare('SELECT name, deleted, hex(value) AS value FROM kine ORDER BY id').all()
  } finally {
    database.close()
  }
}

const hashOf = (password: string) =>
  createHash('sha256').update(password).digest('hex').slice(0, 12)
const oldNames = [
  `/bootstrap/${hashOf('old')}`,
  ...Array.from({ length: 400 }, (_, at) => `/registry/configmaps/shop/old-${at}`),
]
const newNames = [`/bootstrap/${hashOf('new')}`, '/registry/configmaps/shop/new']

let backup = ''
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'bramble-sqlite-restore-'))
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
  writeFileSync(join(home, 'key.txt'), `${identity}\n`)
  const old = new Board('old')
  live = databaseOf(old, oldNames)
  old.put(`${server}/token`, 'K10ab::server:old\n')
  const folder = join(home, 'backups')
  const wish = { node: 'pi01', cluster: 'home', datastore: 'sqlite', folder, had: [] }
  await saveBackup.apply({ ...wish, recipients: [recipient] }, old.context)
  // What comes later is not in it.
  live.exec("INSERT INTO kine (name, deleted) VALUES ('/registry/configmaps/shop/later', 0)")
  backup = readdirSync(folder).find((name) => name.endsWith('.age')) ?? ''
})
afterEach(() => {
  live.close()
  delete process.env['SAID']
  rmSync(home, { recursive: true, force: true })
})

function boardThatRuns(): Board {
  const board = new Board('new')
  databaseOf(board, newNames).close()
  board.put(`${server}/token`, 'K10cd::server:new\n')
  board.put(`${server}/agent-token`, 'agents of the new cluster\n')
  return board
}

const wish = () => ({
  members: [
    { node: 'pi01', address: '10.0.0.1', role: 'server', unit: 'k3s.service', isForeign: true },
  ],
  backup,
  path: join(home, 'backups', backup),
  identity: join(home, 'key.txt'),
  authority: 'a'.repeat(64),
  datastore: 'sqlite',
})
const setAside = (board: Board) =>
  readdirSync(`${board.root}${server}`).filter((name) => name.startsWith('before-restore-'))

test('every row is back, none that was not, and what stood there stays whole beside it', async () => {
  const board = boardThatRuns()
  await restoreDatastore.apply(wish(), board.context)
  await restoreDatastore.settle?.(wish(), {}, board.context)
  const rows = rowsOf(`${board.root}${server}/db/state.db`)
  const expected = oldNames.map((name) => ({
    name,
    deleted: 0,
    value: Buffer.alloc(700, name).toString('hex').toUpperCase(),
  }))
  expect(rows.map((row) => ({ ...(row as object) }))).toEqual(expected)
  expect(board.text(`${server}/token`)).toBe('K10ab::server:old\n')
  // K3s takes these from the database; a file that is newer than it there keeps it from starting.
  for (const name of ['tls', 'cred', 'agent-token', 'bramble-restore'])
    expect(existsSync(`${board.root}${server}/${name}`), name).toBe(false)
  const [aside = ''] = setAside(board)
  const old = `${board.root}${server}/${aside}`
  expect(rowsOf(`${old}/db/state.db`).map((row) => (row as { name: string }).name)).toEqual(
    newNames,
  )
  expect(readdirSync(old).toSorted()).toEqual(['agent-token', 'cred', 'db', 'tls', 'token'])
  const said = board.said()
  const at = (line: string) => said.findIndex((one) => one.startsWith(line))
  expect(at('systemctl stop k3s.service')).toBeGreaterThan(-1)
  expect(at('install K10ab::server:old')).toBeGreaterThan(at('systemctl stop'))
  expect(at('systemctl start')).toBeGreaterThan(at('install'))
  expect(said).toContain(
    'k3s kubectl -n kube-system delete secret pi01.node-password.k3s --ignore-not-found',
  )
  // Nothing secret stands in an argument of a program.
  expect(said.filter((line) => !line.startsWith('install')).join()).not.toContain('::server:')
})

test('cut off between two moves it goes on, and nothing of the old datastore is deleted', async () => {
  const board = boardThatRuns()
  board.script(
    'mv',
    'case "$*" in *" tls "*) [ -e "$0.once" ] || { : > "$0.once"; exit 1; } ;; esac\nexec /bin/mv "$@"\n',
  )
  await expect(restoreDatastore.apply(wish(), board.context)).rejects.toMatchObject({
    code: 'node-program-failed',
  })
  expect(board.said().some((line) => line.startsWith('systemctl start'))).toBe(false)
  await restoreDatastore.apply(wish(), board.context)
  expect(rowsOf(`${board.root}${server}/db/state.db`)).toHaveLength(oldNames.length)
  const kept = setAside(board).map((name) => `${board.root}${server}/${name}/db/state.db`)
  expect(kept).toHaveLength(2)
  expect(kept.filter(existsSync).map((path) => rowsOf(path).length)).toContain(newNames.length)
})

test('refused on a server that is told to have another datastore: nothing is moved', async () => {
  for (const line of ['cluster-init: true', 'datastore-endpoint: mysql://x', 'server: https://x']) {
    const board = boardThatRuns()
    board.put('/etc/rancher/k3s/config.yaml.d/20-mine.yaml', `${line}\n`)
    await expect(restoreDatastore.apply(wish(), board.context), line).rejects.toThrow(
      'another datastore than SQLite',
    )
    expect(setAside(board)).toEqual([])
    expect(board.text(`${server}/token`)).toBe('K10cd::server:new\n')
    expect(existsSync(`${board.root}${server}/tls`)).toBe(true)
    rmSync(board.root, { recursive: true })
  }
  const board = boardThatRuns()
  board.put(`${server}/db/etcd/member/snap/db`, 'members')
  await expect(restoreDatastore.apply(wish(), board.context)).rejects.toThrow(
    'etcd is the datastore',
  )
  expect(existsSync(`${board.root}${server}/db/etcd`)).toBe(true)
})

test('another key opens nothing, and the board is as it was', async () => {
  const board = boardThatRuns()
  writeFileSync(join(home, 'key.txt'), `${await generateX25519Identity()}\n`)
  await expect(restoreDatastore.apply(wish(), board.context)).rejects.toMatchObject({
    code: 'backup-identity',
  })
  expect(board.said().some((line) => line.startsWith('systemctl stop'))).toBe(false)
  expect(rowsOf(`${board.root}${server}/db/state.db`)).toHaveLength(newNames.length)
})
