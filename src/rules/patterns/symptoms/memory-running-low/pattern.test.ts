import { trends } from '#src/model/facts/trends.ts'
import { course } from '#test/support/course.ts'
import { facts, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const memory = (from: number, to: number, days = 12) =>
  course(from, to, { series: 'memory-available', subject: 'node/pi01', days })

testPattern(pattern, {
  finds: [
    {
      name: 'memory that is gone within the fortnight',
      evidence: [facts(trends, [memory(3e9, 1.5e9)])],
      confidence: 'suspected',
      subject: 'node/pi01',
    },
    { name: 'memory that lasts seven weeks', evidence: [facts(trends, [memory(4e9, 3.2e9)])] },
  ],
  staysQuiet: [
    {
      name: 'a process that was killed, and memory as ever',
      rival: 'oom-killer-node',
      evidence: [
        facts(trends, [memory(2e9, 2e9)]),
        log('kernel: Out of memory: Killed process 812 (java) total-vm:4096kB', { node: 'pi01' }),
      ],
    },
    { name: 'memory that a restart freed', evidence: [facts(trends, [memory(1e9, 3e9)])] },
    { name: 'a disk that fills up', evidence: [facts(trends, [course(20e9, 10e9)])] },
  ],
  cannotTell: [
    {
      name: 'a journal of one day',
      silent: true,
      evidence: [facts(trends, [memory(3e9, 1e9, 1)])],
    },
  ],
})
