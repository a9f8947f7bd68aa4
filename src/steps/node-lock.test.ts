import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clusterError } from '#src/model/error.ts'
import { runForText } from '#src/transport/child.ts'
import { takeNodeLocks } from './node-lock.ts'
import type { NodeShell } from './node-shell.ts'

/** The programs run in this machine's own sh, in a folder of the test: dash is what a node has. */
let folder: string
let dead: boolean
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-node-lock-'))
  dead = false
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const shell = (node: string): NodeShell => ({
  async run(program, args = []) {
    if (dead) throw clusterError('node-unreachable', `${node}: no answer to a connection`)
    const end = await runForText({
      file: '/bin/sh',
      args: ['-c', `set -eu\n${program}`, 'sh', ...args],
      input: '',
      timeoutMilliseconds: 10_000,
      maxBytes: 10_000,
    })
    if (end.exitCode !== 0) throw clusterError('node-program-failed', end.errorText)
    return end.output
  },
  writeFile: () => Promise.reject(new Error('not asked for')),
  removeFile: () => Promise.reject(new Error('not asked for')),
  sendFile: () => Promise.reject(new Error('not asked for')),
  readFile: () => {
    throw new Error('not asked for')
  },
})

const at = (node: string) => join(folder, node, 'lock')
const linesOf = (node: string) => readFileSync(at(node), 'utf8').split('\n')

/** Each node is a folder; the same shell serves all, so the folder is told by the node. */
function take(holder: string, run: number, nodes: readonly string[] = ['pi03']) {
  const own = (node: string): NodeShell => ({
    ...shell(node),
    run: (program, args = [], wish) =>
      shell(node).run(program, [join(folder, node), ...args.slice(1)], wish),
  })
  return takeNodeLocks({ nodes, shell: own, holder, run, doing: 'reboot pi03' })
}

test('a lock names holder, run and goal, ends within 15 minutes, and goes away whole', async () => {
  const before = Math.floor(Date.now() / 1000)
  const locks = await take('ann@desk 1', 12)
  const [holder, run, doing, until = ''] = linesOf('pi03')
  expect([holder, run, doing]).toEqual(['ann@desk 1', '12', 'reboot pi03'])
  expect(Number(until) - before).toBeGreaterThanOrEqual(900)
  expect(Number(until) - before).toBeLessThanOrEqual(960)
  expect(await locks.lost('pi03')).toBeUndefined()
  await locks.giveBack()
  expect(readdirSync(join(folder, 'pi03'))).toEqual([])
})

test("somebody else's live lock is refused with holder and run, and what was taken is given back", async () => {
  const first = await take('ann@desk 1', 12, ['pi03'])
  const second = take('bob@attic 2', 7, ['pi02', 'pi03'])
  await expect(second).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringContaining('ann@desk (run 12: reboot pi03)'),
  })
  expect(existsSync(at('pi02'))).toBe(false)
  expect(linesOf('pi03')[0]).toBe('ann@desk 1')
  await first.giveBack()
  expect((await take('bob@attic 2', 7)).absent.size).toBe(0)
})

test('one that has run out is taken over, and its former holder sees it at its next step', async () => {
  const first = await take('ann@desk 1', 12)
  const old = linesOf('pi03').with(3, `${Math.floor(Date.now() / 1000) - 1}`)
  writeFileSync(at('pi03'), old.join('\n'))
  const second = await take('bob@attic 2', 7)
  expect(linesOf('pi03')[0]).toBe('bob@attic 2')
  expect(await first.lost('pi03')).toBe('bob@attic (run 7: reboot pi03) has the lock on pi03')
  // What is not its own any more it leaves alone.
  await first.giveBack()
  expect(linesOf('pi03')[0]).toBe('bob@attic 2')
  expect(await second.lost('pi03')).toBeUndefined()
})

test('one of the same journal is taken at once: its process was killed', async () => {
  await take('ann@desk 1', 12)
  await take('ann@desk 1', 13)
  expect(linesOf('pi03')[1]).toBe('13')
})

test('a lock that a start of the board took away is there again before the next step', async () => {
  const locks = await take('ann@desk 1', 12)
  rmSync(join(folder, 'pi03'), { recursive: true })
  expect(await locks.lost('pi03')).toBeUndefined()
  expect(linesOf('pi03')[0]).toBe('ann@desk 1')
})

test.each([
  ['empty', ''],
  ['cut off', 'bob@attic 2\n7'],
  ['without a time', 'bob@attic 2\n7\nx\nsoon\n'],
])('a file that is %s keeps nobody out', async (_, text) => {
  await take('bob@attic 2', 7)
  writeFileSync(at('pi03'), text)
  await take('ann@desk 1', 12)
  expect(linesOf('pi03')[0]).toBe('ann@desk 1')
})

test('a node that does not answer has none, and that loses nothing', async () => {
  dead = true
  const locks = await take('ann@desk 1', 12)
  expect([...locks.absent]).toEqual([['pi03', 'pi03: no answer to a connection']])
  expect(await locks.lost('pi03')).toBeUndefined()
  await locks.giveBack()
})

test('a node that falls silent later is not taken for lost', async () => {
  const locks = await take('ann@desk 1', 12)
  dead = true
  expect(await locks.lost('pi03')).toBeUndefined()
})
