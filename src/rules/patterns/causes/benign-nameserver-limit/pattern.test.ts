import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    { name: 'the event', evidence: [log(read('events-v1.31.txt'))] },
    { name: "the kubelet's line", evidence: [log(read('kubelet-v1.36.txt'))] },
  ],
  staysQuiet: [
    {
      name: 'the same while names are not resolved',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          `${read('events-v1.31.txt')}\ndial tcp: lookup db.default.svc: Temporary failure in name resolution`,
        ),
      ],
    },
    {
      name: 'search paths that are too long',
      evidence: [log('Search Line limits were exceeded, some search paths have been omitted')],
    },
  ],
  cannotTell: [
    {
      name: 'whether the left out servers are the ones that are missed',
      evidence: [
        log(
          `${read('kubelet-v1.36.txt')}\nlookup example.org on 10.43.0.10:53: server misbehaving`,
        ),
      ],
    },
  ],
})
