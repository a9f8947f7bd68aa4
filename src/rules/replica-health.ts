import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { nodes } from '#src/model/facts/kubernetes.ts'
import type {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { whyNotReady } from './ready-nodes.ts'

type Of<F extends { schema: z.ZodType }> = z.infer<F['schema']> & Origin
export type Volume = Of<typeof longhornVolumes>
export type Replica = Of<typeof longhornReplicas>

/** What is known of Longhorn and of the nodes that it runs on. */
export interface Storage {
  readonly longhornVolumes: readonly Volume[]
  readonly longhornReplicas: readonly Replica[]
  readonly longhornEngines: readonly Of<typeof longhornEngines>[]
  readonly longhornNodes: readonly Of<typeof longhornNodes>[]
  readonly nodes: readonly Of<typeof nodes>[]
}

/** `grafana-data` for a reader, with the volume's own name where they differ. */
export function volumeName({ name, claimName }: Pick<Volume, 'name' | 'claimName'>): string {
  return claimName === undefined || claimName === name ? name : `${claimName} (${name})`
}

/** By its own wish this volume has one copy: nothing is missing where there is no other. */
export function wantsOneCopy({ wantedReplicas, dataLocality }: Volume): boolean {
  return wantedReplicas === 1 || dataLocality === 'strict-local'
}

/**
 * True for a volume that was made and never attached: no replica has ever been healthy, none has
 * failed, and no engine runs. It blocked drains for ever (longhorn/longhorn#2673).
 */
export function neverAttached(volume: Volume, storage: Storage): boolean {
  const replicas = replicasOf(volume, storage)
  return (
    volume.state === 'detached' &&
    replicas.length > 0 &&
    replicas.every(({ healthyAt, failedAt }) => !healthyAt && !failedAt)
  )
}

export function replicasOf(volume: Volume, { longhornReplicas }: Storage): readonly Replica[] {
  return longhornReplicas.filter((replica) => replica.volume === volume.name)
}

/**
 * Why a replica cannot stand in for one that goes away, or undefined where it can: `healthyAt`
 * set, `failedAt` empty, on a Ready node, its disk not broken, and RW in its volume's engine
 * unless the volume is detached.
 *
 * @param now milliseconds since the epoch
 */
export function whyNoTwin(
  replica: Replica,
  volume: Volume,
  storage: Storage,
  now: number,
): string | undefined {
  const on = replica.nodeName ? `on ${replica.nodeName}` : 'on no node yet'
  const why =
    whyNotHealthy(replica, storage) ??
    whyNoNode(replica, storage, now) ??
    whyNotWritable(replica, volume, storage)
  return why && `the one ${on} ${why}`
}

function whyNotHealthy(
  { name, failedAt, healthyAt }: Replica,
  { longhornEngines }: Storage,
): string | undefined {
  const rebuild = longhornEngines
    .flatMap((engine) => engine.rebuilding)
    .find((rebuilding) => rebuilding.replica === name)
  if (rebuild) return `is rebuilding: ${Math.round(rebuild.progressPercent)} %`
  if (failedAt) return `failed at ${failedAt}`
  return healthyAt ? undefined : 'has never been healthy'
}

function whyNoNode(
  { name, nodeName }: Replica,
  { nodes, longhornNodes }: Storage,
  now: number,
): string | undefined {
  const node = nodes.find((candidate) => candidate.name === nodeName)
  if (!node) return 'is on a node that the API server does not list'
  const trouble = whyNotReady(node, now)
  if (trouble) return `is on a node that cannot serve it: ${trouble}`
  const longhorn = longhornNodes.find((candidate) => candidate.name === nodeName)
  if (!longhorn) return 'is on a node that Longhorn does not list'
  if (notTrue(longhorn.conditions)) return 'is on a node that Longhorn does not call Ready'
  const disk = longhorn.disks.find((candidate) => candidate.replicas.includes(name))
  return disk && notTrue(disk.conditions)
    ? 'is on a disk that Longhorn does not call Ready'
    : undefined
}

function notTrue(conditions: readonly { type: string; status: string }[]): boolean {
  const ready = conditions.find((condition) => condition.type === 'Ready')
  return ready !== undefined && ready.status !== 'True'
}

/** While a volume is attached its engine knows best; two engines run during a live migration. */
function whyNotWritable(
  { name }: Replica,
  volume: Volume,
  { longhornEngines }: Storage,
): string | undefined {
  if (volume.state === 'detached') return undefined
  const engines = longhornEngines.filter(
    (engine) => engine.volume === volume.name && Object.keys(engine.replicaModes).length > 0,
  )
  if (engines.length === 0) return 'is not known to any running engine'
  const engine = engines.find((each) => each.replicaModes[name] !== 'RW')
  return engine && `is ${engine.replicaModes[name] ?? 'unknown'} in the engine, not RW`
}

/** One sentence for each replica elsewhere that cannot stand in; undefined where one can. */
export function whyNoOtherCopy(
  volume: Volume,
  node: string,
  storage: Storage,
  now: number,
): string | undefined {
  const others = replicasOf(volume, storage).filter((replica) => replica.nodeName !== node)
  const reasons = others.map((replica) => whyNoTwin(replica, volume, storage, now))
  if (reasons.includes(undefined)) return undefined
  return reasons.length === 0 ? 'no replica is anywhere else' : reasons.join('; ')
}
