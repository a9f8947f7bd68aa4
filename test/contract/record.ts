import { namespace } from './case.ts'
import { cases } from './cases/all.ts'
import type { Ask } from './client.ts'
import { converse, type Exchanged } from './converse.ts'

/**
 * All cases against one cluster, in order.
 *
 * @param bookmarkSeconds within which a watch there gets one
 */
export async function recordApi(ask: Ask, bookmarkSeconds: number): Promise<Exchanged[]> {
  const values = { ...(await nodesOf(ask)), bookmarkSeconds: String(bookmarkSeconds) }
  const exchanged: Exchanged[] = []
  // A run before this one may have been cut off.
  await tidy(ask, values)
  try {
    for (const one of cases) exchanged.push(...(await converse(ask, one, values)))
  } finally {
    await tidy(ask, values)
  }
  return exchanged
}

interface Node {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly taints?: readonly object[] }
}

/** A namespace takes as long to go as the pods in it, and a node that was away to be trusted again. */
const mostRounds = 600
const roundMilliseconds = 100

/** What stands for a node's name; a taint of an earlier test's would be a difference. */
async function nodesOf(ask: Ask): Promise<{ node: string }> {
  for (let round = 0; round < mostRounds; round++) {
    const { text } = await ask({ method: 'GET', target: '/api/v1/nodes' })
    const { items } = JSON.parse(text) as { readonly items: readonly Node[] }
    const node = items.at(-1)?.metadata.name
    if (node === undefined) throw new Error('a cluster without nodes')
    if (items.every(({ spec }) => spec.taints === undefined)) return { node }
    await new Promise((wake) => setTimeout(wake, roundMilliseconds))
  }
  throw new Error('a node is tainted')
}

/** Also where a case went wrong: the cluster is left as it was found. */
async function tidy(ask: Ask, { node }: { readonly node: string }): Promise<void> {
  const gone = [
    `/api/v1/namespaces/${namespace}`,
    `/api/v1/persistentvolumes/${namespace}`,
    `/apis/storage.k8s.io/v1/storageclasses/${namespace}`,
    `/apis/storage.k8s.io/v1/volumeattachments/${namespace}`,
  ]
  for (const target of gone) await ask({ method: 'DELETE', target })
  for (let round = 0; round < mostRounds; round++) {
    const { status } = await ask({ method: 'GET', target: `/api/v1/namespaces/${namespace}` })
    if (status === 404) break
    await new Promise((wake) => setTimeout(wake, roundMilliseconds))
  }
  await ask({
    method: 'PATCH',
    target: `/api/v1/nodes/${node}`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({
      metadata: { annotations: { bramble: null, 'bramble/doing': null } },
      spec: { unschedulable: null },
    }),
  })
}
