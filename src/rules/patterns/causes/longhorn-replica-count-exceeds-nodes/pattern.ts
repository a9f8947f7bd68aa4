import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornNodes, longhornSettings, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { mayHoldReplicas, sharesNodes } from '../../../replica-room.ts'
import { diskHasNoRoom, nodeGone } from '../../words/storage.ts'
import { sentences } from './told.ts'

/** Longhorn found no place for a replica, in the words of v0.8 to v1.12. */
const unplaced = lines(
  [
    'nable to schedule replica',
    'ailed to schedule replica',
    "There's no available disk for replica",
    'ReplicaSchedulingFailure',
    'eplica Scheduling Failure',
    'nodes are unavailable',
    'ailed to find nodes for scheduling replica',
    'replica scheduling fail',
    'unscheduled replica',
    'precheck new replica failed',
    'not scheduled',
  ],
  /[Uu]nable to schedule replica|[Ff]ailed to schedule replica|no available disk for replica|Replica ?Scheduling ?Failure|nodes are unavailable|for scheduling replica|replica scheduling fail|\bunscheduled replicas?\b|precheck new replica failed|volume \S+ not scheduled/,
)
/** The scheduler gives another reason than the number: tags, locality, or the engine's program. */
const elseWhy = lines([
  'tags not fulfilled',
  'hard affinity cannot be satisfied',
  'topology requirement cannot be satisfied',
  'LocalReplicaSchedulingFailure',
  'contains a ready engine image',
  'a ready data engine image',
])
/** The wish itself, as a manifest or `kubectl get -o yaml` shows it. */
const wish = lines(
  ['numberOfReplicas', 'efault-replica-count', 'efaultReplicaCount', 'eplica count'],
  /(?:numberOfReplicas|[dD]efault-?[rR]eplica-?[cC]ount|[rR]eplica count)["'`]?(?: (?:is|of|was))?\s*[:= ]\s*["'`]*(?<wanted>\d)\b/,
)
/** The wish in a sentence: a number, or one that is passed. */
const toldWish = lines(
  'replica',
  /(?:at least|requires?|wants?|needs?|asks? for) (?<wanted>\d) (?:healthy )?replicas|replicas more than (?<passed>\d)\b|more than (?<passed>\d|one|two) replicas?\b/,
)
/** How many nodes there are, as people tell it; what is said of some nodes of several counts not. */
const toldNodes = lines(
  // With a count: `node` alone is in the host's name of every line of many a journal, and so is
  // `1 node`, behind a second.
  [
    ...['node', 'worker'].flatMap((home) => [
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].flatMap((count) => [
        ` ${count} ${home}`,
        `(${count} ${home}`,
        `${count} ${home}s`,
        `${count}-${home}`,
      ]),
      ...['ne', 'wo', 'ingle'].flatMap((count) => [`${count} ${home}`, `${count}-${home}`]),
    ]),
    ...['orker node', 'torage node', 'eady node', 'nodo', 'nœud', 'Knoten', 'noeud'],
  ],
  /^(?!.*(?:taint|available|unavailable|\b(?:down|offline|drain|cordon|NotReady|reboot|control|master|server)|\(s\)|\bof\b)).*\b(?<homes>[1-9]|one|single|two|un solo|un seul|ein(?:zige[rnm]?)?|dos|deux|zwei)[ -](?:(?:worker|storage|ready|seul|solo) )?(?:nodes?|workers?|nodos?|n(?:œ|oe)uds?|Knoten)\b/i,
)

type Volume = z.infer<typeof longhornVolumes.schema> & Origin
type Node = z.infer<typeof longhornNodes.schema> & Origin

export default definePattern({
  id: 'longhorn-replica-count-exceeds-nodes',
  title: 'A volume asks for more replicas than there are nodes for them',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    longhornVolumes,
    longhornNodes,
    longhornSettings,
    nodes,
    unplaced,
    wish,
    toldWish,
    toldNodes,
    elseWhy,
    diskHasNoRoom,
    nodeGone,
  },
  told: sentences,
  explains: { anywhere: ['volume-degraded', 'volume-not-mounting', 'rwx-or-nfs-mount'] },
  rivals: [
    {
      cause: 'longhorn-disk-unschedulable',
      tell: 'There are nodes enough, but a disk on one of them is full, over-provisioned or switched off: `insufficient storage`, `disks are unavailable`.',
    },
    {
      cause: 'cordon-left-behind',
      tell: 'There are nodes enough, but one is cordoned: Longhorn places no replica there either.',
    },
    {
      cause: 'power-loss',
      tell: 'There are nodes enough, but one is down: the replica comes back with it.',
    },
  ],
  remedy: 'replicas',
  docs: {
    meaning:
      'Longhorn puts no two replicas of a volume on one node. A volume that wants three replicas on two nodes can never have them. The StorageClass `longhorn` asks for three.',
    impact:
      'The volume works, but stays degraded for ever. That hides a real loss, and it stops every drain that waits for healthy volumes. With `allow-volume-creation-with-degraded-availability` off it does not attach at all.',
    diagnosis:
      '`kubectl -n longhorn-system get volumes.longhorn.io -o custom-columns=NAME:.metadata.name,WANTS:.spec.numberOfReplicas,IS:.status.robustness` and `kubectl -n longhorn-system get nodes.longhorn.io`: count the nodes that are Ready and allow scheduling.',
    mitigation:
      'Lower the wish to what the nodes can hold: `bramble fix longhorn-replica-count-exceeds-nodes` plans it, for new volumes too. By hand: `kubectl -n longhorn-system patch volumes.longhorn.io {volume} --type merge -p \'{"spec":{"numberOfReplicas":2}}\'`. For new volumes use a StorageClass with that number; the setting default-replica-count does not change the class. Never lower it while the only healthy replica is on a failing node.',
    references: [
      'https://longhorn.io/kb/troubleshooting-volume-pvc-xxx-not-scheduled/',
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/nodes/scheduling/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/scheduler/replica_scheduler.go',
    ],
  },

  match(evidence) {
    const { longhornVolumes, longhornNodes, unplaced, diskHasNoRoom, nodeGone } = evidence
    // A pasted table of volumes does not say how many replicas they want, nor one of nodes which disks
    // they have.
    const wanting = longhornVolumes.filter(({ wantedReplicas }) => wantedReplicas !== undefined)
    if (wanting.length > 0 && longhornNodes.length > 0)
      return wanting.flatMap((volume) => judgeVolume(volume, evidence))
    const count =
      longhornNodes.filter(({ allowScheduling }) => allowScheduling).length ||
      evidence.nodes.length ||
      Math.max(0, ...evidence.toldNodes.map(told))
    const wishes = [...evidence.wish, ...evidence.toldWish].filter(
      (line) => count > 0 && least(line) > count,
    )
    if (wishes.length > 0) return match('suspected', [...wishes, ...unplaced])
    if (unplaced.length === 0 || diskHasNoRoom.length + evidence.elseWhy.length > 0) return noMatch
    if (nodeGone.length > 0 || evidence.nodes.some(isAway))
      return unknown('a replica finds no place, and a node is away: it may be for that one', {
        next: 'kubectl -n longhorn-system get nodes.longhorn.io',
      })
    return match('suspected', unplaced)
  },
})

interface Around {
  readonly longhornNodes: readonly Node[]
  readonly longhornSettings: readonly { readonly name: string; readonly value: string }[]
}

const numbers: Readonly<Record<string, number>> = { two: 2, dos: 2, deux: 2, zwei: 2 }

function told({ groups }: LogLine): number {
  return numberOf(groups['homes'] ?? '')
}

function numberOf(word: string): number {
  return Number(word) || (numbers[word.toLowerCase()] ?? 1)
}

/** How many replicas a volume wants for sure; 0 where no number was said. */
function least({ groups }: LogLine): number {
  const passed = groups['passed']
  return passed === undefined ? Number(groups['wanted'] ?? 0) : numberOf(passed) + 1
}

function judgeVolume(volume: Volume, around: Around): PatternOutcome[] {
  const { name, wantedReplicas = 0, deletedAt, dataLocality } = volume
  // Nodes count although they are away or full for now: those are other causes.
  const homes = around.longhornNodes.filter(mayHoldReplicas)
  if (deletedAt || wantedReplicas <= homes.length || dataLocality === 'strict-local') return []
  if (sharesNodes(around.longhornSettings)) return []
  const title = volume.claimName ?? name
  const text = `${title} wants ${wantedReplicas} replicas; ${homes.length} nodes may hold one`
  return [
    match('confirmed', [because(volume, text), ...homes.slice(0, 4).map(asHome)], {
      subject: `volume/${name}`,
      fill: { volume: name },
    }),
  ]
}

function asHome(node: Node) {
  return because(node, `${node.name} may hold replicas`)
}

function isAway(node: z.infer<typeof nodes.schema>): boolean {
  const ready = node.conditions.find(({ type }) => type === 'Ready')
  return node.unschedulable || (ready !== undefined && ready.status !== 'True')
}
