import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi04'

export default defineScenario({
  id: 'clock-off',
  title: 'A board has no battery, and lives in the past',
  noticed: 'One board is NotReady since it was restarted.',
  truth: { kind: 'cause', cause: 'clock-skew', node },
  also: [
    'node-silent@node/pi04',
    'pods-not-well',
    'volume-degraded',
    'volume-attached-elsewhere',
    'volume-not-mounting',
    'power-loss@node/pi04',
  ],
  tries: ['bramble status', 'bramble diagnose', 'bramble logs pi04 --unit k3s -n 20'],
  lastsSeconds: 1800,
  happen(world) {
    const board = boardNamed(world, node)
    board.losePower()
    world.clock.after(60, () => {
      board.clockOffsetSeconds = -200 * 86_400
      board.clockIsSynchronized = false
      board.stop('systemd-timesyncd')
      board.powerOn()
    })
  },
})
