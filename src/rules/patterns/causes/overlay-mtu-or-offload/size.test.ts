import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

/** What arrives, size by size. */
testPattern(pattern, {
  finds: [
    {
      name: 'a table of payloads',
      evidence: [
        log(
          'payload 1292 (IP 1320)  ->  0% packet loss\npayload 1300 (IP 1328)  ->  100% packet loss',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note about what is posted',
      evidence: [
        log(
          'curl --data @1867-bytes.log shop -- this works\ncurl --data @1868-bytes.log shop -- this fails',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a way on which small packets are lost as well',
      rival: 'node-silent',
      evidence: [log('payload 1400  ->  0% packet loss\nping -s 56 shop-2: 100% packet loss')],
    },
    {
      name: 'a node that takes no packet of any size',
      rival: 'node-silent',
      evidence: [log('payload 1292  ->  100% packet loss\npayload 1400  ->  100% packet loss')],
    },
    {
      name: 'requests that fail and work, with a number in each',
      evidence: [log('batch 100 size 2000 passed\nbatch 101 size 1500 failed', { origin: 'pods' })],
    },
  ],
  cannotTell: [
    {
      name: 'one size that arrives',
      silent: true,
      evidence: [log('payload 1292 (IP 1320)  ->  0% packet loss')],
    },
  ],
})
