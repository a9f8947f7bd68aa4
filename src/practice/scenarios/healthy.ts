import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'healthy',
  title: 'Nothing is wrong',
  noticed: 'Nothing. This is how a cluster looks when all is well.',
  truth: { kind: 'well' },
  tries: ['bramble status', 'bramble check', 'bramble can reboot pi03'],
  lastsSeconds: 0,
  happen() {},
})
