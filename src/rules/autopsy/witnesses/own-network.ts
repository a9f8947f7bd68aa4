import { type LogLine, lines } from '#src/model/line.ts'
import linkFault from '../../patterns/causes/nic-or-link-fault/pattern.ts'
import { cite, defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex, isAround, type Scene } from '../scene.ts'

/**
 * A kubelet that lives and reaches nobody: client-go's words for a way that is gone. A handshake
 * that times out is left out: that is a server too busy to answer.
 */
const cutOff = lines(
  ['Failed to update lease', 'Remotedialer proxy error', 'Error updating node status'],
  /(?:Failed to update lease|Remotedialer proxy error|Error updating node status).*(?:client connection lost|no route to host|network is unreachable|i\/o timeout|connection timed out)/,
)

/** drivers/net/phy/phy.c, and systemd-networkd; containers' interfaces come and go all day. */
const linkDown = lines(
  ['ink is Down', 'ink is down', 'Lost carrier'],
  /^(?!.*\b(?:veth|cni|flannel|cali|docker|br-)).*(?:[Ll]ink is [Dd]own|Lost carrier)/,
)

export default defineWitness({
  id: 'own-network',
  scope: 'cluster',
  reads: { cutOff, linkDown },
  patterns: [linkFault],

  look({ cutOff, linkDown }, scene): Statement[] {
    if (scene.question !== 'silence') return []
    const downs = linkDown.filter(
      (line) => line.node === scene.node && isAround(line, scene) && isBefore(line, scene),
    )
    if (downs.length > 0)
      return [
        {
          for: ['cut-off'],
          sure: true,
          cause: linkFault.id,
          text: 'its link went down, and then it was lost',
          evidence: cite(downs, scene),
        },
      ]
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

/** The controller misses a node 40 to 60 s after its last word. */
const noticeMilliseconds = 90_000

/** The loss of the link is the loss that the others noticed. */
function isBefore(line: LogLine, { goneAt, clocks, node }: Scene): boolean {
  if (goneAt === undefined || line.lastAt === undefined || line.firstAt === undefined) return false
  const [first, last] = [line.firstAt, line.lastAt].map((at) => clocks.correct(at, node))
  return (first ?? 0) <= goneAt && (last ?? 0) >= goneAt - noticeMilliseconds
}
