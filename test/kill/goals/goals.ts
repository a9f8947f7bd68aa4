import type { Goal } from '#src/model/plan.ts'
import type { PracticeCluster } from '#src/practice/cluster.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'
import { exchangeBoard } from '#src/practice/world/exchange.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { installLonghornByChart } from './longhorn-chart.ts'

/** What somebody wants, with the gates that refuse it on a small cluster and are accepted. */
export interface Wanted {
  readonly goal: Goal
  readonly accept: readonly string[]
}

/** A goal that is killed at every place, on a healthy practice cluster that was prepared for it. */
export interface KilledGoal extends Wanted {
  /** What nobody disturbs, and comes first. */
  readonly prior?: Wanted
  readonly before?: (cluster: PracticeCluster) => void
  /** True where it leaves the board without power, or lets the power decide when it boots. */
  readonly endsPower?: boolean
  /** What the cluster is like, where it is not the usual one. */
  readonly on?: Pick<Scenario, 'servers' | 'bare'>
  /** True where boards become nodes: bramble.yaml names a release then. */
  readonly builds?: boolean
  /** Who loses its power; the target where nothing is said. */
  readonly loses?: string
}

/** The node that goals are about. */
export const target = 'pi03'

type More = Partial<Omit<KilledGoal, 'goal'>>

function onNode(name: string, more: More & { readonly options?: Goal['options'] } = {}) {
  return wanted(name, { target, ...more })
}

function wanted(
  name: string,
  { options = {}, ...more }: More & { readonly target: string; readonly options?: Goal['options'] },
): KilledGoal {
  const { target: about, accept = [], ...rest } = more
  return { goal: { name, target: about, options }, accept, ...rest }
}

const whole = { target: '' }
const everyBoard = ['pi01', 'pi02', 'pi03', 'pi04']
const builds = { ...whole, builds: true, on: { bare: everyBoard }, before: giveWords }
const buildsThree = { ...builds, on: { bare: everyBoard, servers: 3 as const } }

/** By the words that `npm run test:kill:goals` takes. */
export const killedGoals: Readonly<Record<string, KilledGoal>> = {
  up: wanted('up', builds),
  // The server that all others wait for.
  'up-server': wanted('up', { ...builds, loses: 'pi01' }),
  'up-three': wanted('up', { ...buildsThree, loses: 'pi02' }),
  add: wanted('up', { ...whole, builds: true, on: { bare: [target] } }),
  replace: onNode('replace', { builds: true, before: exchange }),
  drain: onNode('drain'),
  uncordon: onNode('uncordon', { before: cordon }),
  reboot: onNode('reboot'),
  isolate: onNode('isolate', { options: { for: '10m' } }),
  rejoin: onNode('rejoin', { prior: onNode('isolate', { options: { for: '10m' } }) }),
  remove: onNode('remove'),
  replicas: wanted('replicas', { target: '3', accept: ['replicas/3'] }),
  'storage-off': onNode('storage off'),
  'storage-off-evict': onNode('storage off', { options: { evict: true } }),
  'storage-on': onNode('storage on', { prior: onNode('storage off') }),
  'service-stop': onNode('service stop', { accept: ['pod/*'] }),
  'service-start': onNode('service start', {
    prior: onNode('service stop', { accept: ['pod/*'] }),
  }),
  'service-restart': onNode('service restart'),
  'service-disable': onNode('service disable'),
  'service-enable': onNode('service enable', { prior: onNode('service disable') }),
  stop: wanted('stop', whole),
  start: wanted('start', { ...whole, prior: wanted('stop', whole) }),
  'update-os': wanted('update os', {
    ...whole,
    options: { nodes: target },
    prior: wanted('update os', { ...whole, options: { nodes: target } }),
  }),
  'update-os-lists': wanted('update os', { ...whole, options: { nodes: target } }),
  'update-longhorn': wanted('update longhorn', {
    target: '1.12.2',
    before: installLonghornByChart,
  }),
  certificates: wanted('certificates rotate', { target: 'cluster', accept: ['server/pi01'] }),
  'power-cycle': onNode('power-cycle'),
  'power-off': onNode('power-off', { endsPower: true }),
  'power-on': onNode('power-on', { before: switchOff, endsPower: true }),
  'restart-csi-plugin': onNode('restart-csi-plugin'),
  destroy: wanted('destroy', {
    target: 'practice',
    accept: ['backup/practice'],
    prior: wanted('stop', whole),
  }),
}

function cordon({ world }: PracticeCluster): void {
  const node = nodeNamed(world.store, target)
  if (!node) throw new Error(`no node ${target}`)
  world.store.put({ ...node, spec: { ...node.spec, unschedulable: true } })
}

/** Somebody wrote cmdline.txt before: boards that restart, one after the other, are what `add` is about. */
function giveWords({ world: { boards } }: PracticeCluster): void {
  for (const board of boards) {
    board.bootWords = ['psi=1', 'cgroup_enable=memory']
    board.reboot()
  }
}

/** The board died an hour ago, and a new one stands in its place. */
function exchange(cluster: PracticeCluster): void {
  switchOff(cluster)
  cluster.world.clock.advance(3600)
  exchangeBoard(boardNamed(cluster.world, target))
}

function switchOff({ world }: PracticeCluster): void {
  boardNamed(world, target).losePower()
  world.clock.advance(400)
}
