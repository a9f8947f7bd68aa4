import { type NodeProgram, nodeProgramIn } from '../node-program-text.ts'
import { readable } from '../readable.ts'
import { quote } from '../shell-words.ts'
import { type Call, optionsIn, type Said, type Start, type Tool } from '../tool.ts'
import { sudoTool } from './sudo.ts'

/** Carries Bramble's node program out, which the interpreter cannot. */
export type Look = (call: Call, program: NodeProgram) => Promise<Said>

/** Programs that run others: sudo, nice, ionice, sh -s. */
export function runningTools(start: Start, look: Look): Tool[] {
  const ends: AtEnd[] = []
  return [
    sudoTool(start),
    trap(ends),
    // Modes of new files are those that chmod gives them, and nothing is kept back from a disk.
    ...['umask', 'sync'].map((name): Tool => ({ name, run: () => ({}) })),
    {
      name: 'env',
      run(call) {
        const { context, words } = call
        const given = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
        if (given < 0) return interpreted(context, words)
        const set = words.slice(0, given).map((word) => word.split(/=(.*)/s, 2))
        const exportedEnv = { ...context.exportedEnv, ...Object.fromEntries(set) }
        return start({ ...call, context: { ...context, exportedEnv } }, words.slice(given), 'same')
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
        async run(call) {
          const { context, words, input } = call
          const program = words[0] === '-s' ? nodeProgramIn(input) : undefined
          if (program) return look(call, program)
          ends.push({ words: [] })
          const said = await interpreted(context, words[0] === '-s' ? words.slice(1) : words)
          const last = ends.pop()
          if (!last || last.words.length === 0) return said
          const end = await start(call, last.words, 'same')
          return { ...said, out: `${said.out ?? ''}${end.out ?? ''}` }
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

/** What a shell is to do at its end. */
interface AtEnd {
  words: readonly string[]
}

/**
 * trap(1) for EXIT, which the interpreter has not: in a shell that `sh` starts, with the variables as
 * they were when it was set. Signals end what runs without it.
 */
function trap(ends: readonly AtEnd[]): Tool {
  return {
    name: 'trap',
    run({ context, words }) {
      const [action = '', ...signals] = words.filter((word) => word !== '--')
      const last = ends.at(-1)
      if (!last || !(signals.includes('EXIT') || signals.includes('0'))) return {}
      const all = [...context.env].filter(([name]) => /^\w+$/.test(name))
      const numbered = all.filter(([name]) => /^[1-9]\d*$/.test(name))
      const places = numbered.toSorted(([one], [other]) => Number(one) - Number(other))
      const args = places.map(([, value]) => value)
      const set = all.map(([name, value]) =>
        /^[A-Za-z_]/.test(name) && new RegExp(`\\$\\{?${name}\\b`).test(action)
          ? `${name}=${quote(value)}\n`
          : '',
      )
      last.words = action === '-' ? [] : ['sh', '-c', `${set.join('')}${action}`, 'sh', ...args]
      return {}
    },
  }
}

async function interpreted(
  { origCommand }: Call['context'],
  words: readonly string[],
): Promise<Said> {
  const said = await origCommand?.(words.map(readable))
  return { out: said?.stdout ?? '', error: said?.stderr ?? '', code: said?.exitCode ?? 127 }
}
