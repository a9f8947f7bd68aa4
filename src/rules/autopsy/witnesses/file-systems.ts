import { journalUnclean, leftOpen, replayed } from '../../patterns/words/node-stop.ts'
import { cite, defineWitness, type Statement, unclean } from '../define-witness.ts'
import { isAtNextStart } from '../scene.ts'

/** A file system of the node lies on a partition; Longhorn's volumes are whole disks. */
const ofNode = /\b(?:mmcblk\d+p\d+|nvme\d+n\d+p\d+|[sv]d[a-z]\d+|dm-\d+)\b/

/** What the next start had to repair: a file system that was open when the node stopped. */
export default defineWitness({
  id: 'file-systems',
  reads: { replayed, journalUnclean, leftOpen },

  look(evidence, scene): Statement[] {
    if (scene.question !== 'end') return []
    const atStart = evidence.journalUnclean.filter((line) => isAtNextStart(line, scene))
    const repaired = [...evidence.replayed, ...evidence.leftOpen].filter(
      (line) => isAtNextStart(line, scene) && ofNode.test(line.text),
    )
    if (atStart.length > 0)
      return [
        {
          for: unclean,
          against: ['shutdown'],
          text: 'the next start found files that nobody had closed',
          evidence: cite([...atStart, ...repaired], scene),
        },
      ]
    if (repaired.length === 0) return []
    return [
      {
        for: unclean,
        text: 'the next start had to repair a file system',
        evidence: cite(repaired, scene),
      },
    ]
  },
})
