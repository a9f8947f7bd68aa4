import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { get, type IncomingMessage, type RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import type { PracticeCluster } from '#src/practice/cluster.ts'
import { kinds } from '#src/practice/kubernetes/kinds.ts'
import type { PracticeObject } from '#src/practice/kubernetes/store.ts'
import type { Board } from '#src/practice/world/board.ts'
import { type Before, stateOf } from './cluster-state.ts'

/** All that is true at one moment, as lines. */
export interface State {
  readonly cluster: readonly string[]
  readonly journal: readonly string[]
}

/** @param folder where the runner keeps what it has to remember */
export async function stateNow(cluster: PracticeCluster, folder: string): Promise<State> {
  return { cluster: await linesOfCluster(cluster), journal: linesOfFolder(folder) }
}

export function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/**
 * What the state comes to, without what is made anew each time (times, ids, names of pods): the same
 * in each run that was cut off at the same place.
 */
export function portableOf(
  { world }: PracticeCluster,
  before: Before,
  { journal, cluster }: State,
): string {
  const entries = journal.filter((line) => line.includes(' entries '))
  const kinds = entries.map((line) => /"run":\w+,"kind":"[^"]+"/.exec(line)?.[0] ?? line)
  const leases = cluster.filter((line) => line.startsWith('Lease kube-system/bramble '))
  const held = leases.map((line) => /"holderIdentity":"[^"]/.exec(line)?.[0] ?? 'free')
  const locks = world.boards.map(({ files }) => [...files.keys()].filter(isLock).length)
  const ending = cluster.filter((line) => line.includes('"deletionTimestamp"')).length
  const all = [...stateOf({ world }, before), ...kinds, ...held, ...locks, ending]
  return digestOf(all.map(String))
}

const isLock = (path: string) => path.startsWith('/run/bramble/')

async function linesOfCluster({ world, relays }: PracticeCluster): Promise<readonly string[]> {
  const objects = kinds.flatMap((kind) => world.store.list(kind).map(lineOfObject))
  const boards = world.boards.flatMap(linesOfBoard)
  const switches = await Promise.all(
    world.boards.map(async (_, id) => {
      const path = `/rpc/Switch.GetStatus?id=${id}`
      return `relay ${await told({ host: relays.address, port: relays.port, path })}`
    }),
  )
  return [...objects, ...boards, ...switches, `still to come ${world.clock.pending}`]
}

/** Over a connection of its own: a shared one may just be ending. */
async function told(from: RequestOptions): Promise<string> {
  const [response] = (await once(get({ ...from, agent: false }), 'response')) as [IncomingMessage]
  return text(response)
}

/** What a kubelet, a lease's holder and the store's own counter write without end. */
const heartbeats = new Set(['resourceVersion', 'renewTime', 'lastHeartbeatTime'])

/** An object of the store is never changed in place. */
const known = new WeakMap<PracticeObject, string>()

function lineOfObject(object: PracticeObject): string {
  const line = known.get(object) ?? newLineOf(object)
  known.set(object, line)
  return line
}

function newLineOf(object: PracticeObject): string {
  const text = JSON.stringify(object, (key, value: unknown) =>
    heartbeats.has(key) ? undefined : value,
  )
  return `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name} ${text}`
}

/** Lines that a session of ssh leaves behind, whatever it is for. */
const ofSessions = new Set(['sshd-session', 'systemd-logind', 'sudo'])

/** Boots and files without what only a session or a heartbeat leaves there; other boards are told themselves. */
const toldBelow = new Set(['others', 'boots', 'files'])

/** Everything that a board is, whatever it is called. */
function linesOfBoard(board: Board): readonly string[] {
  const { boots, files } = board
  const said = boots.flatMap((boot) => boot.lines.filter(({ program }) => !ofSessions.has(program)))
  const about = (what: string, value: unknown) =>
    `board ${board.name} ${what} ${JSON.stringify(value, plain)}`
  return [
    ...Object.entries(board)
      .filter(([key]) => !toldBelow.has(key))
      .map(([key, value]) => about(key, value)),
    about(
      'boots',
      boots.map(({ lines: _lines, sessions: _sessions, ...boot }) => boot),
    ),
    about('said', [said.length, said.at(-1)?.text]),
    ...[...files].map(([path, { bytes, changedAt, ...file }]) =>
      about(path, { ...file, ...textOfFile(path, bytes, changedAt) }),
    ),
  ]
}

/** A lock file is renewed as a lease is: its last line, and when it was written, are a heartbeat. */
function textOfFile(path: string, bytes: Uint8Array, changedAt: number): object {
  const text = Buffer.from(bytes).toString('latin1')
  return isLock(path) ? { text: text.replace(/\d{10}\n$/, '') } : { text, changedAt }
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value
}

/** Nothing rests on what a run only says (progress), and a lock is the process's own. */
const besides = /^(progress|lock)\.db|-shm$|^places$/

function linesOfFolder(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || besides.test(entry.name) || entry.name.endsWith('.db-wal')) return []
    if (entry.name.endsWith('.db')) return rowsAfterKill(path)
    return [`file ${entry.name} ${readFileSync(path, 'latin1')}`]
  })
}

/** What a database holds once its process is dead: a copy of the file and of its log, opened anew. */
function rowsAfterKill(path: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-copy-'))
  try {
    for (const end of ['', '-wal'])
      if (existsSync(path + end)) copyFileSync(path + end, join(folder, `copy.db${end}`))
    const database = new DatabaseSync(join(folder, 'copy.db'))
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    const lines = tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .map((row) => `${basename(path)} ${String(name)} ${JSON.stringify(row)}`),
    )
    database.close()
    return lines
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
