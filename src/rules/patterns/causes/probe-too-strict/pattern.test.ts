import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a program that says how long its start took, after the kill',
      confidence: 'suspected',
      evidence: [
        log(
          'Container web failed startup probe, will be restarted\nStarted Larch in 47.3 seconds (process running for 49.1)',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a kill by the probe, with a note that memory was not the reason',
      evidence: [
        log(
          'Exit Code: 143   <- SIGTERM, not OOMKilled\nEvents: Liveness probe failed: context deadline exceeded (x4 over 2m)\nContainer web failed liveness probe, will be restarted',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a slow answer and a clean end',
      evidence: [log(read('describe-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a migration that is cut off',
      evidence: [log(read('migration-v1.21.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a program that does not listen yet when it is killed',
      evidence: [
        log(
          'Liveness probe failed: Get "http://10.42.1.8:8123/": dial tcp 10.42.1.8:8123: connect: connection refused\nContainer hub failed liveness probe, will be restarted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a start that says how long it takes',
      evidence: [
        log('Container shop failed startup probe, will be restarted (x3 over 40s)'),
        log('warming cache for 25s...', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a program that ends by itself before it listens',
      rival: 'app-fault',
      evidence: [
        log(
          'Liveness probe failed: dial tcp 10.42.1.8:8123: connect: connection refused\nContainer hub failed liveness probe, will be restarted\nLast State: Terminated\nExit Code: 1',
        ),
      ],
    },
    {
      name: 'an answer with an error',
      rival: 'app-fault',
      evidence: [
        log(
          'Liveness probe failed: HTTP probe failed with statuscode: 404\nContainer hub failed liveness probe, will be restarted',
        ),
      ],
    },
    {
      name: 'a program with an error of its own',
      rival: 'app-fault',
      evidence: [log(`${read('describe-v1.33.txt')}FATAL: database "shop" does not exist`)],
    },
    {
      name: 'a container without memory',
      rival: 'oom-container-limit',
      evidence: [log(`${read('describe-v1.33.txt')}Reason: OOMKilled`)],
    },
    {
      name: 'a readiness probe, which kills nobody',
      evidence: [log('Readiness probe failed: context deadline exceeded\nExit Code: 0')],
    },
  ],
  cannotTell: [
    {
      name: 'a probe as somebody set it',
      evidence: [
        log(
          'livenessProbe:\n  exec:\n    command:\n      - redis-cli\n      - ping\n  timeoutSeconds: 1',
        ),
      ],
    },
    {
      name: 'a container that is told to stop, without the events',
      evidence: [
        log('Reason: CrashLoopBackOff\nLast State: Terminated\nExit Code: 143\nRestart Count: 31'),
      ],
    },
    {
      name: 'a startup probe that waited in vain',
      evidence: [
        log(
          'Startup probe failed: dial tcp 10.42.1.8:8123: connect: connection refused\nContainer hub failed startup probe, will be restarted',
        ),
      ],
    },
    {
      name: 'a liveness probe that times out',
      evidence: [log('Liveness probe failed: context deadline exceeded')],
    },
  ],
})
