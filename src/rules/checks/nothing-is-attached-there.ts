import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { volumeName } from '../replica-health.ts'

export const nothingIsAttachedThere = defineCheck({
  id: 'nothing-is-attached-there',
  title: 'no volume to be attached to the board that is given up',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No volume is attached to the dead board',
    meaning:
      'Once the Node of a silent board is deleted its volumes are given to other nodes. Where that board still runs, cut off from the others, it may go on writing: silence is no proof that it is off.',
    next: 'Go there and see that the old board has no power.',
    accepting:
      'You saw that board without power: where it still writes, two boards write to one volume.',
    references: ['https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/'],
  },

  ask({ longhornVolumes }, { node }) {
    const here = longhornVolumes.filter(
      ({ currentNode, state }) => currentNode === node && state !== 'detached',
    )
    return here.length === 0
      ? pass()
      : here.map((volume): Verdict => {
          const reason = `${volumeName(volume)} is still attached to ${node}, and nobody has seen that ${node} is off`
          return fail(reason, { subject: `board/${node}`, evidence: [because(volume, reason)] })
        })
  },
})
