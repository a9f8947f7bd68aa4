import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'the event, with its node',
      evidence: [log(read('events-v1.33.txt'), { node: 'pi03' })],
      subject: 'node/pi03',
    },
    {
      name: 'the words of an older kubelet',
      evidence: [log(read('kubelet-v1.21.txt'))],
      subject: 'cluster',
    },
  ],
  staysQuiet: [
    {
      name: 'a pod that waits for its image',
      rival: 'image-unusable',
      evidence: [log('Warning  Failed  kubelet  Error: ImagePullBackOff')],
    },
  ],
  cannotTell: [
    { name: 'a pod that is created', silent: true, evidence: [log('Created container gate')] },
  ],
})
