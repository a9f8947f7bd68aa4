import type { Ending } from '#src/model/autopsy.ts'
import mediaFailing from '../../patterns/causes/disk-media-failing/pattern.ts'
import nvme from '../../patterns/causes/nvme-link-or-power-state/pattern.ts'
import card from '../../patterns/causes/sd-card-failing/pattern.ts'
import usbStorage from '../../patterns/causes/usb-storage-fault/pattern.ts'
import readOnlyRoot from '../../patterns/symptoms/root-filesystem-read-only/pattern.ts'
import { defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex } from '../scene.ts'

/** A disk that fails takes the log with it: then the end of the log is not the end of the node. */
export default defineWitness({
  id: 'disk',
  reads: {},
  patterns: [card, nvme, usbStorage, mediaFailing, readOnlyRoot],

  look(_, scene): Statement[] {
    const found = matchesOf([card, nvme, usbStorage, mediaFailing], endIndex(scene))
    const readOnly = matchesOf([readOnlyRoot], endIndex(scene))
    const [first] = [...found, ...readOnly]
    if (first) {
      const certain = first.match.confidence === 'confirmed' && readOnly.length > 0
      return [
        {
          for: ['disk'],
          cause: first.pattern.id,
          sure: certain && scene.end?.ending === 'cut',
          text: certain
            ? 'its disk failed, and nothing could be written any more'
            : 'its disk failed shortly before',
          evidence: [...first.evidence, ...readOnly.flatMap(({ evidence }) => evidence)],
        },
      ]
    }
    const against: Ending[] = ['disk']
    if (scene.end?.ending !== 'cut' || !scene.end.complete) return []
    return [{ against, text: 'no disk error in its log', evidence: [] }]
  },
})
