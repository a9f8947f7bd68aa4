import { lines } from '#src/model/line.ts'
import oomKiller from '../../patterns/causes/oom-killer-node/pattern.ts'
import { cite, defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex, isNearEnd } from '../scene.ts'

/** mm/oom_kill.c: nothing was left to kill, or the node is told to panic instead. */
const deadlocked = lines([
  'System is deadlocked on memory',
  'panic_on_oom is selected',
  'Out of memory and no killable',
])

export default defineWitness({
  id: 'memory',
  reads: { deadlocked },
  patterns: [oomKiller],

  look({ deadlocked }, scene): Statement[] {
    const last = deadlocked.filter((line) => isNearEnd(line, scene))
    if (last.length > 0)
      return [
        {
          for: ['memory'],
          sure: scene.end?.ending !== 'shutdown',
          text: 'no memory was left, and nothing to kill',
          evidence: cite(last, scene),
        },
      ]
    const [found] = matchesOf([oomKiller], endIndex(scene))
    if (found)
      return [
        {
          for: ['memory'],
          text: 'the node ran out of memory shortly before',
          evidence: found.evidence,
        },
      ]
    if (scene.end?.ending !== 'cut' || !scene.end.complete) return []
    return [{ against: ['memory'], text: 'no out-of-memory kill in its log', evidence: [] }]
  },
})
