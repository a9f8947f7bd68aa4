import { describe, expect, it } from 'vitest'
import { crashCommand } from './facts/crash-records.ts'
import { rootCommand } from './facts/k3s-files.ts'
import { sudoersForReading } from './sudoers.ts'

/** Reads a command of a sudoers file as sudo does: its own escapes first, then those of wildcards. */
function read(command: string): { text: string; wildcards: number } {
  // sudo's lexer keeps the backslash before a wildcard, and drops it before its own characters.
  const lexed = command.replaceAll(/\\([\\,:= \t#])/g, '$1')
  const wildcards = lexed.replaceAll(/\\./g, '').match(/[*?[\]]/g)?.length ?? 0
  return { text: lexed.replaceAll(/\\(.)/g, '$1'), wildcards }
}

describe('a sudoers file for reading', () => {
  const text = sudoersForReading('pi')
  const [comment = '', rule = '', second = '', ...rest] = text.split('\n')

  it('allows the two commands, to the letter, and nothing that a wildcard would let in', () => {
    const prefix = 'pi ALL=(root) NOPASSWD: '
    expect(comment).toMatch(/^#/)
    expect(rest).toEqual([''])
    expect(rule.startsWith(prefix)).toBe(true)
    expect(second.startsWith(prefix)).toBe(true)
    for (const [line, command] of [
      [rule, rootCommand],
      [second, crashCommand],
    ] as const)
      expect(read(line.slice(prefix.length))).toEqual({ text: command.join(' '), wildcards: 0 })
  })

  it('has a command on one line that tells no certificate’s key', () => {
    expect(rootCommand.join(' ')).not.toMatch(/\n|\.key\b|KEY/)
    expect(crashCommand.join(' ')).not.toContain('\n')
  })

  it.each(['root,pi', 'ALL', 'pi ALL', '', '%sudo', 'a\nb'])('takes no user like %j', (user) => {
    expect(() => sudoersForReading(user)).toThrow(/user/)
  })
})
