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
    inIsPiped: false,
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
    [['history', '-n', '0'], '--lines is "0"; expected a whole number from 1 to 100000'],
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

  test('help is asked for as in other tools', async () => {
    const whole = await call(commands, ['--help'])
    const one = await call(commands, ['status', '--help'])
    expect(one.out).toContain('Usage: bramble status')
    for (const argv of [['help'], ['-h']]) expect(await call(commands, argv)).toEqual(whole)
    for (const argv of [
      ['help', 'status'],
      ['status', '-h'],
      ['help', 'status', 'pi01'],
    ])
      expect(await call(commands, argv)).toEqual(one)
    expect((await call(commands, ['help', 'pu'])).err).toContain("unknown command 'pu'")
  })

  test.each([
    [['can', 'explode', 'pi01'], 'expected drain, reboot, remove, lose', 'bramble can --help'],
    [['service', 'bounce', 'pi01'], 'expected start, stop, restart', 'bramble service --help'],
    [['storage', 'pi03', 'off'], '"pi03" is neither on nor off', 'bramble storage --help'],
    [['update', 'kernel'], 'expected os, k3s or longhorn', 'bramble update --help'],
    [['backup', 'prune'], 'expected nothing, list or check', 'bramble backup --help'],
    [['certificates', 'rotat'], 'expected nothing or rotate', 'bramble certificates --help'],
  ])('%j: what it takes is said, and the next line can be typed', async (argv, takes, next) => {
    const { code, err } = await call(commands, argv)
    expect(code).toBe(exitCode.usage)
    expect(err).toContain(takes)
    expect(err).toContain(`next: ${next}\n`)
  })

  test('a page is looked for by words of its name, then of its title, then of its text', async () => {
    const next = async (...words: string[]) =>
      /next: bramble explain (.*)\n/.exec((await call(commands, ['explain', ...words])).err)?.[1]
    // Not disks-have-room.
    expect(await next('oom')).toMatch(/^oom-/)
    expect(await next('power')).toBe('power-loss')
    expect(await next('disk-full')).toBe('node-disk-full')
    expect(await next('OOMKilled')).toBe('oom-container-limit')
    expect(await next('zzzz')).toBe('--list')
    expect((await call(commands, ['explain', 'oom'])).err).toContain('too: oom-killer-node\n')
  })

  test('a word of other tools leads to what does it here, not to the nearest word', async () => {
    expect((await call(commands, ['watch'])).err).toContain('next: bramble status\n')
    expect((await call(commands, ['version'])).err).toContain('next: bramble --version\n')
    expect((await call(commands, ['constructor'])).err).toContain('next: bramble --help\n')
  })

  test('a sentence of the help is broken once, by the width of the terminal', async () => {
    const { out } = await call(commands, ['practice', '--help'])
    expect(out).toContain('loopback only.\nWithout a scenario they are listed; ')
    const two = (await call(commands, ['update', '--help'])).out
    expect(two).toMatch(/then servers\.\nk3s: the version/)
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
