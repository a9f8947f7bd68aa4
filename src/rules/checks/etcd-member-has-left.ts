import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { hasLeftEtcd, removedMemberAnnotation } from '../etcd-members.ts'

export const etcdMemberHasLeft = defineCheck({
  id: 'etcd-member-has-left',
  title: 'K3s to have taken this server out of etcd',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The server is removed from etcd',
    meaning:
      'K3s writes the name of the member that it took out of etcd onto the Node, as `etcd.k3s.cattle.io/removed-node-name`. Until then etcd counts the server, and misses it once it has stopped.',
    next: '`bramble logs NODE --unit k3s` of another server says what it waits for.',
    references: ['https://docs.k3s.io/datastore/ha-embedded'],
  },

  ask({ nodes }, { node }) {
    const own = nodes.find(({ name }) => name === node)
    if (!own) return unknown(`the API server lists no node ${node}`)
    const reason = `${node} shows no ${removedMemberAnnotation} yet`
    return hasLeftEtcd(own) ? pass() : fail(reason, { evidence: [because(own, reason)] })
  },
})
