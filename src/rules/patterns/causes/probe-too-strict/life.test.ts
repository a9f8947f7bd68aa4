import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const ended = (exit: number, started: string, finished: string) =>
  `    Last State:     Terminated\n      Reason:       Completed\n      Exit Code:    ${exit}\n      Started:      ${started}\n      Finished:     ${finished}\n`
const liveness =
  '    Liveness:       http-get http://:8080/health delay=20s timeout=1s period=10s #success=1 #failure=3'
const pods = { origin: 'pods' } as const

testPattern(pattern, {
  finds: [
    {
      name: 'a life as long as the probe allows, in the words of kubectl',
      evidence: [
        log(
          ended(143, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 10:00:52 +0100') +
            liveness,
          pods,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same of the API, beside a manifest',
      evidence: [
        log(
          'exit: 0\nstartedAt: "2026-03-02T10:00:00Z"\nfinishedAt: "2026-03-02T10:01:59Z"\n',
          pods,
        ),
        log('  initialDelaySeconds: 30\n  periodSeconds: 30\n  failureThreshold: 3'),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a program that ends at once',
      rival: 'app-fault',
      evidence: [
        log(
          ended(0, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 10:00:03 +0100') + liveness,
          pods,
        ),
      ],
    },
    {
      name: 'one that had run for hours',
      evidence: [
        log(
          ended(143, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 17:40:52 +0100') +
            liveness,
          pods,
        ),
      ],
    },
    {
      name: 'one that ends by itself on that second',
      rival: 'app-fault',
      evidence: [
        log(
          ended(1, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 10:00:52 +0100') + liveness,
          pods,
        ),
      ],
    },
    {
      name: 'one that the kernel ended for its memory',
      rival: 'oom-container-limit',
      evidence: [
        log(
          `${ended(137, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 10:00:52 +0100')}      Reason: OOMKilled\n${liveness}`,
          pods,
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a life without a probe beside it',
      silent: true,
      evidence: [
        log(ended(0, 'Mon, 02 Mar 2026 10:00:00 +0100', 'Mon, 02 Mar 2026 10:00:52 +0100'), pods),
      ],
    },
  ],
})
