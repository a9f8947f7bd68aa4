import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshAnswer, SshDoor, StreamOptions } from '#src/transport/ssh/door.ts'
import { type LogRequest, readLogs } from './read-logs.ts'

const target = { node: 'pi03', address: '10.0.0.13' }
const folder = mkdtempSync(join(tmpdir(), 'logs-'))
const tools = join(folder, 'tools')
const journal = join(folder, 'journal')
const trap = join(folder, 'trap')

/**
 * A door that runs the program for real in sh here, with a journalctl and a systemctl that only
 * tell what they were given: what a node's shell makes of our values is what is tested.
 */
const door: SshDoor = {
  targets: [target],
  async run(): Promise<SshAnswer> {
    throw new Error('not asked for')
  },
  stream(_target, program, { onOutput }: StreamOptions) {
    const own = program
      .replace(/ PATH=\S+/, ` PATH=${tools}:/usr/bin:/bin`)
      .replaceAll('/run/log/journal/$id', journal)
    return new Promise((resolve) => {
      const child = spawn('sh', ['-s'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
      child.stdout.on('data', (chunk: Buffer) => onOutput(chunk))
      child.stdin.end(own)
      child.on('close', (code) =>
        resolve({
          output: new Uint8Array(),
          errorText: '',
          truncated: false,
          exitStatus: code ?? 1,
          times: { startedAt: 0, endedAt: 0 },
        }),
      )
    })
  },
  send: () => Promise.reject(new Error('nothing is sent')),
  async close() {},
}

async function ask(request: LogRequest) {
  let text = ''
  const end = await readLogs(door, target, request, {
    timeoutMilliseconds: 5000,
    redact: (part) => ({ text: part, redacted: 0 }),
    onText(part) {
      text += part
    },
  })
  return { text, end }
}

const tool = (name: string, body: string) => {
  writeFileSync(join(tools, name), `#!/bin/sh\n${body}\n`)
  chmodSync(join(tools, name), 0o755)
}

beforeAll(() => {
  mkdirSync(tools)
  mkdirSync(journal)
  writeFileSync(join(journal, 'system.journal'), '')
  // Each argument on a line of its own, newlines made visible.
  tool('journalctl', `for word in "$@"; do printf '<%s>' "$word" | tr '\\n' '~'; echo; done`)
  tool('systemctl', `printf '%s\\n' not-found`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hostile = [
  `'; touch ${trap} #`,
  `$(touch ${trap})`,
  `\`touch ${trap}\``,
  `"; touch ${trap}; "`,
  `x\ntouch ${trap}\n`,
  `'\n}\nbramble; }\ntouch ${trap}\n{ bramble() {\n'`,
  '--rotate',
  '-e',
  '--file=/etc/passwd',
  '*',
  '\\',
]

describe('values of bramble logs', () => {
  it.each(hostile)('reach journalctl as one argument: %j', async (unit) => {
    const { text } = await ask({ unit })
    expect(text).toContain(`<--unit=${unit.replaceAll('\n', '~')}>\n`)
    expect(existsSync(trap)).toBe(false)
  })

  it.each(hostile)('reach grep as one pattern: %j', async (grep) => {
    await ask({ grep })
    expect(existsSync(trap)).toBe(false)
  })

  it('reach it whatever they are', async () => {
    const value = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((text) => !text.includes('\0') && !/^k3s(?:\.service)?$/.test(text))
    await fc.assert(
      fc.asyncProperty(value, async (unit) => {
        const { text } = await ask({ unit })
        expect(text).toContain(`<--unit=${unit.toWellFormed().replaceAll('\n', '~')}>\n`)
      }),
      { numRuns: 25 },
    )
  })

  it('become arguments in their places', async () => {
    const { text, end } = await ask({ unit: 'k3s', lines: 7 })
    expect(text.split('\n').slice(0, -1)).toEqual(
      [
        '-q',
        '--no-pager',
        '-o',
        'short-iso',
        '-b',
        '0',
        '--unit=k3s',
        '--unit=k3s-agent',
        '-n',
        '7',
      ].map((word) => `<${word}>`),
    )
    expect(end).toEqual({ outcome: 'answered', lines: 10, redacted: 0, truncated: false })
  })

  it.each<[LogRequest, RegExp]>([
    [{ boot: 1.5 }, /--boot/],
    [{ boot: Number.NaN }, /--boot/],
    [{ lines: 0 }, /-n/],
    [{ lines: 10_001 }, /-n/],
    [{ unit: 'a\0b' }, /NUL/],
  ])('are refused where they cannot be asked: %j', async (request, words) => {
    await expect(ask(request)).rejects.toThrow(words)
  })
})

describe('an empty log has a reason', () => {
  it('a pattern that is none', async () => {
    const { end, text } = await ask({ grep: '(' })
    expect([end.outcome, text]).toEqual(['refused', ''])
    expect(end.reason).toContain('--grep')
  })

  it('a boot that a volatile journal does not keep', async () => {
    const { end, text } = await ask({ boot: -1 })
    expect([end.outcome, text]).toEqual(['not-applicable', ''])
    expect(end.reason).toContain('volatile')
  })

  it('a unit that does not exist, and a pattern that is nowhere', async () => {
    tool('journalctl', ':')
    expect((await ask({ unit: 'nope' })).end).toMatchObject({
      outcome: 'not-applicable',
      reason: 'pi03 has no unit nope',
    })
    expect((await ask({ grep: 'nothing' })).end).toMatchObject({
      outcome: 'answered',
      lines: 0,
      reason: "no line with nothing in that boot's log",
    })
  })

  it('a journal that is closed', async () => {
    rmSync(join(journal, 'system.journal'))
    tool('sudo', 'echo "sudo: a password is required" >&2; exit 1')
    const { end } = await ask({})
    expect(end).toMatchObject({
      outcome: 'no-permission',
      next: expect.stringContaining('systemd-journal'),
    })
    writeFileSync(join(journal, 'system.journal'), '')
  })

  it('lines are whole and clean, however the chunks fall, and no marker is among them', async () => {
    tool('journalctl', `printf 'one\\n\\ntwo secret\\nthree'`)
    const { text, end } = await ask({})
    expect(text).toBe('one\n\ntwo secret\nthree\n')
    expect(end.lines).toBe(4)
  })
})
