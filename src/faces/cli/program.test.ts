import { describe, expect, test } from 'vitest'
import { clusterError, defect, usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { commands } from './commands.ts'
import { type Command, defineCommand, type Terminal } from './define-command.ts'
import { parseFailOn } from './fail-on.ts'
import { runProgram } from './program.ts'

function call(table: readonly Command[], argv: readonly string[]) {
  const said = { out: '', err: '' }
  const terminal: Terminal = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    inIsTerminal: false,
    columns: 80,
    errColumns: Number.POSITIVE_INFINITY,
    colors: false,
    timeZone: 'UTC',
    env: {},
    cwd: '/',
    program: [],
  }
  const running = runProgram(table, {
    argv,
    terminal,
    version: '1.2.3',
    signal: new AbortController().signal,
  })
  return running.then((code) => ({ code, ...said }))
}

function failing(error: Error): Command {
  return defineCommand({
    meta: { name: 'try', summary: 'try', examples: ['bramble try'] },
    options: [],
    run: () => Promise.reject(error),
  })
}

describe('wrong input', () => {
  test.each([
    [[], 'no command given'],
    [['diagnos'], "unknown command 'diagnos'"],
    [['--json'], 'no command given'],
    [['check', '--frobnicate'], "unknown option '--frobnicate'"],
    [['check', 'surplus'], 'too many arguments'],
    [['check', '--fail-on', 'never'], '--fail-on is "never"; expected info, warning or critical'],
    [['check', '--timeout', 'soon'], '--timeout is "soon"; expected a duration'],
    [['explain', 'slow-disk'], 'nothing is called "slow-disk"'],
    [['completion', 'tcsh'], '"tcsh" is no shell'],
  ])('%j: one sentence, 64, nothing on stdout', async (argv, sentence) => {
    const { code, out, err } = await call(commands, argv)
    expect(code).toBe(exitCode.usage)
    expect(err).toContain(sentence)
    expect(err.split('\n').filter((line) => line.startsWith('bramble: '))).toHaveLength(1)
    expect(out).toBe('')
  })

  test('a mistyped command is answered with the nearest', async () => {
    expect((await call(commands, ['diagnos'])).err).toContain('next: bramble diagnose')
    expect((await call(commands, ['timeline'])).err).toContain('next: bramble --help')
  })

  // `pu` is as near to `up`, which builds a cluster, as `statsu` to `status`.
  test('a mistyped scenario is answered with the one that begins so, or the nearest', async () => {
    for (const typed of ['crash-over', 'crahs-overnight'])
      expect((await call(commands, ['practice', typed])).err).toContain(
        'next: bramble practice crash-overnight --hold\n',
      )
    expect((await call(commands, ['practice', 'x'])).err).toContain('next: bramble practice\n')
  })

  test('what stands for a reason that nobody gave yet is none', async () => {
    const accepting = ['drain', 'pi03', '--accept', 'budget/web/page', '--reason']
    expect(await call(commands, [...accepting, '…'])).toMatchObject({
      code: exitCode.usage,
      err: expect.stringContaining('--accept and --reason go together'),
    })
  })

  test('the pages are listed by what they are, beside their ids, whole', async () => {
    const { out } = await call(commands, ['explain'])
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toMatch(/^Causes\n\n(?: .*\n)* {2}cordon-left-behind +A node is still cordoned/m)
    expect(out).toMatch(/^Checks.*\n\n(?: .*\n)* {2}node-is-ready +The node is Ready/m)
  })

  test('a page for no node in particular leaves nothing between braces', async () => {
    const { out } = await call(commands, ['explain', 'cordon-left-behind'])
    expect(out).toContain('bramble uncordon NODE')
  })

  test('a guess that may change something is read about first', async () => {
    expect((await call(commands, ['pu'])).err).toContain('next: bramble up --help\n')
    expect((await call(commands, ['statsu'])).err).toContain('next: bramble status\n')
  })

  test('the help of a command that is none is no help', async () => {
    const { code, out, err } = await call(commands, ['pu', '--help'])
    expect([code, out]).toEqual([exitCode.usage, ''])
    expect(err).toContain("unknown command 'pu'")
    expect((await call(commands, ['status', '--help'])).out).toContain('Usage: bramble status')
  })

  test.each([
    [
      ['can'],
      "missing required argument 'verb': bramble can <verb> <node>\n",
      'bramble can --help',
    ],
    [['reboot'], "missing required argument 'node'", 'bramble reboot --help'],
    [['logs', 'pi01', '--sinc', '1h'], "unknown option '--sinc'", 'bramble logs --help'],
  ])('%j: the help of that command is next', async (argv, sentence, next) => {
    const { err } = await call(commands, argv)
    expect(err).toContain(sentence)
    expect(err).toContain(`next: ${next}\n`)
  })

  test('no command at all shows the help, beside stdout', async () => {
    const { out, err } = await call(commands, [])
    expect(err).toContain('Usage: bramble')
    expect(out).toBe('')
  })
})

describe('errors', () => {
  test('the kind decides the exit code', async () => {
    const code = async (error: Error) => (await call([failing(error)], ['try'])).code
    expect(await code(usageError('a', 'm'))).toBe(exitCode.usage)
    expect(await code(clusterError('a', 'm'))).toBe(exitCode.notSeen)
    expect(await code(clusterError('interrupted', 'm'))).toBe(exitCode.interrupted)
    expect(await code(clusterError('locked', 'm'))).toBe(exitCode.locked)
    expect(await code(defect('a', 'm'))).toBe(exitCode.defect)
    expect(await code(new TypeError('m'))).toBe(exitCode.defect)
  })

  test('a defect shows its stack, an expected error does not', async () => {
    expect((await call([failing(new TypeError('oops'))], ['try'])).err).toMatch(
      /defect: TypeError: oops\n\s+at /,
    )
    expect(
      (await call([failing(clusterError('a', 'gone', { next: 'bramble status' }))], ['try'])).err,
    ).toBe('bramble: gone\nnext: bramble status\n')
  })
})

describe('the one table', () => {
  test('--help lists every command with its summary, each has an example of itself', async () => {
    const { code, out } = await call(commands, ['--help'])
    expect(code).toBe(exitCode.well)
    for (const { meta } of commands) {
      expect(out).toContain(`  ${meta.name}`)
      expect(
        meta.examples.filter((example) => !example.includes(`bramble ${meta.name}`)),
        meta.name,
      ).toEqual([])
    }
  })

  test('--version prints the version alone', async () => {
    expect((await call(commands, ['--version'])).out).toBe('1.2.3\n')
  })

  test('completion of each shell knows every command', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { out } = await call(commands, ['completion', shell])
      for (const { meta } of commands) expect(out, shell).toMatch(new RegExp(`\\b${meta.name}\\b`))
    }
  })
})

test('--fail-on takes the three severities', () => {
  expect([undefined, 'info', 'critical'].map(parseFailOn)).toEqual(['warning', 'info', 'critical'])
})
