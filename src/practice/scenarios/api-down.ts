import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi01'

export default defineScenario({
  id: 'api-down',
  title: 'K3s was stopped on the server',
  noticed: 'kubectl says “connection refused”. The boards themselves answer.',
  truth: { kind: 'cause', cause: 'k3s-service-stopped', node },
  also: ['api-not-ready', 'server-unreachable-from-agent'],
  tries: ['bramble status', 'bramble diagnose', 'bramble logs pi01 --unit k3s -n 20'],
  lastsSeconds: 900,
  happen(world) {
    boardNamed(world, node).stop('k3s')
  },
})
