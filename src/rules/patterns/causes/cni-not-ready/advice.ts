import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /no IP addresses available/,
    '`no IP addresses available`: addresses of pods that are gone were never given back; drain the node, stop K3s with its containers, empty /var/lib/cni/networks/cbr0 and start it again.',
  ],
]

const always =
  'Remove what flannel names: a webhook that refuses the node, a missing kernel module, two nodes with one address, `flannel-backend: none` without another plugin. Then restart K3s on that node. Writing subnet.env by hand lasts until the next boot.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
