import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'quorum-lost',
  title: 'Two of three servers are dark, and etcd has no majority',
  noticed: 'kubectl says nothing at all. One of the servers still takes SSH.',
  servers: 3,
  truth: { kind: 'cause', cause: 'etcd-quorum-or-member' },
  also: ['api-not-ready', 'server-unreachable-from-agent', 'node-silent'],
  tries: ['bramble status', 'bramble diagnose', 'bramble logs pi03 --unit k3s -n 20'],
  lastsSeconds: 900,
  happen(world) {
    for (const name of ['pi01', 'pi02']) boardNamed(world, name).losePower()
  },
})
