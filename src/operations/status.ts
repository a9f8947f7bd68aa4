import type * as z from 'zod'
import type { Configuration } from '#src/model/config.ts'
import { doingAnnotation } from '#src/model/doing.ts'
import type { Coverage } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import * as kube from '#src/model/facts/kubernetes.ts'
import * as storage from '#src/model/facts/longhorn.ts'
import * as board from '#src/model/facts/node.ts'
import type { NodeStatus, Status, VolumeStatus } from '#src/model/status.ts'
import { askChecks, askedNodes } from '#src/rules/ask-checks.ts'
import { nodeIsReady } from '#src/rules/checks/node-is-ready.ts'
import { podsAreWell } from '#src/rules/checks/pods-are-well.ts'
import { marksOf } from './cluster-marks.ts'
import type { LookOptions } from './look-options.ts'
import { observe, type Seen } from './observe.ts'
import { diagnosedBefore } from './remember.ts'
import { notedRuns } from './run/noted-runs.ts'

/** One look at everything, for `status`, `nodes` and `volumes`. */
export async function status(options: LookOptions): Promise<Status> {
  const seen = await observe(options, 'no logs')
  const before = diagnosedBefore(seen, options)
  const noted = notedRuns(marksOf(seen), options, before?.openFindings)
  return {
    ...statusOf(seen, seen.configuration?.nodes ?? {}),
    ...before,
    ...(noted?.unsettledRun && { unsettledRun: noted.unsettledRun }),
    ...(before && noted && { openFindings: noted.openFindings }),
  }
}

function factsOf<T>(index: EvidenceIndex, fact: Fact<T>): readonly (T & Origin)[] {
  return (index.facts.get(fact.kind) ?? []) as unknown as readonly (T & Origin)[]
}

/** What an observation says of nodes, volumes and pods. */
export function statusOf({ observation, index }: Seen, named: NamedNodes): Status {
  const version = factsOf(index, kube.apiHealth).find((server) => server.version)?.version
  const longhornVersion = factsOf(index, storage.longhornSettings).find(
    (setting) => setting.name === 'current-longhorn-version',
  )?.value
  const volumes = answered(observation, storage.longhornVolumes) ? volumesOf(index) : undefined
  const pods = podsOf({ observation, index })
  return {
    schema: 'bramble/status/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    ...(version !== undefined && { k3sVersion: version }),
    ...(longhornVersion !== undefined && { longhornVersion }),
    nodes: askedNodes(index, observation).map((name) =>
      nodeOf(name, { observation, index }, named[name]),
    ),
    ...(volumes && { volumes }),
    ...(pods && { pods }),
    coverage: [...observation.coverage],
  }
}

/** What bramble.yaml says of nodes, by their names. */
type NamedNodes = Readonly<
  Record<string, Pick<Configuration['nodes'][string], 'role' | 'address'> | undefined>
>

function nodeOf(name: string, { observation, index }: Seen, named: NamedNodes[string]): NodeStatus {
  const node = factsOf(index, kube.nodes).find((candidate) => candidate.name === name)
  const door = observation.coverage.find((one) => one.door === 'ssh' && one.target === name)
  const [result] = askChecks([nodeIsReady], { ...index, nodes: [name] }, observation)
  return {
    name,
    ...(node ? listed(node, index) : { ...notListed, ...wished(named) }),
    ...(result?.verdict === 'fail' && { trouble: result.reason }),
    ...boardOf(name, index),
    ...sshOf(door),
  }
}

type KubeNode = z.infer<typeof kube.nodes.schema>

const notListed = { role: 'unknown', ready: 'not-seen', cordoned: false } as const

/** Where the API does not list a node, its part is what bramble.yaml gives it. */
function wished(named: NamedNodes[string]): Partial<NodeStatus> {
  return defined({ role: named?.role, address: named?.address })
}

/** What the API says of a node. */
function listed(node: KubeNode, index: EvidenceIndex): Omit<NodeStatus, 'name' | 'ssh'> {
  const pods = factsOf(index, kube.pods).filter((pod) => pod.nodeName === node.name)
  const ready = node.conditions.find((condition) => condition.type === 'Ready')
  return {
    role: roleOf(node),
    ready: ready?.status ?? 'not-seen',
    cordoned: node.unschedulable,
    pods: pods.length,
    ...defined({
      version: node.version,
      address: node.addresses[0],
      doing: node.annotations?.[doingAnnotation],
    }),
  }
}

function roleOf(node: KubeNode): string {
  const server = node.roles.some((role) => ['control-plane', 'master', 'etcd'].includes(role))
  return server ? 'server' : 'agent'
}

function sshOf(door: Coverage | undefined): Pick<NodeStatus, 'ssh' | 'sshReason'> {
  if (!door || door.outcome === 'not-asked') return { ssh: 'not-asked' }
  if (door.outcome === 'answered') return { ssh: 'answered' }
  return { ssh: 'failed', sshReason: door.reason ?? door.outcome }
}

/** What the node itself said. */
function boardOf(name: string, index: EvidenceIndex): Partial<NodeStatus> {
  const here = <T>(fact: Fact<T>) => factsOf(index, fact).filter((record) => record.node === name)
  const [identity] = here(board.nodeIdentity)
  const [memory] = here(board.memory)
  const root = here(board.filesystems).find((disk) => disk.target === '/')
  const [worst] = [...here(board.pressure)].sort((one, other) => other.someAvg60 - one.someAvg60)
  const [bits] = here(board.throttling)
  return {
    ...defined({
      uptimeSeconds: identity?.uptimeSeconds,
      model: identity?.model,
      kernelRelease: identity?.kernelRelease,
      memoryTotalBytes: memory?.totalBytes,
      diskUsedPercent: root?.usedPercent,
    }),
    ...(memory?.availableBytes !== undefined && {
      memoryUsedBytes: memory.totalBytes - memory.availableBytes,
    }),
    ...(worst && { pressure: { resource: worst.resource, percent: worst.someAvg60 } }),
    ...(bits && { power: powerOf(bits) }),
  }
}

function powerOf(bits: z.infer<typeof board.throttling.schema>): string {
  if (bits.underVoltageNow) return 'under-voltage now'
  if (bits.underVoltageSinceBoot) return 'under-voltage'
  return bits.throttledNow || bits.softTemperatureLimitNow ? 'too hot' : 'good'
}

/** An empty list is an answer; a list that nobody could read is none. */
function answered(observation: Seen['observation'], { kind }: { readonly kind: string }): boolean {
  return observation.evidence.some((piece) => piece.kind === kind && piece.outcome === 'answered')
}

function volumesOf(index: EvidenceIndex): VolumeStatus[] {
  const replicas = factsOf(index, storage.longhornReplicas)
  const engines = factsOf(index, storage.longhornEngines)
  return factsOf(index, storage.longhornVolumes).map((volume) => {
    const rebuild = engines.find((engine) => engine.volume === volume.name)?.rebuilding[0]
    return {
      name: volume.name,
      ...defined({
        claim: volume.claimName && `${volume.claimNamespace}/${volume.claimName}`,
        state: volume.state,
        robustness: volume.robustness,
        node: volume.currentNode || undefined,
        wantedReplicas: volume.wantedReplicas,
        sizeBytes: volume.sizeBytes,
        rebuildPercent: rebuild?.progressPercent,
      }),
      replicas: replicas
        .filter((replica) => replica.volume === volume.name && replica.nodeName)
        .map((replica) => ({
          node: replica.nodeName ?? '',
          healthy: Boolean(replica.healthyAt) && !replica.failedAt,
        })),
      workloads: volume.workloads ?? [],
    }
  })
}

function podsOf({ observation, index }: Seen): Status['pods'] {
  if (!answered(observation, kube.pods)) return undefined
  const results = askChecks([podsAreWell], index, observation).filter(
    (result) => result.verdict === 'fail',
  )
  const troubled = results.map((result) => ({
    pod: result.subject.replace(/^pod\//, ''),
    reason: result.reason,
  }))
  return { well: factsOf(index, kube.pods).length - troubled.length, troubled }
}

/** Drops what is undefined, so that JSON and exact optional types agree. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
