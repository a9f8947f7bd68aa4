import { type NodeProgram, nodeProgramIn } from '../node-program-text.ts'
import { readable } from '../readable.ts'
import { type Call, optionsIn, type Said, type Start, type Tool } from '../tool.ts'
import { sudoTool } from './sudo.ts'

/** Carries Bramble's node program out, which the interpreter cannot. */
export type Look = (call: Call, program: NodeProgram) => Promise<Said>

/** Programs that run others: sudo, nice, ionice, sh -s. */
export function runningTools(start: Start, look: Look): Tool[] {
  return [
    sudoTool(start),
    // The interpreter has none: what a script would do at its end is left undone.
    { name: 'trap', run: () => ({}) },
    // Modes of new files are those that chmod gives them, and nothing is kept back from a disk.
    ...['umask', 'sync'].map((name): Tool => ({ name, run: () => ({}) })),
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
        run(call) {
          const { context, words, input } = call
          const program = words[0] === '-s' ? nodeProgramIn(input) : undefined
          if (program) return look(call, program)
          return interpreted(context, words[0] === '-s' ? words.slice(1) : words)
        },
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
