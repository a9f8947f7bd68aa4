import { underVoltage } from '../world/trouble.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi03'

export default defineScenario({
  id: 'under-voltage',
  title: 'The supply of one board is too weak',
  noticed: 'One board is slower than the others, now and then.',
  truth: { kind: 'cause', cause: 'under-voltage', node },
  tries: ['bramble status', 'bramble diagnose', 'bramble explain under-voltage'],
  lastsSeconds: 1800,
  happen(world) {
    const board = boardNamed(world, node)
    for (let minute = 0; minute < 25; minute += 5) {
      world.clock.after(minute * 60, () => underVoltage(board, true))
      world.clock.after(minute * 60 + 20, () => underVoltage(board, false))
    }
    world.clock.after(1795, () => underVoltage(board, true))
  },
})
