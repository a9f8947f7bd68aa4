import { apiHealth } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const answer = (address: string, ready: boolean, failedChecks: string[] = []) => ({
  address,
  ready,
  milliseconds: 30,
  failedChecks,
})

testPattern(pattern, {
  finds: [
    { name: 'a failing check', evidence: [log(read('readyz.txt'))], confidence: 'suspected' },
    { name: 'a server that fell after its start', evidence: [log(read('fell.txt'))] },
    { name: 'what kubectl says', evidence: [log(read('kubectl.txt'))], confidence: 'suspected' },
    {
      name: 'no server that is ready',
      evidence: [facts(apiHealth, [answer('10.0.0.1:6443', false, ['etcd'])])],
      confidence: 'confirmed',
      subject: 'cluster',
    },
  ],
  staysQuiet: [
    { name: 'a server that was starting', evidence: [log(read('starting.txt'))] },
    {
      name: 'one ready server of two',
      evidence: [facts(apiHealth, [answer('10.0.0.1:6443', false), answer('10.0.0.2:6443', true)])],
    },
    {
      name: 'kubectl without a kubeconfig',
      evidence: [
        log(
          'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
        ),
      ],
    },
  ],
  cannotTell: [{ name: 'no answer and no word of it', silent: true, evidence: [] }],
})
