import { lines } from '#src/model/line.ts'
import linkFault from '../../patterns/causes/nic-or-link-fault/pattern.ts'
import { cite, defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex, isAround } from '../scene.ts'

/**
 * A kubelet that lives and reaches nobody: client-go's words for a way that is gone. A handshake
 * that times out is left out: that is a server too busy to answer.
 */
const cutOff = lines(
  ['Failed to update lease', 'Remotedialer proxy error', 'Error updating node status'],
  /(?:Failed to update lease|Remotedialer proxy error|Error updating node status).*(?:client connection lost|no route to host|network is unreachable|i\/o timeout|connection timed out)/,
)

export default defineWitness({
  id: 'own-network',
  scope: 'cluster',
  reads: { cutOff },
  patterns: [linkFault],

  look({ cutOff }, scene): Statement[] {
    if (scene.question !== 'silence') return []
    const [link] = matchesOf([linkFault], endIndex(scene))
    if (link)
      return [
        {
          for: ['cut-off'],
          sure: link.match.confidence === 'confirmed',
          cause: link.pattern.id,
          text: 'its link failed then',
          evidence: link.evidence,
        },
      ]
    const around = cutOff.filter((line) => isAround(line, scene))
    const own = around.filter(({ node }) => node === undefined || node === scene.node)
    if (own.length === 0) return []
    const others = around.filter((line) => !own.includes(line))
    if (others.length === 0)
      return [
        {
          for: ['cut-off'],
          text: 'its kubelet lived and reached no server, while others did',
          evidence: cite(own, scene),
        },
      ]
    return [
      {
        for: ['ran-on'],
        against: ['cut-off'],
        text: 'other nodes could not reach the server then, either',
        evidence: cite([...own, ...others], scene),
      },
    ]
  },
})
