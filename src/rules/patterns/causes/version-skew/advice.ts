import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /no matches for kind|unable to recognize|could not find the requested|mapkubeapis|ensure CRDs/,
    'A program or chart that asks for a kind that Kubernetes has removed needs a newer version of itself; a Helm release that still names such a kind also needs `helm mapkubeapis NAME`.',
  ],
  [
    /downgrad|lower than|newer than .*data|schema|data directory|storage version/i,
    'Never put an older etcd or Longhorn over newer data: restore the backup of before.',
  ],
  [
    /kubelet|apiserver|nodes?\b|CSINode|v1\.\d+\.\d+\S*.*v1\.\d+/i,
    'Finish the upgrade, servers first, one minor version at a time. A node that is too new: install the version of the server there.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
