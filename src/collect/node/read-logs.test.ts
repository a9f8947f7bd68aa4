import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshAnswer, SshDoor, StreamOptions } from '#src/transport/ssh/door.ts'
import { anyText } from '#test/support/any-text.ts'
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
          times: { startedAt: Date.now(), endedAt: Date.now() },
        }),
      )
    })
  },
  send: () => Promise.reject(new Error('nothing is sent')),
  async close() {},
}

async function ask(request: LogRequest) {
  const end = await readLogs(door, target, request, {
    timeoutMilliseconds: 5000,
    redact: (part) => ({ text: part.replaceAll('secret', '***'), redacted: 0 }),
  })
  return { text: end.entries.map((entry) => `${entry.text}\n`).join(''), end }
}

const tool = (name: string, body: string) => {
  writeFileSync(join(tools, name), `#!/bin/sh\n${body}\n`)
  chmodSync(join(tools, name), 0o755)
}

beforeAll(() => {
  mkdirSync(tools)
  mkdirSync(journal)
  writeFileSync(join(journal, 'system.journal'), '')
  // Each argument is a line of the journal; its bytes as numbers, as a message that is no text.
  tool(
    'journalctl',
    `case "$*" in *_COMM=sudo*|*'-n 0'*) exit;; esac
for word in "$@"; do
  bytes=$(printf '<%s>' "$word" | od -An -v -tu1 | tr -s ' \\n' ',' | sed 's/^,//; s/,$//')
  printf '{"__REALTIME_TIMESTAMP":"1764000000000000","MESSAGE":[%s]}\\n' "$bytes"
done`,
  )
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
    expect(text).toContain(`<--unit=${unit}>\n`)
    expect(existsSync(trap)).toBe(false)
  })

  it.each(hostile)('reach journalctl as one pattern: %j', async (grep) => {
    const { text } = await ask({ grep })
    expect(text).toContain(`<--grep=${grep}>\n`)
    expect(existsSync(trap)).toBe(false)
  })

  it('reach it whatever they are', async () => {
    const value = anyText({ minLength: 1, maxLength: 40 }).filter(
      (text) => !text.includes('\0') && !/^k3s(?:\.service)?$/.test(text),
    )
    await fc.assert(
      fc.asyncProperty(value, async (unit) => {
        const { text } = await ask({ unit })
        expect(text).toContain(`<--unit=${unit.toWellFormed()}>\n`)
      }),
      { numRuns: 25 },
    )
  })

  it('become arguments in their places', async () => {
    const asked = async (request: LogRequest) => {
      const { text } = await ask(request)
      const words = text
        .split('\n')
        .slice(0, -1)
        .map((word) => word.slice(1, -1))
      expect(words.slice(0, 5)).toEqual(['-q', '--no-pager', '-a', '-o', 'json'])
      expect(words[5]).toMatch(/^--output-fields=MESSAGE,/)
      return words.slice(6)
    }
    expect(await asked({ unit: 'k3s', lines: 7, boot: 0 })).toEqual([
      '--unit=k3s',
      '--unit=k3s-agent',
      '-b',
      '0',
      '-n',
      '7',
    ])
    expect(await asked({ sinceSeconds: 1_764_000_000, untilSeconds: 1_764_000_060 })).toEqual([
      '--since=@1764000000',
      '--until=@1764000060',
      '-n',
      '100',
    ])
  })

  it.each<[LogRequest, RegExp]>([
    [{ boot: 1.5 }, /--boot/],
    [{ boot: Number.NaN }, /--boot/],
    [{ lines: 0 }, /-n/],
    [{ lines: 50_001 }, /-n/],
    [{ sinceSeconds: 1.5 }, /--since/],
    [{ untilSeconds: -1 }, /--until/],
    [{ unit: 'a\0b' }, /NUL/],
  ])('are refused where they cannot be asked: %j', async (request, words) => {
    await expect(ask(request)).rejects.toThrow(words)
  })
})

describe('an empty log has a reason', () => {
  it('a pattern that is none', async () => {
    // Words of systemd's src/shared/pcre2-util.c.
    tool('journalctl', `echo 'Bad pattern "(": missing closing parenthesis' >&2; exit 1`)
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
    expect((await ask({ grep: 'nothing', boot: 0 })).end).toMatchObject({
      outcome: 'answered',
      entries: [],
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

  it('lines are whole and redacted, however the chunks fall, and what is no line is none', async () => {
    writeFileSync(
      join(folder, 'lines'),
      [
        entry({ MESSAGE: 'one' }),
        'Hint: You are currently not seeing messages from other users.',
        entry({ MESSAGE: 'two secret\nof two lines', _PID: '7', SYSLOG_IDENTIFIER: 'k3s' }),
        entry({ MESSAGE: null }),
        '{"__REALTIME_TIMESTAMP":"176400000',
      ].join('\n'),
    )
    tool('journalctl', journalOf('lines'))
    const { text, end } = await ask({})
    expect(text).toBe('one\ntwo ***\nof two lines\n(too long for journalctl)\n')
    expect(end.entries[1]).toMatchObject({ program: 'k3s', pid: 7, own: false })
  })

  it('the newest first, as --grep gives them, is told oldest first', async () => {
    const at = (second: number) => ({ __REALTIME_TIMESTAMP: `176400000${second}000000` })
    const lines = [2, 1, 0].map((second) => entry({ ...at(second), MESSAGE: `${second}` }))
    writeFileSync(join(folder, 'lines'), lines.join('\n'))
    tool('journalctl', journalOf('lines'))
    expect((await ask({})).text).toBe('0\n1\n2\n')
  })
})

const boot = '0123456789abcdef0123456789abcdef'
const entry = (fields: object) =>
  JSON.stringify({ __REALTIME_TIMESTAMP: '1764000000000000', _BOOT_ID: boot, ...fields })
/** What journalctl prints: sudo's lines where those are asked for, else the others. */
const journalOf = (lines: string, sudo = 'none') =>
  `case "$*" in *_COMM=sudo*) cat ${sudo} 2>/dev/null;; *'-n 0'*) ;; *) cat ${lines};; esac`

describe('lines of Bramble’s own sessions', () => {
  const sudoLine = (session: string, command: string, bootId = boot) =>
    entry({ _BOOT_ID: bootId, _SYSTEMD_SESSION: session, _CMDLINE: command })
  const own = async (sudo: readonly string[], lines: readonly object[]) => {
    writeFileSync(join(folder, 'sudo'), `${sudo.join('\n')}\n`)
    writeFileSync(join(folder, 'lines'), lines.map(entry).join('\n'))
    tool('journalctl', journalOf('lines', 'sudo'))
    const { end } = await ask({})
    return end.entries.filter((one) => one.own).map(({ text }) => text)
  }

  it('are those of a session whose sudo bears the mark, with its login and logind’s words', async () => {
    const lines = [
      { MESSAGE: 'Accepted', SYSLOG_IDENTIFIER: 'sshd-session', _PID: '70' },
      { MESSAGE: 'New', SESSION_ID: '12', LEADER: '70', SYSLOG_IDENTIFIER: 'systemd-logind' },
      { MESSAGE: 'Started', UNIT: 'session-12.scope', SYSLOG_IDENTIFIER: 'systemd' },
      { MESSAGE: 'COMMAND', _SYSTEMD_SESSION: '12', SYSLOG_IDENTIFIER: 'sudo' },
      { MESSAGE: 'not ssh, same number', SYSLOG_IDENTIFIER: 'k3s', _PID: '70' },
      { MESSAGE: 'another session', _SYSTEMD_SESSION: '1' },
      { MESSAGE: 'another login', SYSLOG_IDENTIFIER: 'sshd-session', _PID: '71' },
      { MESSAGE: 'another boot', _SYSTEMD_SESSION: '12', _BOOT_ID: boot.replace('0', 'f') },
    ]
    expect(await own([sudoLine('12', 'sudo -p bramble-own -n dmesg')], lines)).toEqual([
      'Accepted',
      'New',
      'Started',
      'COMMAND',
    ])
  })

  it('are none of a later login that sshd answers with the same process number', async () => {
    const sshd = { SYSLOG_IDENTIFIER: 'sshd-session', _PID: '70' }
    const at = (minutes: number) => ({ __REALTIME_TIMESTAMP: `${(29_400_000 + minutes) * 60e6}` })
    const lines = [
      { ...sshd, MESSAGE: 'own login' },
      { MESSAGE: 'New', SESSION_ID: '12', LEADER: '70', SYSLOG_IDENTIFIER: 'systemd-logind' },
      { ...sshd, ...at(60), MESSAGE: 'login of somebody else' },
      { ...sshd, MESSAGE: 'session of somebody else', _SYSTEMD_SESSION: '30' },
      { MESSAGE: 'own session tells of another', _SYSTEMD_SESSION: '12', SESSION_ID: '31' },
    ].map((line) => ({ ...at(0), ...line }))
    const sudo = sudoLine('12', 'sudo -p bramble-own -n true')
    expect(await own([sudo], lines)).toEqual(['own login', 'New'])
  })

  it('are none where a person used sudo, whatever they typed behind it', async () => {
    const sudo = [
      sudoLine('12', 'sudo -n journalctl -q'),
      sudoLine('12', 'sudo echo sudo -p bramble-own -n'),
      sudoLine('12', 'sudo -p bramble-own-like -n true'),
    ]
    expect(await own(sudo, [{ MESSAGE: 'COMMAND', _SYSTEMD_SESSION: '12' }])).toEqual([])
  })
})
