import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { certificates } from '#src/model/facts/node.ts'
import type { Left } from '#src/model/plan.ts'
import { isAuthority } from '#src/rules/k3s-certificate.ts'
import { rotateCertificates } from '#src/steps/rotate-certificates.ts'
import type { Around, Draft, Planner } from './draft.ts'
import { inOrder, nodesOf } from './node-order.ts'
import { seen } from './seen.ts'
import { serviceOf, untilReady } from './service-facts.ts'

/** What everybody keeps who copied it: the new one is made on the servers only. */
const copies: Left = {
  kind: 'not-asked',
  what: 'copies of the kubeconfig',
  reason: 'each holds an administrator certificate of its own, which stays valid until its own end',
  instead: ['copy /etc/rancher/k3s/k3s.yaml of a server again, with its address in it'],
}

/**
 * New certificates: servers first and one by one, each Ready before the next, then agents, and
 * last the node that Bramble runs on. https://docs.k3s.io/cli/certificate
 *
 * @throws usage error those of `nodesOf` and `serviceOf`; cluster error `plan-not-seen`
 */
export const planCertificatesRotate: Planner = (goal, index, _, around) => {
  const order = inOrder(nodesOf(goal, around), 'server', around)
  const drafts = order.map((node) => draftFor(node, index, around))
  return {
    steps: drafts.flatMap(({ steps }) => steps),
    restsOn: drafts.flatMap(({ restsOn }) => restsOn),
    leaves: [copies],
  }
}

function draftFor(node: string, index: EvidenceIndex, around: Around): Draft {
  const { on, restsOn } = serviceOf(node, index, around)
  const ends = seen(index, certificates)
    .filter((candidate) => candidate.node === node && !isAuthority(candidate))
    .map(({ notAfter }) => Date.parse(notAfter))
  if (ends.length === 0)
    throw usageError('certificates-absent', `No certificate of K3s was found on ${node}.`, {
      next: '`bramble certificates` says what was read on each node.',
    })
  const first = new Date(Math.min(...ends)).toISOString()
  const endedAt = new Date(Math.max(...ends)).toISOString()
  const reason = `${around.configuration?.nodes[node]?.role ?? 'node'}: the first of its certificates ends ${first.slice(0, 10)}`
  return {
    steps: [{ step: rotateCertificates, input: { ...on, endedAt }, reason }, untilReady(node)],
    restsOn: [...restsOn, { fact: `certificates of ${node} end`, is: `${first} to ${endedAt}` }],
  }
}
