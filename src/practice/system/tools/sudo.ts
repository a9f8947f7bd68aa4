import type { Board } from '../../world/board.ts'
import { readable } from '../readable.ts'
import type { Call, Said, Start, Tool } from '../tool.ts'

const lineLength = 960
const folder = '/etc/sudoers.d/'
const rule = /^(\S+) ALL=\(root\) NOPASSWD: (.+)$/

interface Asked {
  readonly words: readonly string[]
  /** Nobody may be asked. */
  readonly isSilent: boolean
  /** What was given on standard input, as -S wants it. */
  readonly password: string | undefined
  readonly rest: string
}

/**
 * sudo(8) for the first user: without a password where the board wants none or a file of
 * /etc/sudoers.d allows just this command, else with it on standard input (-S).
 */
export function sudoTool(start: Start): Tool {
  return {
    name: 'sudo',
    async run(call) {
      const asked = askedIn(call)
      const { board, user } = call
      if (user !== 'root' && board.sudo === 'password' && !isAllowed(board, asked.words)) {
        const refusal = refuse(board, asked)
        if (refusal !== undefined) {
          note(call, asked.words, refusal)
          return { error: `sudo: ${refusal}\n`, code: 1 }
        }
      }
      if (asked.words.length === 0) return {}
      note(call, asked.words)
      return start({ ...call, input: asked.rest }, asked.words, 'root')
    },
  }
}

function askedIn({ words, input }: Call): Asked {
  const left = [...words]
  const flags: string[] = []
  while (/^-[a-zA-Z]+$/.test(left[0] ?? '')) {
    const flag = left.shift() ?? ''
    flags.push(flag)
    if (/[up]$/.test(flag)) left.shift()
  }
  if (left[0] === '--') left.shift()
  const reads = flags.some((flag) => flag.includes('S'))
  const [first, ...others] = input.split('\n')
  return {
    words: left,
    isSilent: flags.some((flag) => flag.includes('n')),
    password: reads ? first : undefined,
    rest: reads ? others.join('\n') : input,
  }
}

/** Words of sudo 1.9 (plugins/sudoers/auth/sudo_auth.c, src/tgetpass.c); undefined where it lets in. */
function refuse(board: Board, { isSilent, password }: Asked): string | undefined {
  if (password === board.password) return undefined
  if (isSilent) return 'a password is required'
  return password === undefined
    ? 'a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper'
    : '1 incorrect password attempt'
}

/** A rule allows one command to the letter; in it a backslash makes plain what follows. */
function isAllowed(board: Board, words: readonly string[]): boolean {
  const command = [placeOf(words[0] ?? ''), ...words.slice(1)].join(' ')
  return [...board.files]
    .filter(([path, { owner }]) => path.startsWith(folder) && owner === 'root')
    .flatMap(([, { bytes }]) => Buffer.from(bytes).toString('utf8').split('\n'))
    .some((line) => {
      const [, user, allowed = ''] = rule.exec(line) ?? []
      const lexed = allowed.replaceAll(/\\([\\,:= \t#])/g, '$1')
      const plain = lexed.replaceAll(/\\(.)/g, '$1')
      // What runs here was made readable for the interpreter on its way.
      return user === 'pi' && readable(plain) === readable(command)
    })
}

/** sudo writes what it runs, or refuses, into the journal (plugins/sudoers/logging.c). */
function note(
  { board, user, context, words: given }: Call,
  words: readonly string[],
  refusal?: string,
): void {
  const command = [placeOf(words[0] ?? ''), ...words.slice(1)].join(' ').replaceAll('\n', '#012')
  const why = refusal === undefined ? '' : `${refusal.split(';')[0]} ; `
  const text = `${user.padStart(8)} : ${why}PWD=${context.cwd} ; USER=root ; COMMAND=${command}`
  const priority = refusal === undefined ? 5 : 1
  const session = context.env.get('XDG_SESSION_ID')
  const fields = {
    _COMM: 'sudo',
    _CMDLINE: ['sudo', ...given].join(' '),
    ...(session !== undefined && { _SYSTEMD_SESSION: session }),
  }
  board.say('sudo', text.slice(0, lineLength), { pid: 4710, priority, fields })
  if (refusal !== undefined) return
  const by = `(uid=${user === 'root' ? 0 : 1000})`
  const opened = `pam_unix(sudo:session): session opened for user root(uid=0) by ${by}`
  board.say('sudo', opened, { pid: 4710, fields })
}

function placeOf(program: string): string {
  return program.startsWith('/') ? program : `/usr/bin/${program}`
}

/** visudo(8) with -c: says whether a file is one that sudo takes. */
export const visudo: Tool = {
  name: 'visudo',
  async run({ words, context }): Promise<Said> {
    const path = words.find((word) => !word.startsWith('-')) ?? '/etc/sudoers'
    const { fs, cwd } = context
    const bytes = await fs.readFileBuffer(fs.resolvePath(cwd, path)).catch(() => undefined)
    if (!bytes) return { error: `visudo: ${path}: No such file or directory\n`, code: 1 }
    const lines = Buffer.from(bytes).toString('utf8').split('\n')
    const wrong = lines.findIndex(
      (line) => line !== '' && !line.startsWith('#') && !rule.test(line),
    )
    return wrong < 0
      ? { out: `${path}: parsed OK\n` }
      : { error: `${path}:${wrong + 1}:1: syntax error\n`, code: 1 }
  },
}
