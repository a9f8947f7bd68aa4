import { nodes } from '#src/model/facts/kubernetes.ts'
import { isolationAnnotation } from '#src/model/isolation.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsNotIsolated = defineCheck({
  id: 'node-is-not-isolated',
  title: 'the note of its isolation to be off this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node is not marked as isolated',
    meaning:
      'While a board is watched without K3s, its Node bears the annotation `bramble/isolated`. It is taken off when the node is back.',
    next: '`bramble rejoin NODE`',
    references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'],
  },

  ask({ nodes }, { node }) {
    const own = nodes.find(({ name }) => name === node)
    if (!own) return unknown(`the API server lists no node ${node}`)
    const note = own.annotations?.[isolationAnnotation]
    return note === undefined ? pass() : fail(note, { evidence: [because(own, note)] })
  },
})
