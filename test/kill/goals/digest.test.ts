import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openJournal } from '#src/journal/journal.ts'
import { openProgress } from '#src/journal/progress.ts'
import { systemClock } from '#src/model/clock.ts'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { runOnBoard } from '#src/practice/system/run-on-board.ts'
import type { Board } from '#src/practice/world/board.ts'
import { boardNamed, type World } from '#src/practice/world/world.ts'
import { digestOf, stateNow } from './digest.ts'

let cluster: PracticeCluster
let folder = ''

beforeAll(async () => {
  cluster = await startPracticeCluster(healthy)
  cluster.stopTime()
  folder = mkdtempSync(join(tmpdir(), 'bramble-digest-'))
}, 60_000)

afterAll(async () => {
  await cluster.close()
  rmSync(folder, { recursive: true, force: true })
})

async function digest(): Promise<string> {
  const state = await stateNow(cluster, folder)
  return digestOf([...state.cluster, ...state.journal])
}

async function shell(command: string): Promise<void> {
  const ends = { input: Buffer.alloc(0), onOutput: () => {}, onError: () => {} }
  await runOnBoard(boardNamed(cluster.world, 'pi03'), { command, ...ends })
}

describe('the digest of a practice cluster', () => {
  const same: Record<string, (world: World) => void | Promise<void>> = {
    'when somebody reads as root': () => shell('sudo -n cat /etc/hostname'),
    'when hearts beat for a minute': ({ clock }) => clock.advance(60),
  }
  test.each(Object.keys(same))('is the same %s', async (what) => {
    const before = await digest()
    await same[what]?.(cluster.world)
    expect(await digest()).toBe(before)
  })

  const changes: Record<string, (board: Board, world: World) => void | Promise<void>> = {
    'a file in memory': () => shell('sudo -n mkdir -p /run/other; echo 1 >/tmp/one'),
    'a longer file': () => shell('echo 12 >/tmp/one'),
    'a unit that is only started anew': () => shell('sudo -n systemctl restart k3s-agent'),
    'a unit that is switched off at boot': () => shell('sudo -n systemctl disable k3s-agent'),
    'a relay behind a board that is off': async (board) => {
      board.shutDown()
      const off = await digest()
      const { address, port } = cluster.relays
      await fetch(`http://${address}:${port}/rpc/Switch.Set?id=2&on=false`)
      expect(await digest()).not.toBe(off)
      board.powerOn()
    },
    'a boot that is still to come': (_, { clock }) => void clock.after(60, () => {}),
    'a package': ({ packages }) => void packages.half.add('openssl'),
    'an annotation': (_, { store }) => {
      const node = nodeNamed(store, 'pi03')
      if (!node) throw new Error('no node pi03')
      const metadata = { ...node.metadata, annotations: { mark: 'one' } }
      store.put({ ...node, metadata })
    },
  }
  test.each(Object.keys(changes))('changes with %s', async (what) => {
    const before = await digest()
    await changes[what]?.(boardNamed(cluster.world, 'pi03'), cluster.world)
    expect(await digest()).not.toBe(before)
  })
})

test('the digest of a journal is that of what a kill would leave of it', async () => {
  const journal = openJournal({ folder, who: 'test', clock: systemClock })
  const progress = openProgress(folder)
  const empty = await digest()
  progress.add({ kind: 'said', run: 1, place: 0, text: 'only said', at: '2026-01-01T00:00:00Z' })
  const open = new DatabaseSync(join(folder, 'journal.db'))
  open.exec('BEGIN IMMEDIATE')
  open.exec("INSERT INTO entries (at, who, kind, body) VALUES ('t', 'w', 'note', '{}')")
  expect(await digest()).toBe(empty)
  open.exec('COMMIT')
  const committed = await digest()
  expect(committed).not.toBe(empty)
  open.close()
  progress.close()
  journal.close()
  expect(await digest()).toBe(committed)
})
