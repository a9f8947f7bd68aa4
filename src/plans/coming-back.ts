import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { longhornNodes, longhornReplicas, longhornVolumes } from '#src/model/facts/longhorn.ts'
import type { Left } from '#src/model/plan.ts'
import { isCsiPlugin } from '#src/rules/csi-plugin.ts'
import { mayHoldReplicas } from '#src/rules/replica-room.ts'
import { uncordonNode } from '#src/steps/uncordon-node.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import type { DraftStep } from './draft.ts'
import { seen } from './seen.ts'

const backSeconds = 600
/** A rebuild reads and writes whole volumes, over one network cable. */
const wholeSeconds = 4 * 3600

interface ComingBack {
  readonly steps: readonly DraftStep[]
  readonly leaves: readonly Left[]
}

/**
 * How a node that started again carries its share again. It takes pods again before the volumes are
 * whole: Longhorn starts no instance manager on a cordoned node (longhorn-manager,
 * controller/instance_manager_controller.go), and without one no copy there is used.
 *
 * @param cordons whether this plan cordoned it; where somebody else did, it stays so
 */
export function comingBack(
  node: string,
  index: EvidenceIndex,
  { cordons, ownNode }: { readonly cordons: boolean; readonly ownNode: string | undefined },
): ComingBack {
  const stores = seen(index, longhornNodes).some((one) => one.name === node)
  const uncordon: DraftStep = {
    step: uncordonNode,
    input: { node },
    reason: `this plan cordoned ${node}`,
  }
  return {
    steps: [
      ...backSteps(node, stores, index),
      ...(cordons ? [uncordon, ...(stores ? wholeSteps(node, index) : [])] : []),
    ],
    leaves: [
      ...(node === ownNode ? [endsWithIt(node)] : []),
      ...(cordons ? [] : [staysCordoned(node)]),
    ],
  }
}

/**
 * Waits until a node that was away is Ready again: for Longhorn too where it keeps replicas, and for
 * its CSI plugin where one runs. Longhorn calls a node Ready on which no volume can be mounted.
 */
export function backSteps(
  node: string,
  stores: boolean,
  index: EvidenceIndex,
): readonly DraftStep[] {
  const mounts = factsOf(index, pods).some((pod) => pod.nodeName === node && isCsiPlugin(pod))
  return [
    waiting({
      what: `${node} to be back`,
      checks: [
        'node-is-ready',
        ...(stores ? ['longhorn-node-is-ready'] : []),
        ...(mounts ? ['csi-plugin-runs'] : []),
      ],
      node,
      reason: 'pods come back to a node that is ready for them',
      limitSeconds: backSeconds,
    }),
  ]
}

/**
 * Its instance manager first: until it runs, a missing copy has nowhere to come from. Volumes that
 * were not whole before are not waited for, unless the node was `away` and they miss its copy.
 */
export function wholeSteps(
  node: string,
  index: EvidenceIndex,
  when: 'now' | 'away' = 'now',
): readonly DraftStep[] {
  const homes = factsOf(index, longhornNodes).filter(mayHoldReplicas).length
  const tolerates = seen(index, longhornVolumes)
    .filter((volume) => {
      const { robustness, wantedReplicas = 0 } = volume
      if (robustness === 'faulted' || wantedReplicas > homes) return true
      return robustness === 'degraded' && !(when === 'away' && hasCopyOn(node, volume, index))
    })
    .map(({ name }) => `volume/${name}`)
    .sort()
  return [
    waiting({
      what: `Longhorn to work on ${node}`,
      checks: ['instance-manager-runs'],
      node,
      reason: 'copies on a node are in use once its instance manager runs',
      limitSeconds: backSeconds,
    }),
    waiting({
      what: 'whole volumes',
      checks: ['volumes-are-robust'],
      tolerates,
      reason: 'before the next node, no copy may be missing',
      limitSeconds: wholeSeconds,
    }),
  ]
}

function hasCopyOn(node: string, { name }: { name: string }, index: EvidenceIndex): boolean {
  return factsOf(index, longhornReplicas).some(
    ({ volume, nodeName }) => volume === name && nodeName === node,
  )
}

/** A step that waits for checks. */
export function waiting({
  reason,
  ...input
}: { reason: string } & Record<string, unknown>): DraftStep {
  return { step: waitFor, input: { tolerates: [], ...input }, reason }
}

/** Somebody cordoned it, and whoever did takes that back. */
export function staysCordoned(node: string): Left {
  return {
    kind: 'not-asked',
    what: node,
    reason: 'it was cordoned before and stays so; copies on it are not in use until it takes pods',
    instead: [`bramble uncordon ${node}`],
  }
}

function endsWithIt(node: string): Left {
  return {
    kind: 'by-hand',
    what: node,
    reason:
      'Bramble runs on it: the run goes on by itself after the boot, but for what wants a password, an agent of ssh or a secret from the environment',
    instead: [`bramble resume        once ${node} is up again, where it stopped`],
  }
}
