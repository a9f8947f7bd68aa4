import type { PracticeCluster } from '#src/practice/cluster.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import type { PracticeObject } from '#src/practice/kubernetes/store.ts'
import type { Board } from '#src/practice/world/board.ts'
import { listAt, numberAt, textAt, textsAt, truthAt } from '#src/transport/kubernetes/fields.ts'

/** What a board had before a trial began. */
interface BoardBefore {
  /** Boots; those that a trial itself makes count as if they had been there. */
  boots: number
  readonly certificatesEndAt: number
}
export type Before = ReadonlyMap<string, BoardBefore>

export function stateBefore({ world }: PracticeCluster): Before {
  const one = ({ name, boots, certificatesEndAt }: Board) =>
    [name, { boots: boots.length, certificatesEndAt }] as const
  return new Map(world.boards.map(one))
}

/**
 * All that a goal may have changed, as lines: from the API's own store and from the boards, never
 * from Bramble. Names that are made anew each time stand for what they name. A lock file that a kill
 * leaves behind is none of it: it runs out by itself.
 */
export function stateOf(
  { world }: Pick<PracticeCluster, 'world'>,
  before: Before,
): readonly string[] {
  const all = (apiVersion: string, kind: string) => {
    const found = kindOf(apiVersion, kind)
    return found ? world.store.list(found) : []
  }
  const longhorn = 'longhorn.io/v1beta2'
  const nodes = all('v1', 'Node').map((node) => {
    // Whether anybody noticed in time that a stopped node is silent is no matter of the goal.
    const board = world.boards.find(({ name }) => name === node.metadata.name)
    const runs = board?.runsKubelet() === true
    const keys = listAt(node, 'spec.taints').map((taint) => textAt(taint, 'key') ?? '')
    const taints = runs ? keys : keys.filter((key) => !/unreachable|not-ready/.test(key))
    const own = Object.keys(textsAt(node, 'metadata.annotations')).filter((key) =>
      key.startsWith('bramble/'),
    )
    const cordoned = truthAt(node, 'spec.unschedulable') ?? false
    return `node ${node.metadata.name} cordoned=${cordoned} ready=${runs && readyOf(node)} taints=${taints.join()} marks=${own.join()}`
  })
  const boards = world.boards.flatMap((board) => linesOfBoard(board, before.get(board.name)))
  const storage = all(longhorn, 'Node').map(
    (node) =>
      `storage ${node.metadata.name} ${truthAt(node, 'spec.allowScheduling')} evict=${truthAt(node, 'spec.evictionRequested')}`,
  )
  const replicas = all(longhorn, 'Replica')
  const volumes = all(longhorn, 'Volume').map((volume) => {
    const own = replicas.filter((one) => textAt(one, 'spec.volumeName') === volume.metadata.name)
    const here = own.filter((one) => textAt(one, 'spec.nodeID') === 'pi03' && isHealthy(one))
    return `volume ${textAt(volume, 'spec.size')} ${textAt(volume, 'status.robustness')} wants=${numberAt(volume, 'spec.numberOfReplicas')} healthy=${own.filter(isHealthy).length} on-pi03=${here.length > 0}`
  })
  const classes = all('storage.k8s.io/v1', 'StorageClass').map(
    (one) => `class ${one.metadata.name} ${textsAt(one, 'parameters')['numberOfReplicas']}`,
  )
  const pods = all('v1', 'Pod').map(
    (pod) =>
      `pod ${pod.metadata.namespace}/${pod.metadata.labels?.['app'] ?? 'one'} ${textAt(pod, 'status.phase')}`,
  )
  const charts = all('helm.cattle.io/v1', 'HelmChart').map(
    (one) => `chart ${one.metadata.name} ${textAt(one, 'spec.version')}`,
  )
  const passwords = all('v1', 'Secret').flatMap(({ metadata: { name } }) =>
    name.endsWith('.node-password.k3s') ? [`secret ${name}`] : [],
  )
  return [
    ...[...nodes, ...boards, ...storage, ...volumes],
    ...[...classes, ...pods, ...charts, ...passwords],
  ].sort()
}

/** Files in memory go with the next boot; a lock file is one of them. */
const isKept = (path: string) => !path.startsWith('/run/')

function linesOfBoard(board: Board, before: BoardBefore | undefined): readonly string[] {
  const { name, power, hasK3s, containersRun, k3sVersion, kernel, packages, files } = board
  const { role, member, etcd, commandLine, nodePassword } = board
  const unit = board.units.get(board.k3sUnit)
  const boots = board.boots.length - (before?.boots ?? 0)
  const renewed = board.certificatesEndAt !== before?.certificatesEndAt
  const versions = [...packages.installed].map(([one, { version }]) => `${one}=${version}`)
  return [
    `board ${name} ${power} ${board.k3sUnit}=${unit?.state}/${unit?.enabled} boots=${boots}`,
    `board ${name} k3s=${hasK3s && k3sVersion} containers=${containersRun} renewed=${renewed}`,
    `board ${name} ${role} member=${member} etcd=${etcd} password=${nodePassword !== undefined}`,
    `board ${name} kernel words ${commandLine.replace(board.rootUuid.slice(0, 8), 'its disk')}`,
    `board ${name} volumes=${board.attachedVolumes.size} kernel=${kernel} half=${[...packages.half].join()}`,
    `board ${name} packages ${versions.join(' ')}`,
    ...[...files].flatMap(([path, { bytes }]) =>
      isKept(path) ? [`file ${name} ${path} ${bytes.length}${configurationOf(path, bytes)}`] : [],
    ),
  ]
}

/** No secret stands in it, so nothing of it is made anew each time. */
function configurationOf(path: string, bytes: Uint8Array): string {
  return path.startsWith('/etc/rancher/k3s/')
    ? ` ${JSON.stringify(Buffer.from(bytes).toString())}`
    : ''
}

function isHealthy(replica: PracticeObject): boolean {
  return !!textAt(replica, 'spec.healthyAt') && !textAt(replica, 'spec.failedAt')
}

function readyOf(node: PracticeObject): string | undefined {
  const ready = listAt(node, 'status.conditions').find((one) => textAt(one, 'type') === 'Ready')
  return textAt(ready, 'status')
}

/** Nobody does anything any more; a stopped cluster alone has no API to take that away in. */
export function marksLeft({ world }: PracticeCluster): readonly string[] {
  if (!world.boards.some((board) => board.role === 'server' && board.runsKubelet())) return []
  const kind = kindOf('v1', 'Node')
  const nodes = kind ? world.store.list(kind) : []
  return nodes.flatMap((node) => {
    const mark = textsAt(node, 'metadata.annotations')['bramble/doing']
    return mark === undefined ? [] : [`${node.metadata.name} still says: ${mark}`]
  })
}

/** Says each time that a volume which had a healthy replica has none any more. */
export function watchCopies({ world }: PracticeCluster): string[] {
  const lost: string[] = []
  const kind = kindOf('longhorn.io/v1beta2', 'Replica')
  const had = new Set<string>()
  const look = () => {
    if (!kind) return
    const healthy = new Set(
      world.store
        .list(kind)
        .filter(isHealthy)
        .map((replica) => textAt(replica, 'spec.volumeName') ?? ''),
    )
    for (const volume of had)
      if (!healthy.has(volume)) lost.push(`${volume} has no healthy replica any more`)
    had.clear()
    for (const volume of healthy) had.add(volume)
  }
  look()
  world.store.onChange(({ kind: changed }) => {
    if (changed === kind) look()
  })
  return lost
}
