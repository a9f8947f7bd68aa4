import type { MovingPod, Outlook } from '#src/model/can.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import * as kube from '#src/model/facts/kubernetes.ts'
import * as longhorn from '#src/model/facts/longhorn.ts'
import type { Leaving } from '#src/model/leaving.ts'
import { localVolumesOf, usesVolume } from '../local-volumes.ts'
import { freeOn, movingFrom, type Placement, placeElsewhere } from '../placement.ts'
import { type NodeFact, takesPods, whyNotReady } from '../ready-nodes.ts'
import type { Storage } from '../replica-health.ts'
import { addressesOf } from './addresses.ts'
import { budgetsHere } from './budgets.ts'
import { copiesOf, localCopy } from './volumes.ts'

/** What it would mean that a node leaves: what gates decide on, and what they leave out. */
export function outlookOf(leaving: Leaving, name: string, index: EvidenceIndex): Outlook {
  const now = index.takenAt
  const nodes = factsOf(index, kube.nodes)
  const pods = factsOf(index, kube.pods)
  const moving = movingFrom(name, pods)
  const local = localVolumesOf(name, factsOf(index, kube.persistentVolumes), moving)
  const volumes = [...copiesOf(name, storageOf(index), now), ...local.map(localCopy)]
  const placements = placeElsewhere(name, { nodes, pods }, now)
  const node = nodes.find((candidate) => candidate.name === name)
  const drainPolicy = settingOf(index, 'node-drain-policy')
  const budgets = factsOf(index, kube.disruptionBudgets)
  return {
    volumes,
    budgets:
      leaving === 'lose' ? [] : [...budgetsHere(name, { pods, budgets, volumes, drainPolicy })],
    pods: placements.map((placement) =>
      movingPod(
        placement,
        local.some((volume) => usesVolume(placement.pod, volume)),
      ),
    ),
    memory: memoryOf(name, { nodes, pods }, placements, now),
    ...(node && quorumOf(node, nodes, now)),
    addresses: node ? [...addressesOf(node, leaving, networkOf(index))] : [],
    notes: leaving === 'lose' ? notesOnLoss(name, index) : [],
  }
}

function storageOf(index: EvidenceIndex): Storage {
  return {
    longhornVolumes: factsOf(index, longhorn.longhornVolumes),
    longhornReplicas: factsOf(index, longhorn.longhornReplicas),
    longhornEngines: factsOf(index, longhorn.longhornEngines),
    longhornNodes: factsOf(index, longhorn.longhornNodes),
    nodes: factsOf(index, kube.nodes),
  }
}

function networkOf(index: EvidenceIndex) {
  return {
    nodes: factsOf(index, kube.nodes),
    pods: factsOf(index, kube.pods),
    services: factsOf(index, kube.services),
    ingresses: factsOf(index, kube.ingresses),
    events: factsOf(index, kube.events),
    apiHealth: factsOf(index, kube.apiHealth),
  }
}

function settingOf(index: EvidenceIndex, name: string): string | undefined {
  return factsOf(index, longhorn.longhornSettings).find((setting) => setting.name === name)?.value
}

const waitsForWhat = { node: 'no-node', label: 'label', memory: 'memory' } as const

function movingPod({ pod, requestBytes, outcome }: Placement, bound: boolean): MovingPod {
  const base = {
    pod: `${pod.namespace}/${pod.name}`,
    requestBytes,
    loses: [...(pod.emptyDirs ?? [])],
  }
  if (bound) return { ...base, waitsFor: 'local-volume' }
  switch (outcome.kind) {
    case 'fits':
      return { ...base, goesTo: outcome.on }
    case 'lacks':
      return { ...base, waitsFor: waitsForWhat[outcome.what] }
    case 'unknown':
      return { ...base, waitsFor: 'not-known' }
  }
}

function memoryOf(
  name: string,
  { nodes, pods }: Pick<ReturnType<typeof networkOf>, 'nodes' | 'pods'>,
  placements: readonly Placement[],
  now: number,
): Outlook['memory'] {
  const free = nodes
    .filter((other) => other.name !== name && takesPods(other, now))
    .map((other) => freeOn(other, pods))
  return {
    askedBytes: placements.reduce((sum, { requestBytes }) => sum + requestBytes, 0),
    ...(!free.includes(undefined) && {
      freeElsewhereBytes: free.reduce<number>((sum, bytes) => sum + Math.max(bytes ?? 0, 0), 0),
    }),
  }
}

function quorumOf(
  node: NodeFact,
  nodes: readonly NodeFact[],
  now: number,
): Pick<Outlook, 'quorum'> {
  if (!node.roles.includes('etcd')) return {}
  const members = nodes.filter(({ roles }) => roles.includes('etcd'))
  const others = members.filter(
    (member) => member !== node && whyNotReady(member, now) === undefined,
  )
  return {
    quorum: {
      members: members.length,
      othersReady: others.length,
      needed: Math.floor(members.length / 2) + 1,
    },
  }
}

/**
 * Nobody drains a node that vanishes. Its pods start elsewhere when they are evicted, 50 s and
 * 300 s after its last word; one with a volume of its own waits longer, unless Longhorn was told
 * to delete it: https://longhorn.io/docs/1.12.1/high-availability/node-failure/
 */
function notesOnLoss(name: string, index: EvidenceIndex): string[] {
  const moving = movingFrom(name, factsOf(index, kube.pods))
  const attached = factsOf(index, longhorn.longhornVolumes).filter(
    ({ currentNode, accessMode }) => currentNode === name && accessMode !== 'rwx',
  )
  const policy = settingOf(index, 'node-down-pod-deletion-policy') ?? 'do-nothing'
  return [
    ...(moving.length > 0
      ? [
          `${moving.length === 1 ? 'its pod starts' : `its ${moving.length} pods start`} elsewhere about 6 minutes after its last sign of life`,
        ]
      : []),
    ...(attached.length > 0 && policy === 'do-nothing'
      ? [
          `${attached.length === 1 ? 'a volume stays' : `${attached.length} volumes stay`} attached to ${name}: what uses it waits until the node is back, or until its power is proven off and it is tainted out-of-service`,
        ]
      : []),
  ]
}
