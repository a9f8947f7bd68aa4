import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { factsOf } from '#src/model/evidence-index.ts'
import { datastore, nodePreparation } from '#src/model/facts/node.ts'
import type { Goal } from '#src/model/plan.ts'
import { approvePlan } from '#src/operations/run/approve.ts'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import type { AskPassword } from '#src/operations/run/launch.ts'
import { lookForPlan, makePlan } from '#src/operations/run/make-plan.ts'
import { startRun } from '#src/operations/run/start-run.ts'
import { withStarter } from '#src/operations/run/with-site.ts'
import type { Board } from '#src/practice/world/board.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import { RootAccess } from '#src/steps/root-access.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import { cliProgram } from '#test/support/cli.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/** A board whose sudo wants a password, a person who knows it, and a runner in its own process. */
const secret = `kitten-${Math.random().toString(36).slice(2)}`
const practice = practiceSite()

beforeEach(() => {
  for (const board of practice.cluster.world.boards) Object.assign(board, { password: secret })
})
afterEach(() => {
  for (const board of practice.cluster.world.boards) board.sudo = 'free'
})

const never = new AbortController().signal
const optionsFor = (askPassword?: AskPassword) => ({
  config: practice.home.configuration,
  env: { ...process.env, HOME: practice.home.folder, XDG_STATE_HOME: practice.home.folder },
  cwd: practice.home.folder,
  timeoutMilliseconds: 60_000,
  signal: never,
  onProgress: () => {},
  program: cliProgram,
  askPassword,
})

async function restart(
  answers: readonly string[],
  goal: Goal = { name: 'service restart', target: 'pi03', options: {} },
) {
  const asked: string[] = []
  const options = optionsFor()
  const end = await withStarter(options, async (starter) => {
    const { digest } = await makePlan({ goal, accept: [] }, starter)
    const approval = await approvePlan(digest, starter, async () => 'test')
    if (approval.kind !== 'approved') throw new Error(`no approval: ${approval.kind}`)
    return startRun({ verb: 'apply', id: approval.approval }, starter, {
      onEvent: () => {},
      onSaid: () => {},
      stop: never,
      leave: never,
      async askPassword(nodes, again) {
        asked.push(`${nodes.join()}${again ? ' again' : ''}`)
        return answers[asked.length - 1]
      },
    })
  })
  return { end, asked }
}

test('the person is asked once more where the first was wrong, and it is kept nowhere', async () => {
  const pi03 = boardNamed(practice.cluster.world, 'pi03')
  pi03.sudo = 'password'
  const since = pi03.unit('k3s-agent').activeSince
  const { end, asked } = await restart(['wrong', secret])
  expect(end).toMatchObject({ kind: 'ended', outcome: 'done' })
  expect(asked).toEqual(['pi03', 'pi03 again'])
  expect(pi03.unit('k3s-agent').activeSince).not.toBe(since)
  expect(filesWith(secret, practice.home.folder)).toEqual([])
  // One wrong try and no second one with whatever came after it.
  expect(wrongTries(pi03)).toBe(1)
}, 90_000)

test('nodes with passwords of their own are asked for one by one, and each keeps its own', async () => {
  const boards = ['pi02', 'pi03', 'pi04'].map((name) => boardNamed(practice.cluster.world, name))
  // pi03 keeps the one it had: the runner of the test before may still be there to unlock it.
  const own = (name: string) => (name === 'pi03' ? secret : `${secret}-${name}`)
  for (const board of boards) Object.assign(board, { sudo: 'password', password: own(board.name) })
  const refusedBefore = boards.map(wrongTries)
  const goal = { name: 'stop', target: '', options: {} }
  const { end, asked } = await restart([own('pi03'), 'wrong', own('pi02'), own('pi04')], goal)
  expect(asked).toEqual(['pi02,pi03,pi04', 'pi02 again', 'pi02 again', 'pi04 again'])
  expect(end).toMatchObject({ kind: 'ended', outcome: 'done' })
  for (const board of boards) expect(board.runsKubelet()).toBe(false)
  // No node hears a wrong password twice, nor one that was given for another node alone.
  expect(boards.map((board, place) => wrongTries(board) - (refusedBefore[place] ?? 0))).toEqual([
    2, 0, 1,
  ])
}, 120_000)

test('where nobody gives one, nothing is done as root, and the run says why it stopped', async () => {
  const pi03 = boardNamed(practice.cluster.world, 'pi03')
  pi03.sudo = 'password'
  const since = pi03.unit('k3s-agent').activeSince
  const { end, asked } = await restart([])
  expect(end).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining('sudo wants') })
  expect(asked).toEqual(['pi03'])
  expect(pi03.unit('k3s-agent').activeSince).toBe(since)
}, 90_000)

test('a node that wants none is given none, and input arrives whole behind a password', async () => {
  const [one, other] = ['pi02', 'pi03'].map((name) => boardNamed(practice.cluster.world, name))
  if (!one || !other) throw new Error('no boards')
  other.sudo = 'password'
  const { port, userKey } = practice.cluster.ssh
  expect(userKey).toBeDefined()
  const door = openSsh(
    [one, other].map(({ name, address }) => ({
      ...{ node: name, address, port, user: 'pi' },
      identityFile: join(practice.home.folder, 'ssh', 'id_ed25519'),
      knownHostsFile: join(practice.home.folder, 'ssh', 'known_hosts'),
    })),
  )
  const root = new RootAccess()
  root.give(secret, ['pi03'])
  const input = `${secret}\nsecond 'line'\n`
  for (const { name } of [one, other])
    expect(await nodeShell(door, name, never, root).run('cat', [], { input })).toBe(input)
  root.give('wrong', ['pi03'])
  await expect(nodeShell(door, 'pi03', never, root).run('cat')).rejects.toMatchObject({
    code: 'node-no-root',
  })
  await door.close()
}, 90_000)

test('what only root may see is seen with the password, which is asked for once, before the plan', async () => {
  const boards = ['pi01', 'pi03'].map((name) => boardNamed(practice.cluster.world, name))
  const before = boards.map(wrongTries)
  for (const board of boards) Object.assign(board, { sudo: 'password', password: secret })
  const asked: string[] = []
  const options = optionsFor(async (nodes, again) => {
    asked.push(`${nodes.join()}${again ? ' again' : ''}`)
    return secret
  })
  const config = join(practice.home.folder, 'with-k3s.yaml')
  const text = readFileSync(practice.home.configuration, 'utf8')
  writeFileSync(config, `${text}\nk3s: { version: ${boards[0]?.k3sVersion} }\n`)
  const goal = { name: 'up', target: '', options: {} }
  const seen = await withStarter({ ...options, config }, async (starter) => {
    // Practice holds no files to build with, so a planner may end by saying so.
    await lookForPlan({ goal, accept: [] }, starter).catch((error: unknown) => {
      expect(error).toMatchObject({ kind: 'usage' })
    })
    // What a gate or a verify looks at later is seen as root too, and nobody is asked again.
    return lookAt(await starter.observe({ nodes: starter.nodeNames, depth: 'preparation' })).index
  })
  expect(asked).toEqual(['pi01,pi03'])
  for (const { name } of boards) {
    expect(factsOf(seen, nodePreparation).find(({ node }) => node === name)?.root, name).toBe(true)
    expect(
      factsOf(seen, datastore).some(({ node }) => node === name),
      name,
    ).toBe(true)
  }
  expect(boards.map(wrongTries)).toEqual(before)
  expect(filesWith(secret, practice.home.folder)).toEqual([])
}, 90_000)

function wrongTries({ boot }: Board): number {
  return boot.lines.filter(({ text }) => text.includes('incorrect password')).length
}

function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text))
}
