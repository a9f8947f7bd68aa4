import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'node-lost-power',
  title: 'A board has no power',
  noticed: 'The photos do not open, and one of the boards is dark.',
  truth: { kind: 'unknown', next: /node-silent/ },
  first: 'node-silent',
  also: [
    'node-silent@node/pi03',
    'pods-not-well',
    'volume-degraded',
    'volume-attached-elsewhere',
    'volume-not-mounting',
  ],
  tries: ['bramble status', 'bramble diagnose', 'bramble autopsy pi03'],
  lastsSeconds: 900,
  happen(world) {
    boardNamed(world, 'pi03').losePower()
  },
})
