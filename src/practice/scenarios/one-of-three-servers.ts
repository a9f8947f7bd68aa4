import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'one-of-three-servers',
  title: 'One of three servers is dark, and etcd cannot spare a second one',
  noticed: 'pi03 has no power. kubectl works all the same, and pi02 waits for a reboot.',
  servers: 3,
  truth: { kind: 'refusal', goal: ['reboot', 'pi02'], gate: /1 of 3 etcd members answer/ },
  also: [
    'node-silent@node/pi03',
    'pods-not-well',
    'volume-degraded',
    'volume-attached-elsewhere',
    'volume-not-mounting',
  ],
  tries: ['bramble nodes', 'bramble can lose pi02', 'bramble reboot pi02 --dry-run'],
  lastsSeconds: 900,
  happen(world) {
    boardNamed(world, 'pi03').losePower()
  },
})
