import { journalIdentity } from '#src/journal/identity.ts'
import type { Plan } from '#src/model/plan.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { stepOf } from '#src/steps/index.ts'
import { takeNodeLocks } from '#src/steps/node-lock.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import type { RunSite } from './site.ts'

/**
 * Does `work` while the nodes that a plan touches bear a lock file with holder and run: what keeps
 * Brambles apart where the API is silent, and with it the Lease. A node that does not answer, or
 * that bramble.yaml does not name, has none, and the journal says so.
 *
 * @throws cluster error `locked`; exit 75
 */
export async function underNodeLocks<T>(
  site: RunSite,
  { plan, run }: { readonly plan: Plan; readonly run: number },
  work: (site: RunSite) => Promise<T>,
): Promise<T> {
  const { journal, ssh, signal } = site
  const nodeLocks = await takeNodeLocks({
    nodes: touchedNodes(plan, site),
    shell: (node) => nodeShell(ssh, node, signal),
    holder: `${site.who} ${journalIdentity(journal.folder)}`,
    run,
    doing: goalWords(plan.goal),
  })
  for (const [node, reason] of nodeLocks.absent)
    journal.append({ kind: 'node-lock', node, state: 'absent', reason })
  try {
    return await work({ ...site, nodeLocks })
  } finally {
    await nodeLocks.giveBack()
  }
}

function touchedNodes(plan: Plan, { ssh }: RunSite): readonly string[] {
  const touched = plan.steps.flatMap(({ step, input }) => stepOf(step).about(input).node ?? [])
  const reachable = new Set(ssh.targets.map(({ node }) => node))
  return [...new Set(touched)].filter((node) => reachable.has(node))
}
