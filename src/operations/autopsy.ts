import { readInputs } from '#src/collect/files/read-inputs.ts'
import { endQuestions, neighbourQuestions } from '#src/collect/node/program/node-program.ts'
import type { Autopsy } from '#src/model/autopsy.ts'
import { systemClock } from '#src/model/clock.ts'
import { usageError } from '#src/model/error.ts'
import { autopsy, witnessQueries } from '#src/rules/autopsy/autopsy.ts'
import type { AutopsyRequest } from '#src/rules/autopsy/scene.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import type { LookOptions } from './look-options.ts'
import type { Seen } from './observe.ts'

const queries = [...new Set([...patterns.flatMap((pattern) => pattern.queries), ...witnessQueries])]

interface FileOptions {
  readonly signal: AbortSignal
  readonly inIsTerminal: boolean
}

/** Says from files why a node went down: bundles, evidence files, logs, pasted text; `-` is standard input. */
export async function autopsyFiles(
  request: AutopsyRequest,
  inputs: readonly string[],
  options: FileOptions,
): Promise<Autopsy> {
  const seen = await readInputs(inputs, { queries, clock: systemClock, ...options })
  const result = autopsy(request, seen, patterns)
  return { ...result, next: [...strangers(request.node, seen), ...result.next] }
}

/** What is said if the files speak of other nodes alone. */
function strangers(node: string, { index }: Seen): Autopsy['next'] {
  if (index.nodes.length === 0 || index.nodes.includes(node)) return []
  return [
    {
      why: `nothing here names ${node}; it speaks of ${index.nodes.slice(0, 10).join(', ')}`,
      command: `bramble autopsy ${index.nodes[0]} FILE`,
    },
  ]
}

/**
 * Observes the cluster, asks the node about its boots and the others about the node, and says why
 * it went down.
 *
 * @throws usage error `node-unknown`, and those of the configuration
 */
export async function autopsyNode(request: AutopsyRequest, options: LookOptions): Promise<Autopsy> {
  // Reading a file needs no door to a cluster.
  const { observe } = await import('./observe.ts')
  const { node, boot = -1 } = request
  const seen = await observe(options, queries, {
    questionsTo(target, all) {
      if (target.node === node) return endQuestions(boot)
      const asked = all.find((one) => one.node === node)
      return neighbourQuestions(asked ? [asked] : [])
    },
  })
  checkName(node, seen)
  return autopsy(request, seen, patterns)
}

function checkName(node: string, { index, observation }: Seen): void {
  const asked = observation.coverage.flatMap(({ door, target }) => (door === 'ssh' ? [target] : []))
  const known = [...new Set([...asked, ...index.nodes])].sort()
  // With nobody to ask the answer is that nothing was seen, not that the name is wrong.
  if (known.length === 0 || known.includes(node)) return
  throw usageError('node-unknown', `the cluster has no node "${node.slice(0, 60)}"`, {
    next: `its nodes: ${known.slice(0, 20).join(', ')}`,
  })
}
