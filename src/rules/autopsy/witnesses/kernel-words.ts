import { lines } from '#src/model/line.ts'
import kernelCrash from '../../patterns/causes/kernel-crash-or-lockup/pattern.ts'
import { cite, defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex, isNearEnd } from '../scene.ts'

const panicked = lines('Kernel panic - not syncing')

/** What leads to a panic at once on a node of Kubernetes: the kubelet sets kernel.panic_on_oops. */
const oopsed =
  /Oops|kernel BUG|Unable to handle kernel|unable to handle|SError|External Abort|list_(?:del|add) corruption|general protection fault/

/** The kernel's words before the end, as the pattern of crashes and lockups judges them. */
export default defineWitness({
  id: 'kernel-words',
  reads: { panicked },
  patterns: [kernelCrash],

  look({ panicked }, scene): Statement[] {
    const panics = panicked.filter((line) => isNearEnd(line, scene))
    if (panics.length > 0)
      return [
        {
          for: ['panic'],
          // A line in a text that names no boot may be of any.
          sure: panics.some(({ boot }) => boot === scene.boot),
          text: 'the kernel panicked',
          evidence: cite(panics, scene),
        },
      ]
    const [found] = matchesOf([kernelCrash], endIndex(scene))
    if (!found) return []
    const isOops = found.evidence.some(({ text }) => oopsed.test(text))
    return [
      {
        for: isOops ? ['panic'] : ['hang'],
        text: isOops
          ? 'the kernel crashed shortly before: on a node of Kubernetes that is a panic'
          : 'tasks or processors stood still shortly before',
        evidence: found.evidence,
      },
    ]
  },
})
