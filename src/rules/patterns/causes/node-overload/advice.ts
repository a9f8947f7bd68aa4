import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

const load =
  'Move the largest pods away or give them limits, reserve memory for the system (`system-reserved`, `eviction-hard=memory.available<300Mi`), spread what starts at the same time. A virtual machine may lack what its host took away.'

/** What helps in each case: the scheduler counts what pods ask for, not what they use. */
const cases: readonly AdviceCase[] = [
  [
    /nsufficient (?:memory|cpu)|enough resource: (?:memory|cpu)/,
    'The scheduler counts `requests`, not load: `kubectl describe nodes | grep -A8 "Allocated resources"` shows what is promised on each node. Lower the requests of this pod or of others to what `kubectl top pods -A` shows them use, remove what is done with, or add a node; freeing CPU or memory on a node changes nothing.',
  ],
  [
    /Too many pods|enough resource: pods/,
    '`Too many pods`: a kubelet takes 110 (`kubelet-arg: max-pods=`), and a node whose pod range is a /24 has 254 addresses.',
  ],
  [/^(?!.*(?:nsufficient (?:memory|cpu)|enough resource: |Too many pods))./, load],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
