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

/** What stands for a server's name and for another node's. */
async function nodesOf(ask: Ask): Promise<{ node: string }> {
  const { text } = await ask({ method: 'GET', target: '/api/v1/nodes' })
  const names = (JSON.parse(text) as { items: { metadata: { name: string } }[] }).items.map(
    ({ metadata }) => metadata.name,
  )
  const node = names.at(-1)
  if (node === undefined) throw new Error('a cluster without nodes')
  return { node }
}

/** A namespace takes as long to go as the pods in it. */
const mostRounds = 600
const roundMilliseconds = 100

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
