import { readable } from '../readable.ts'
import type { Call, Said, Tool } from '../tool.ts'
import { optionsIn } from '../tool.ts'

/** Starts another program with the words that are left, as this or that user. */
export type Start = (call: Call, words: readonly string[], as: 'root' | 'same') => Promise<Said>

/** Programs that run others: sudo, nice, ionice, sh -s. */
export function runningTools(start: Start): Tool[] {
  return [
    {
      name: 'sudo',
      async run(call) {
        const words = [...call.words]
        while (/^-(?:n|E|H|S|-)$/.test(words[0] ?? '')) words.shift()
        if (words[0] === '-u') words.splice(0, 2)
        if (call.user !== 'root' && call.board.sudo === 'password') return refuseSudo(call, words)
        noteSudo(call, words)
        return start(call, words, 'root')
      },
    },
    {
      name: 'nice',
      async run(call) {
        const words = [...call.words]
        if (words[0] === '-n') words.splice(0, 2)
        else if (/^-n?\d+$/.test(words[0] ?? '')) words.shift()
        return start(call, words, 'same')
      },
    },
    ...['sh', 'bash'].map(
      (name): Tool => ({
        name,
        // The interpreter's own takes `-s` for a file.
        run: ({ context, words }) =>
          interpreted(context, words[0] === '-s' ? words.slice(1) : words),
      }),
    ),
    {
      name: 'ionice',
      async run(call) {
        const { operands } = optionsIn(call.words, new Set(['c', 'n']))
        return start(call, operands, 'same')
      },
    },
  ]
}

async function interpreted(
  { origCommand }: Call['context'],
  words: readonly string[],
): Promise<Said> {
  const said = await origCommand?.(words.map(readable))
  return { out: said?.stdout ?? '', error: said?.stderr ?? '', code: said?.exitCode ?? 127 }
}

const sudoLineLength = 960

/** sudo writes what it runs into the journal, as its plugins/sudoers/logging.c words it. */
function noteSudo({ board, user, context }: Call, words: readonly string[]): void {
  const command = [placeOf(words[0] ?? ''), ...words.slice(1)].join(' ').replaceAll('\n', '#012')
  const text = `${user.padStart(8)} : PWD=${context.cwd} ; USER=root ; COMMAND=${command}`
  board.say('sudo', text.slice(0, sudoLineLength), { pid: 4710, priority: 5 })
  const opened = `pam_unix(sudo:session): session opened for user root(uid=0) by (uid=${user === 'root' ? 0 : 1000})`
  board.say('sudo', opened, { pid: 4710 })
}

function refuseSudo({ board, user, context }: Call, words: readonly string[]): Said {
  const command = [placeOf(words[0] ?? ''), ...words.slice(1)].join(' ').replaceAll('\n', '#012')
  const text = `${user.padStart(8)} : a password is required ; PWD=${context.cwd} ; USER=root ; COMMAND=${command}`
  board.say('sudo', text.slice(0, sudoLineLength), { pid: 4710, priority: 1 })
  return { error: 'sudo: a password is required\n', code: 1 }
}

function placeOf(program: string): string {
  return program.startsWith('/') ? program : `/usr/bin/${program}`
}
