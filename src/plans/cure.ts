import type { Finding } from '#src/model/diagnosis.ts'
import { clusterError, defect, usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import type { Goal } from '#src/model/plan.ts'
import { mayHoldReplicas } from '#src/rules/replica-room.ts'
import { seen } from './seen.ts'

/** The goal that cures findings of one cause. */
type Cure = (findings: readonly Finding[], index: EvidenceIndex) => Omit<Goal, 'cures'>

const cures: Readonly<Record<string, Cure>> = {
  uncordon: (findings) => ({ name: 'uncordon', target: oneNode(findings), options: {} }),
  'restart-csi-plugin': (findings) => ({
    name: 'restart-csi-plugin',
    target: oneNode(findings),
    options: {},
  }),
  replicas: cureReplicas,
}

/**
 * The goal of this name with the target that the findings name.
 *
 * @param findings at least one, all of one cause
 * @throws usage error `fix-which` where they need a plan each; cluster error `plan-not-seen` or
 *   `fix-without-nodes`
 */
export function goalFor(goal: string, findings: readonly Finding[], index: EvidenceIndex): Goal {
  const cure = Object.hasOwn(cures, goal) ? cures[goal] : undefined
  if (!cure) throw defect('cure-unknown', `No finding can be turned into the goal ${goal}.`)
  return { ...cure(findings, index), cures: findings.map(({ id }) => id).sort() }
}

function oneNode(findings: readonly Finding[]): string {
  const [first, ...others] = findings
  if (first?.subject.startsWith('node/') && others.length === 0)
    return first.subject.slice('node/'.length)
  throw usageError('fix-which', 'Each of these needs a plan of its own.', {
    next: `Say which: ${findings.map(({ id }) => `\`bramble fix ${id}\``).join(', ')}.`,
  })
}

/** One node more than replicas, so that a lost one can be made whole; two on two is the exception. */
function cureReplicas(findings: readonly Finding[], index: EvidenceIndex): Omit<Goal, 'cures'> {
  const homes = seen(index, longhornNodes).filter(mayHoldReplicas).length
  if (homes === 0)
    throw clusterError(
      'fix-without-nodes',
      'No node may hold a replica: there is no count to set.',
      {
        next: 'Allow scheduling on a node of Longhorn first.',
      },
    )
  const volumes = findings
    .map(({ subject }) => subject)
    .filter((subject) => subject.startsWith('volume/'))
    .map((subject) => subject.slice('volume/'.length))
  const count = homes > 2 ? homes - 1 : homes
  const named = volumes.length > 0 ? { volume: volumes.sort().join(',') } : {}
  return { name: 'replicas', target: String(count), options: { ...named, new: true } }
}
