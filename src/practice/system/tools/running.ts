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
        if (call.user !== 'root' && call.board.sudo === 'password')
          return { error: 'sudo: a password is required\n', code: 1 }
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
