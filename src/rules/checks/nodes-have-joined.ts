import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { whyNotReady } from '../ready-nodes.ts'
import { wishedWords } from '../wished-words.ts'

export const nodesHaveJoined = defineCheck({
  id: 'nodes-have-joined',
  title: 'the nodes to be Ready in the cluster',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The nodes joined the cluster and are Ready',
    meaning:
      'A node has joined once the API server lists it under its name and its kubelet says that it is Ready.',
    next: '`bramble logs NODE --unit k3s` and `--unit k3s-agent` say what it waits for.',
    references: ['https://docs.k3s.io/quick-start'],
  },

  ask({ nodes }, { wish, now }) {
    const server = wish?.['server']
    // Whom they join was not waited for yet.
    const wanted = [...(typeof server === 'string' ? [server] : []), ...wishedWords(wish, 'nodes')]
    return wanted.map((name) => {
      const subject = `node/${name}`
      const found = nodes.find((node) => node.name === name)
      if (!found) return fail(`the API server lists no ${name} yet`, { subject })
      const why = whyNotReady(found, now) ?? otherVersion(found.version, wish?.['version'])
      return why === undefined
        ? pass(undefined, subject)
        : fail(why, { subject, evidence: [because(found, why)] })
    })
  },
})

function otherVersion(version: string | undefined, wanted: unknown): string | undefined {
  if (version === undefined || typeof wanted !== 'string' || version === wanted) return undefined
  return `it runs ${version}, and ${wanted} was asked for`
}
