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
      name: 'APIs of its own among those that it cannot serve',
      evidence: [
        log(
          'unable to retrieve the complete list of server APIs: storage.k8s.io/v1: the server is currently unable to handle the request, metrics.k8s.io/v1beta1: the server is currently unable to handle the request',
        ),
      ],
    },
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
      name: 'metrics that nobody serves, which are one API of many',
      rival: 'app-fault',
      evidence: [
        log(
          "E1103 memcache.go:265] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
        ),
      ],
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
