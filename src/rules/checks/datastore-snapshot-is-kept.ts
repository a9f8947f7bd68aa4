import { k3sKept } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

/** The smallest datastore of a K3s that has started once is a few hundred times larger. */
const leastBytes = 4096

export const datastoreSnapshotIsKept = defineCheck({
  id: 'datastore-snapshot-is-kept',
  title: 'a snapshot of the datastore to be kept',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { k3sKept },
  staleAfterSeconds: 60,
  docs: {
    heading: 'A snapshot of the datastore is kept before the upgrade',
    meaning:
      'Before another K3s touches the datastore, what it holds now is kept on the server: without it there is no way back over a minor version.',
    next: '`sudo k3s etcd-snapshot ls` on the server. Has its disk room?',
    references: ['https://docs.k3s.io/datastore/backup-restore'],
  },

  ask({ k3sKept }, { node, wish }) {
    const [name = ''] = wishedWords(wish, 'snapshot')
    const found = k3sKept.find((one) => one.node === node)
    if (!found) return unknown('the node did not say which snapshots it keeps')
    // K3s puts the node's name and the time behind it.
    const own = found.snapshots.filter((one) => one.name.startsWith(name))
    if (own.some(({ sizeBytes }) => sizeBytes >= leastBytes)) return pass()
    const reason = `${node} keeps no snapshot ${name}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
