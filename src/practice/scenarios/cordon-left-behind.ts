import { nodeKind } from '../kubernetes/shapes.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'cordon-left-behind',
  title: 'Somebody forgot to uncordon a node',
  noticed: 'A new pod goes to any board but pi03, and nobody remembers why.',
  truth: { kind: 'cause', cause: 'cordon-left-behind', node: 'pi03' },
  tries: ['bramble nodes', 'bramble diagnose', 'bramble fix cordon-left-behind'],
  lastsSeconds: 5400,
  happen({ store }) {
    store.update({ kind: nodeKind, name: 'pi03' }, (node) => ({
      ...node,
      spec: { ...(node['spec'] as object), unschedulable: true },
    }))
  },
})
