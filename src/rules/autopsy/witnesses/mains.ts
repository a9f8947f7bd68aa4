import { mains } from '../../patterns/words/node-stop.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'

/** How far before the last word, and after it, a notice of the mains is about it. */
const aroundMilliseconds = 15 * 60_000

/** A battery supply that any node listens to. */
export default defineWitness({
  id: 'mains',
  scope: 'cluster',
  reads: { mains },

  look({ mains }, scene): Statement[] {
    const near = mains.filter((line) => {
      if (scene.goneAt === undefined || line.lastAt === undefined) return line.node === scene.node
      const at = scene.clocks.correct(line.lastAt, line.node)
      return Math.abs(at - scene.goneAt) <= aroundMilliseconds
    })
    if (near.length === 0) return []
    return [
      {
        for: ['power'],
        cause: 'power-loss',
        text: 'the mains failed then',
        evidence: cite(near, scene),
      },
    ]
  },
})
