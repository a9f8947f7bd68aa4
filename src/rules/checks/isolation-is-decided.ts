import { nodes } from '#src/model/facts/kubernetes.ts'
import { isolationOf } from '#src/model/isolation.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const isolationIsDecided = defineCheck({
  id: 'isolation-is-decided',
  title: 'the watch over the board to end with a verdict',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The watch over an isolated board has a verdict',
    meaning:
      'A board that runs without K3s is watched from outside, and what came of it stands in the annotation `bramble/isolated` of its Node: whether it stayed up in one boot.',
    next: '`bramble resume` watches for the rest of the time.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ nodes }, { node, wish }) {
    const own = nodes.find(({ name }) => name === node)
    if (!own) return unknown(`the API server lists no node ${node}`)
    const isolation = isolationOf(own.annotations)
    if (isolation?.verdict !== undefined && isolation.bootId === wish?.['bootId']) return pass()
    const reason = isolation
      ? `${node} is watched until ${isolation.until}`
      : `nothing says that ${node} was watched`
    return fail(reason, { evidence: [because(own, reason)] })
  },
})
