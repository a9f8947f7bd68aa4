import { indexEvidence } from '#src/collect/index-evidence.ts'
import { usageError } from '#src/model/error.ts'
import type { Observation } from '#src/model/evidence.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { units } from '#src/model/facts/node.ts'
import type { Service } from '#src/model/service.ts'
import { k3sUnitOf } from '#src/rules/k3s-unit.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { LookOptions } from './look-options.ts'
import { openCluster } from './open-cluster.ts'
import { lookAround } from './run/look-around.ts'

/**
 * What systemd says of K3s on a node. The API is not asked: it may be what has stopped.
 *
 * @throws usage error `node-not-configured`, and those of the configuration
 */
export async function serviceStatus(node: string, options: LookOptions): Promise<Service> {
  const cluster = await openCluster(options)
  const target = cluster.targets.find((candidate) => candidate.node === node)
  const ssh = openSsh(target ? [target] : [])
  try {
    if (!target)
      throw usageError('node-not-configured', `bramble.yaml names no node "${node.slice(0, 60)}"`, {
        next: `its nodes: ${cluster.targets.map((known) => known.node).join(', ') || 'none'}`,
      })
    const eyes = { cluster: cluster.name, kube: undefined, ssh }
    return serviceIn(await lookAround(eyes, [node], options), node)
  } finally {
    await ssh.close()
    await cluster.close()
  }
}

export function serviceIn(observation: Observation, node: string): Service {
  const index = indexEvidence(observation.evidence, [], Date.parse(observation.takenAt))
  const told = factsOf(index, units)
  const unit = k3sUnitOf(told)
  const head = { schema: 'bramble/service/1', node } as const
  if (!unit) return { ...head, reason: whyNone(observation, told.length > 0) }
  return {
    ...head,
    unit: unit.name,
    activeState: unit.activeState,
    ...(unit.subState !== undefined && { subState: unit.subState }),
    ...(unit.unitFileState !== undefined && { atBoot: unit.unitFileState }),
    ...(unit.activeSince !== undefined && { activeSince: unit.activeSince }),
    ...(unit.inactiveSince !== undefined && { inactiveSince: unit.inactiveSince }),
    ...(unit.restarts !== undefined && { restarts: unit.restarts }),
  }
}

function whyNone({ evidence }: Observation, answered: boolean): string {
  if (answered) return 'the node has no unit k3s or k3s-agent'
  const silent = evidence.find(({ outcome }) => outcome !== 'answered')
  return silent?.reason ?? silent?.outcome ?? 'the node did not answer'
}
