import { pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const pod = (phase: string, ready: boolean) => ({
  namespace: 'default',
  name: 'web-1',
  phase,
  ready,
  createdAt: '2026-03-01T10:00:00.000Z',
  containers: [],
})

testPattern(pattern, {
  finds: [
    { name: 'a table', evidence: [log(read('pods-v1.33.txt'))], confidence: 'suspected' },
    ...[
      'Error: INSTALLATION FAILED: context deadline exceeded',
      'Error: release web failed, and has been uninstalled due to atomic being set: timed out waiting for the condition',
    ].map((text) => ({
      name: `Helm that waited in vain: ${text}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    { name: 'events', evidence: [log(read('events-v1.21.txt'))], confidence: 'suspected' },
    {
      name: 'a pod that runs and is not ready',
      evidence: [facts(pods, [pod('Running', false)])],
      confidence: 'confirmed',
      subject: 'cluster',
    },
  ],
  staysQuiet: [
    {
      name: 'Helm that was refused at once',
      evidence: [log('Error: INSTALLATION FAILED: cannot re-use a name that is still in use')],
    },
    { name: 'ready pods', evidence: [facts(pods, [pod('Running', true)])] },
    {
      name: 'a crash of before, ready pods now',
      evidence: [log(read('events-v1.21.txt')), facts(pods, [pod('Running', true)])],
    },
    {
      name: 'finished and running rows',
      evidence: [log('job-1   0/1   Completed   0   2d\nweb-1   1/1   Running   3   2d')],
    },
    {
      name: 'the word in a sentence',
      evidence: [log('Error from server (NotFound): pods not found')],
    },
  ],
  cannotTell: [{ name: 'nothing of pods', silent: true, evidence: [log('level=info msg="ok"')] }],
})
