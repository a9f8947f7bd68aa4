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
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judgeMeasures } from '#src/rules/board-measures.ts'
import { localNode } from '#test/support/local-node.ts'
import type { StepContext } from '../define-step.ts'
import { measureBoards } from './measure-boards.ts'
import { measuredIn } from './measured-board.ts'

/** The real program on this machine's disk; ping and ip as the test wants them. */
let root: string
let said: string[]
let context: StepContext
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-measure-'))
  mkdirSync(join(root, 'bin'))
  mkdirSync(join(root, 'var', 'lib'), { recursive: true })
  said = []
  const shell = localNode('pi01', { root, places: ['/var/lib/rancher'] })
  context = { node: () => shell, say: (line: string) => said.push(line) } as unknown as StepContext
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function program(name: string, text: string): void {
  const path = join(root, 'bin', name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

/** Words of iputils. */
const pinging = (received: number) =>
  program('ping', `echo "20 packets transmitted, ${received} received, 0% packet loss, time 970ms"`)

const others = [{ node: 'pi02', address: '10.0.0.12' }]
const measure = (board: object) =>
  measureBoards.apply({ boards: [{ node: 'pi01', others, ...board }] }, context)

test('200 writes are made where the datastore will lie, and nothing of them stays', async () => {
  pinging(20)
  // Every write goes through dd: each one says where it went, and that it was synced.
  program('dd', `echo "$*" >>${root}/writes; exec /bin/dd "$@"`)
  await measure({ datastore: 'sqlite' })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^pi01: \d+ synced writes, 99 of 100 within [\d.]+ ms/)
  const writes = readFileSync(join(root, 'writes'), 'utf8').trim().split('\n')
  const synced = writes.filter((line) => line.includes('notrunc,fsync'))
  expect(synced).toHaveLength(Number(/(\d+) synced/.exec(said[0] ?? '')?.[1]))
  expect(writes.every((line) => line.includes(`of=${root}/var/lib/.bramble-write-test`))).toBe(true)
  expect(readdirSync(join(root, 'var', 'lib'))).toEqual([])
})

test('an agent’s disk is not written to, and a disk that takes nothing is refused', async () => {
  pinging(20)
  program('dd', `touch ${root}/written; exit 1`)
  await measure({})
  expect(existsSync(join(root, 'written'))).toBe(false)
  expect(said).toEqual([])
  await expect(measure({ datastore: 'etcd' })).rejects.toMatchObject({
    message: expect.stringContaining('takes no writes'),
  })
  expect(readdirSync(join(root, 'var', 'lib'))).toEqual([])
})

test('lost packets are named, and refused from a fifth on', async () => {
  pinging(17)
  await measure({})
  expect(said).toEqual(['pi01 to pi02: 3 of 20 pings are lost'])
  pinging(16)
  await expect(measure({})).rejects.toMatchObject({ code: 'up-measured' })
})

test('silence is refused only where the link itself says that nobody is there', async () => {
  pinging(0)
  program('ip', 'echo "10.0.0.12 dev eth0 lladdr 00:11:22:33:44:55 REACHABLE"')
  await measure({})
  expect(said).toEqual(['pi01 to pi02: pings are not answered, or not let through'])
  program('ip', 'echo "10.0.0.12 dev eth0 FAILED"')
  await expect(measure({})).rejects.toThrow(/nothing answers at 10\.0\.0\.12/)
  program('ping', 'exit 2')
  said = []
  await measure({})
  expect(said).toEqual(['pi01 to pi02: not measured'])
})

describe('the 99th of 100 writes', () => {
  const of = (datastore: 'etcd' | 'sqlite', slow: number, count = 200) => {
    const synced = Array.from({ length: count }, (_, at) => (at < 3 ? slow : 4) * 1e6)
    const text = [
      ...Array.from({ length: 20 }, () => 'plain 2000000'),
      ...synced.map((time) => `synced ${time}`),
    ].join('\n')
    return judgeMeasures({ node: 'pi01', others: [], datastore }, measuredIn(text))
  }
  test('is told without what the programs cost, and judged by what lies on the disk', () => {
    expect(of('etcd', 11).said).toEqual(['pi01: 200 synced writes, 99 of 100 within 9.0 ms'])
    expect(of('etcd', 42).said[0]).toContain('within 40 ms; a datastore wants 10 ms')
    expect(of('etcd', 501)).toMatchObject({ refused: [] })
    expect(of('etcd', 502).refused).toHaveLength(1)
    expect(of('sqlite', 502).refused).toEqual([])
    // Two of 200 may be slow.
    const two = measuredIn(
      [
        'synced 900000000',
        'synced 900000000',
        ...Array.from({ length: 198 }, () => 'synced 1000000'),
      ].join('\n'),
    )
    expect(judgeMeasures({ node: 'pi01', others: [], datastore: 'etcd' }, two).refused).toEqual([])
  })

  test('is not made up where no clock was fine enough', () => {
    expect(judgeMeasures({ node: 'pi01', others: [], datastore: 'etcd' }, measuredIn(''))).toEqual({
      said: ['pi01: writes were not measured'],
      refused: [],
    })
  })
})
