import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi03'

export default defineScenario({
  id: 'certificate-expired',
  title: 'A board’s certificates have run out',
  noticed: 'One board went NotReady in the night, a year after it was set up.',
  truth: { kind: 'cause', cause: 'cert-expired', node },
  also: [
    'node-silent@node/pi03',
    'pods-not-well',
    'volume-attached-elsewhere',
    'volume-not-mounting',
  ],
  tries: ['bramble status', 'bramble diagnose', 'bramble explain cert-expired'],
  lastsSeconds: 3600,
  happen(world) {
    boardNamed(world, node).certificatesEndAt = world.clock.now()
  },
})
