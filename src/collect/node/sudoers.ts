import { usageError } from '#src/model/error.ts'
import { crashCommand } from './facts/crash-records.ts'
import { rootCommand } from './facts/k3s-files.ts'

/**
 * A sudoers file that allows one user exactly what reading a node asks root for, and nothing
 * else. In a command's arguments sudoers wants a backslash before `,` `:` `=` and itself, and
 * takes `*` `?` `[` `]` for wildcards unless they have one (sudoers(5), Wildcards, and Other
 * special characters). Reading the journal needs none of it: the group systemd-journal does.
 *
 * @throws BrambleError of kind usage for what is no user name
 */
export function sudoersForReading(user: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(user))
    throw usageError('sudoers-user-invalid', `No user name that a sudoers file takes: ${user}`)
  const rules = [rootCommand, crashCommand].map(
    (command) => `${user} ALL=(root) NOPASSWD: ${escaped(command)}\n`,
  )
  return `# Lets Bramble read K3s's certificate dates, the size of its datastore, and records of crashes.\n${rules.join('')}`
}

function escaped([program = '', ...words]: readonly string[]): string {
  const command = words
    .join(' ')
    // A backslash is read twice: as sudoers' own escape, then as the wildcards'.
    .replaceAll('\\', '\\\\\\\\')
    .replaceAll(/[,:=*?[\]#]/g, '\\$&')
  return `${program} ${command}`
}
