import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi02'

export default defineScenario({
  id: 'ssh-hangs',
  title: 'A board takes connections and says nothing',
  noticed: 'ssh to one board hangs; its pods look well.',
  truth: { kind: 'unknown', next: /pi02/ },
  tries: ['bramble status', 'bramble check', 'bramble diagnose'],
  lastsSeconds: 600,
  happen(world) {
    boardNamed(world, node).sshd = 'hangs'
  },
})
