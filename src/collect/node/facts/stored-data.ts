import { storedPieces as fact } from '#src/model/facts/node.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader } from './reader.ts'

/**
 * What would be lost with K3s on a node, piece by piece. Paths are K3s's and Longhorn's own:
 * docs.k3s.io/storage, longhorn.io (default disk).
 */
const program = `for place in /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/agent/containerd /var/lib/rancher/k3s/storage/* /var/lib/longhorn/replicas/*; do
[ -e "$place" ] || continue
du -sk "$place" | sed 's/^/piece /'
done
echo all`

export const storedData: Section = {
  name: 'stored_data',
  command: `if [ "$(id -u)" = 0 ]; then sh -c ${quoteWord(program)}
else sudo -n sh -c ${quoteWord(program)}
fi 2>/dev/null
:`,
  seconds: 20,
  maxBytes: 60_000,
  keep: 'head',
  disk: true,
}

export const storedPieces: FactReader = {
  kind: fact.kind,
  source: 'du -sk of K3s’s and Longhorn’s folders',
  section: storedData.name,
  read(answers) {
    const { text } = answerTo(answers, storedData.name)
    if (!/^all$/m.test(text)) return absent('failed', 'the node did not say in time what it stores')
    return [...text.matchAll(/^piece (\d+)\s+(\/.+)$/gm)].map(([, kilobytes, path]) => ({
      path,
      sizeBytes: Number(kilobytes) * 1024,
    }))
  },
}
