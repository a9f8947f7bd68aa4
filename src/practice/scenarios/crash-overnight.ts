import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi04'

export default defineScenario({
  id: 'crash-overnight',
  title: 'A board lost its power for a moment last night',
  noticed: 'This morning everything runs, but papers were unreachable for minutes at night.',
  truth: { kind: 'autopsy', cause: 'power-loss', node },
  also: ['power-loss@node/pi04'],
  tries: ['bramble autopsy pi04', 'bramble logs pi04 --boot -1 -n 20', 'bramble diagnose --all'],
  lastsSeconds: 5 * 3600,
  happen(world) {
    const board = boardNamed(world, node)
    board.losePower()
    world.clock.after(100, () => board.powerOn())
  },
})
