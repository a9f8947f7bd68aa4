import { amend, nodesOf } from '../kubernetes/shapes.ts'
import { replicasOf, volumesOf } from '../longhorn/shapes.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'last-replica-on-the-node',
  title: 'The node that is to be drained holds the only healthy copy of a volume',
  noticed: 'One board has been off for an hour, and you want to work on another one.',
  truth: { kind: 'refusal', goal: ['drain', 'pi03'], gate: /healthy replica/ },
  first: 'node-silent',
  also: [
    'node-silent',
    'cordon-left-behind',
    'volume-degraded',
    'pods-not-well',
    'volume-attached-elsewhere',
    'volume-not-mounting',
  ],
  tries: ['bramble volumes', 'bramble can drain pi03', 'bramble drain pi03 --dry-run'],
  lastsSeconds: 3600,
  happen(world) {
    const { store } = world
    const shared = volumesOf(store).find(({ metadata }) =>
      replicasOf(store, metadata.name).some(({ spec }) => spec.nodeID === 'pi03'),
    )
    const other = replicasOf(store, shared?.metadata.name).find(
      ({ spec }) => spec.nodeID !== 'pi03',
    )
    if (!shared || !other) throw new Error('pi03 holds no replica')
    boardNamed(world, other.spec.nodeID).losePower()
    // No third node may take a new one.
    for (const node of nodesOf(store))
      if (node.metadata.name !== 'pi03')
        amend(store, node, (one) => ({ ...one, spec: { ...one.spec, unschedulable: true } }))
  },
})
