import { logCoverage } from '#src/model/facts/log.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import { goesThrough, graceMilliseconds } from '../scene.ts'

/** A node whose boot began before others lost it has not been down, whatever they saw. */
export default defineWitness({
  id: 'ran-on',
  reads: { nodeIdentity, logCoverage },

  look({ nodeIdentity, logCoverage }, scene): Statement[] {
    const { node, bootedAt, goneAt, question } = scene
    if (question !== 'silence' || goneAt === undefined) return []
    const identity = nodeIdentity.find((one) => one.node === node)
    if (identity && bootedAt !== undefined && bootedAt + graceMilliseconds < goneAt)
      return [
        {
          for: ['cut-off', 'ran-on'],
          sure: true,
          text: 'it runs since before it was lost, with the same boot id',
          evidence: cite(
            [because(identity, `boot ${identity.bootId?.slice(0, 8) ?? ''} began`)],
            scene,
          ),
        },
      ]
    const log = logCoverage.find((one) => goesThrough(one, scene, goneAt))
    if (!log) return []
    return [
      {
        for: ['cut-off', 'ran-on'],
        sure: true,
        text: 'its own log goes on through the time in which it was lost',
        evidence: cite([because(log, 'its log goes on', log.lastAt)], scene, 'journal'),
      },
    ]
  },
})
