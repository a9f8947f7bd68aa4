import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, notApplicable, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { isServer, whyNotReady } from '../ready-nodes.ts'

export const anotherServerAnswers = defineCheck({
  id: 'another-server-answers',
  title: 'another server to answer for the API',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Another server answers for the API',
    meaning:
      'K3s keeps its API and its datastore on the servers. While the only server is away, pods that run go on, but nothing is started, moved or changed. When it is gone for good, so is everything that only the datastore knew.',
    next: 'Do it at a time when nobody needs the API. To take the server away for good, join a second one to the same datastore first.',
    accepting:
      'The API is away until this server is back: what runs goes on, and nothing is started, moved or changed.',
    references: ['https://docs.k3s.io/architecture'],
  },

  ask({ nodes }, { node = '', now }) {
    const own = nodes.find((candidate) => candidate.name === node)
    if (!own) return unknown(`the API server lists no node ${node}`)
    if (!isServer(own)) return notApplicable('the node is no server')
    const others = nodes.filter((other) => other !== own && isServer(other))
    if (others.some((other) => whyNotReady(other, now) === undefined)) return pass()
    const reason =
      others.length === 0
        ? `${node} is the only server: without it nobody answers for the API`
        : `none of the other servers (${others.map((other) => other.name).join(', ')}) is Ready`
    return fail(reason, { subject: `server/${node}`, evidence: [because(own, reason)] })
  },
})
