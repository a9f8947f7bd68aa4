import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { type CliHome, cliHome, cliProgram } from '#test/support/cli.ts'
import { drainObjects, isCordoned, keepPodsRunning } from '#test/support/practice-drain.ts'

/**
 * What an agent can do that has a shell and the CLI and no terminal, as the same user as the person
 * who approves. docs/changing.md says the same; the last test here is what approvals do not stop.
 */
const noScript = existsSync('/usr/bin/script') ? undefined : 'no script(1) to make a terminal with'
const passphrase = 'five grey donkeys'

let api: PracticeApi
let home: CliHome
let journal: Journal | undefined

beforeEach(async () => {
  api = await startPracticeApi({ objects: drainObjects(), podEndMilliseconds: 10 })
  keepPodsRunning(api)
  home = cliHome({ kubeconfig: api.kubeconfig })
})
afterEach(async () => {
  journal?.close()
  journal = undefined
  home.remove()
  await api.close()
})

const agent = (...args: readonly string[]) => home.start(...args).ended

async function planned(): Promise<string> {
  const { out } = await agent('plan', 'drain', 'pi03')
  return /plan ([0-9a-f]{12})/.exec(out)?.[1] ?? ''
}

/** A person at a terminal, who types each answer once its question is there. */
function person(
  args: readonly string[],
  answers: readonly [question: RegExp, answer: string][],
): Promise<{ code: number | null; out: string }> {
  // A terminal without a size gets one letter a line.
  const program = [...cliProgram, ...args].map((word) => `'${word}'`).join(' ')
  const command = `stty cols 100 rows 40; ${program}`
  const env = { ...process.env, HOME: home.folder, XDG_STATE_HOME: home.folder, TERM: 'dumb' }
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: home.folder, env })
  const waiting = [...answers]
  let out = ''
  let answered = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += stripVTControlCharacters(text)
    const next = waiting[0]
    if (!next?.[0].test(out.slice(answered))) return
    waiting.shift()
    answered = out.length
    child.stdin.write(`${next[1]}\r`)
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 30_000)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve({ code, out })
    })
  })
}

const approve = (what: string | readonly string[], first: boolean) =>
  person(
    ['approve', ...[what].flat()],
    first
      ? [
          [/Choose a passphrase/, passphrase],
          [/The same again/, passphrase],
        ]
      : [[/Passphrase/, passphrase]],
  )
const codeIn = (out: string) => /code ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(out)?.[1] ?? ''

describe('without a code an agent', () => {
  test('gets exit 77 and the exact next command, and nothing is changed', async () => {
    const digest = await planned()
    const before = api.store.version
    for (const args of [
      ['apply', digest],
      ['drain', 'pi03'],
    ]) {
      const end = await agent(...args)
      expect(end.code).toBe(77)
      expect(end.err).toContain(`bramble approve ${digest}`)
      expect(end.err).toContain(`bramble apply ${digest} --code CODE`)
    }
    expect(api.store.version).toBe(before)
  })

  test('gives out no code itself, guesses none, and starts no run by hand', async () => {
    const digest = await planned()
    const own = await agent('approve', digest)
    expect(own).toMatchObject({ code: 77, out: '' })
    expect(own.err).toContain('only at a terminal')
    expect(await agent('apply', digest, '--code', 'AAAA-AAAA')).toMatchObject({ code: 77 })
    journal = openJournal({ folder: home.state, who: 'test', clock: systemClock })
    for (const { id } of journal.entries())
      expect((await agent('run-plan', 'apply', `${id}`)).code).toBe(64)
    expect(journal.runs()).toEqual([])
    expect(isCordoned(api, 'pi03')).toBe(false)
  })
})

describe.skipIf(noScript)(`with a person at a terminal${noScript ? `: ${noScript}` : ''}`, () => {
  test('a code carries out its plan once, and is good for no other', async () => {
    const digest = await planned()
    const { out } = await approve(digest, true)
    expect(out).toContain('evict default/web-1')
    const code = codeIn(out)
    const other = /plan ([0-9a-f]{12})/.exec((await agent('plan', 'drain', 'pi02')).out)?.[1] ?? ''
    expect(await agent('apply', other, '--code', code)).toMatchObject({ code: 77 })
    expect(await agent('apply', digest, '--code', code)).toMatchObject({ code: 0 })
    expect(isCordoned(api, 'pi03')).toBe(true)
    const again = await agent('apply', digest, '--code', code)
    expect(again).toMatchObject({ code: 77, err: expect.stringContaining('used already') })
  }, 60_000)

  test('a run is taken back with a code for its way back, once, and without one by nobody', async () => {
    const digest = await planned()
    const forth = codeIn((await approve(digest, true)).out)
    expect(await agent('apply', digest, '--code', forth)).toMatchObject({ code: 0 })
    for (const args of [['undo'], ['undo', '1'], ['undo', '1', '--code', forth]]) {
      const end = await agent(...args)
      expect(end, args.join(' ')).toMatchObject({
        code: 77,
        err: expect.stringContaining('bramble approve --undo 1'),
      })
    }
    journal = openJournal({ folder: home.state, who: 'test', clock: systemClock })
    for (const { id } of journal.entries())
      expect((await agent('run-plan', 'undo', `${id}`)).code).toBe(64)
    expect(isCordoned(api, 'pi03')).toBe(true)
    const { out } = await approve(['--undo', '1'], false)
    expect(out).toContain('last step first, is run 1')
    expect(await agent('undo', '1', '--code', codeIn(out))).toMatchObject({ code: 0 })
    expect(isCordoned(api, 'pi03')).toBe(false)
  }, 60_000)

  test('whoever does not know the passphrase gets no code', async () => {
    const digest = await planned()
    await approve(digest, true)
    const again: [RegExp, string] = [/not it[^]*Passphrase/, 'guess']
    const end = await person(['approve', digest], [[/Passphrase/, 'guess'], again, again])
    expect(end.out).toContain('No code was given out')
    expect(codeIn(end.out)).toBe('')
    expect(codeIn((await approve(digest, false)).out)).not.toBe('')
  }, 60_000)
})

test('what approvals do not stop: whoever may write the files of the approver', async () => {
  const digest = await planned()
  // The policy is a file of the same user.
  const file = join(home.folder, 'bramble.yaml')
  const free = 'approvals: { risk: { disruptive: none } }\n'
  writeFileSync(file, readFileSync(file, 'utf8') + free)
  expect(await agent('apply', digest)).toMatchObject({ code: 0 })
  expect(isCordoned(api, 'pi03')).toBe(true)
})
