import { journalIdentity } from '#src/journal/identity.ts'
import type { Run } from '#src/model/entry.ts'
import type { Plan } from '#src/model/plan.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { cleanLine } from '#src/model/text.ts'
import { stepOf } from '#src/steps/index.ts'
import { type NodeLocks, takeNodeLocks } from '#src/steps/node-lock.ts'
import { markNodes } from '#src/steps/node-marks.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import { askForRoot } from './ask-for-root.ts'
import type { RunSite } from './site.ts'

/**
 * Does `work` while the nodes that a plan touches bear a lock file with holder and run: what keeps
 * Brambles apart where the API is silent, and with it the Lease. Their Node objects say it too. A node that does not answer, or
 * that bramble.yaml does not name, has none, and the journal says so.
 *
 * @throws cluster error `locked`; exit 75
 */
export async function underNodeLocks<T>(
  site: RunSite,
  { plan, run }: { readonly plan: Plan; readonly run: number },
  work: (site: RunSite) => Promise<T>,
): Promise<T> {
  const { journal, kube } = site
  const doing = goalWords(plan.goal)
  const nodeLocks = await lockAsRoot(site, {
    nodes: reachable(touchedNodes(plan), site),
    run,
    doing,
  })
  for (const [node, reason] of nodeLocks.absent)
    journal.append({ kind: 'node-lock', node, state: 'absent', reason })
  const wordsOf = ({ id, goal }: Pick<Run, 'id' | 'goal'>) =>
    `${site.who}: ${cleanLine(goalWords(goal))} (run ${id})`
  const unmark = await markNodes({
    kube,
    nodes: touchedNodes(plan),
    words: wordsOf({ id: run, goal: plan.goal }),
    over: journal.runs().map(wordsOf),
  })
  try {
    return await work({ ...site, nodeLocks, unmark })
  } finally {
    await unmark()
    await nodeLocks.giveBack()
  }
}

interface Locking {
  readonly nodes: readonly string[]
  readonly run: number
  readonly doing: string
}

/** Takes the locks. Where sudo wants a password, the person who started the run is asked for it. */
async function lockAsRoot(site: RunSite, { nodes, run, doing }: Locking): Promise<NodeLocks> {
  const { ssh, signal, root, askPassword } = site
  const take = async () => {
    const taken = await takeNodeLocks({
      nodes,
      shell: (node) => nodeShell(ssh, node, signal, root),
      holder: `${site.who} ${journalIdentity(site.journal.folder)}`,
      run,
      doing,
    })
    root?.forget(taken.rootless)
    return taken
  }
  let locks = await take()
  await askForRoot(locks.rootless, {
    root,
    askPassword,
    async again() {
      await locks.giveBack()
      locks = await take()
      return locks.rootless
    },
  })
  return locks
}

function reachable(nodes: readonly string[], { ssh }: RunSite): readonly string[] {
  return nodes.filter((node) => ssh.targets.some((target) => target.node === node))
}

function touchedNodes(plan: Plan): readonly string[] {
  const touched = plan.steps.flatMap(({ step, input }) => {
    const { node, wish } = stepOf(step).about(input)
    const named = wish?.['nodes']
    return [...(node === undefined ? [] : [node]), ...(Array.isArray(named) ? named : [])]
  })
  return [...new Set(touched)]
}
