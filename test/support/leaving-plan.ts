import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { nodeContainers, nodeIdentity, nodePreparation, units } from '#src/model/facts/node.ts'
import { machineDigest } from '#src/model/machine-digest.ts'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import { type PlanMade, planOn } from '#src/operations/run/make-plan.ts'
import { observationOf, type Records, takenAt } from './drain-cluster.ts'
import { nodeEvidence } from './node-evidence.ts'
import { storageCluster } from './storage-cluster.ts'
import { unitEvidence } from './unit-evidence.ts'

/** What a plan that takes pi03 away is made from; a test spoils it in one place. */
export interface Spoiling {
  /** pi01 to pi03 are servers with etcd, pi04 is an agent; `data` lies on pi02 and pi03. */
  readonly cluster: Records
  /** What pi03 says over SSH: identity, unit, containers, preparation. */
  readonly told: Evidence[]
}

export interface Leaving {
  readonly spoil?: (found: Spoiling) => void
  readonly accept?: Acceptance[]
  readonly options?: Goal['options']
  readonly ownNode?: string
  readonly isEnabled?: boolean
}

const addresses = { pi01: '10.0.0.1', pi02: '10.0.0.2', pi03: '10.0.0.3' }
const configuration = Configuration.parse({
  cluster: 'home',
  k3s: { version: 'v1.36.3+k3s1' },
  nodes: Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [name, { address, role: 'server' }]),
  ),
})
export const machineId = '3'.repeat(32)

/** The plan of a goal on pi03, and what its gates answer. */
export function leavingPlan(name: string, wanted: Leaving = {}): PlanMade {
  const { spoil, accept = [], options = {}, ownNode, isEnabled = true } = wanted
  const cluster = storageCluster((one) =>
    one === 'pi02' || one === 'pi03' ? [`data-r-${one}`] : [],
  )
  const told = [
    nodeEvidence(nodeIdentity, 'pi03', { hostname: 'pi03', bootId: 'boot-pi03' }),
    unitEvidence('pi03', {
      name: 'k3s.service',
      unitFileState: isEnabled ? 'enabled' : 'disabled',
    }),
    nodeEvidence(nodeContainers, 'pi03', { running: 3 }),
    nodeEvidence(nodePreparation, 'pi03', {
      root: true,
      machineId,
      files: [],
      programs: [],
      modules: [],
      clusterAuthority: 'a'.repeat(64),
    }),
  ]
  spoil?.({ cluster, told })
  const seen = observationOf(cluster)
  const look = lookAt({ ...seen, evidence: [...seen.evidence, ...told] })
  const site = { cluster: 'home', clock: fixedClock(takenAt), around: { configuration, ownNode } }
  return planOn(look, { goal: { name, target: 'pi03', options }, accept }, site)
}

export const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
export const stepsOf = ({ plan }: PlanMade) => plan.steps.map(({ step }) => step)

/** What pi03 says of one kind of fact, replaced. */
export function tells({ told }: Spoiling, kind: string, records: Evidence['records']): void {
  const piece = told.find((one) => one.kind === kind)
  if (piece) Object.assign(piece, { records })
}

/** pi03 lost its power after K3s was disabled there: no kubelet reports the boot that it runs now. */
export function startsWithoutK3s({ cluster, told }: Spoiling, machine: string): void {
  for (const one of cluster.nodes)
    if (one.name === 'pi03') one.machineDigest = machineDigest(machineId)
  const found = { cluster, told }
  tells(found, nodeIdentity.kind, [{ hostname: 'pi03', bootId: 'a-new-boot' }])
  tells(found, nodeContainers.kind, [{ running: 0 }])
  const stopped = { name: 'k3s.service', activeState: 'inactive', subState: 'dead' }
  tells(found, units.kind, unitEvidence('pi03', stopped).records)
  const prepared = { root: true, machineId: machine, files: [], programs: [], modules: [] }
  tells(found, nodePreparation.kind, [prepared])
}
