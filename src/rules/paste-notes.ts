import type { Finding } from '#src/model/diagnosis.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'

const mostNames = 6

/**
 * What a paste leaves open, so that nobody takes the answer for surer than it is: whose lines these
 * are, and when they were written. A look at a cluster knows both.
 */
export function pasteNotes(
  findings: readonly Finding[],
  { nodes }: Pick<EvidenceIndex, 'nodes'>,
  { coverage }: Pick<Observation, 'coverage'>,
): string[] {
  const told = findings.filter(({ kind }) => kind !== 'benign')
  const isPaste = coverage.length > 0 && coverage.every(({ door }) => door === 'file')
  if (!isPaste || told.length === 0) return []
  const evidence = told.flatMap((finding) => finding.evidence)
  const unnamed = told
    // What is about the cluster, a pod or a volume needs no node.
    .filter(({ subject }) => subject.startsWith('node/') || nodes.length === 0)
    .flatMap((finding) => finding.evidence.filter(({ node }) => node === undefined))
  return [
    ...(unnamed.length > 0 ? [whose(nodes)] : []),
    ...(evidence.every(({ at }) => at === undefined)
      ? ['nothing that this rests on bears a date: whether it is still so, the text does not say']
      : []),
  ]
}

function whose(nodes: readonly string[]): string {
  if (nodes.length === 0)
    return 'the text names no node: with `hostname` beside it the answer would say where'
  if (nodes.length === 1)
    return `some lines name no node: they were taken for lines of ${nodes[0]}, the only one that is named`
  const names = nodes.slice(0, mostNames).join(', ')
  return `some lines name no node, and the text speaks of ${names}: whose they are is not known; one file a node, or the prompt above each command, would tell`
}
