import { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const slowMilliseconds = 500
const stalledMilliseconds = 2000

export const datastoreIsFast = defineCheck({
  id: 'datastore-is-fast',
  title: 'datastore to answer quickly',
  scope: 'cluster',
  severity: 'warning',
  reads: { datastoreLatency },
  staleAfterSeconds: 300,
  docs: {
    heading: 'The datastore (etcd, SQLite) answers quickly',
    meaning:
      "The API server's own etcd_request_duration_seconds, which etcd and kine (SQLite) feed alike. A healthy small cluster answers 99 of 100 requests in well under 100 ms; above half a second leases and leader elections begin to fail.",
    next: '`bramble explain slow-datastore-disk`',
    references: [
      'https://etcd.io/docs/v3.6/faq/#what-does-the-etcd-warning-apply-request-took-too-long-mean',
    ],
  },

  ask({ datastoreLatency }) {
    return datastoreLatency.map((store): Verdict => {
      const figure = `the datastore: 99 % of ${store.requests} requests within ${store.p99Milliseconds} ms`
      if (store.p99Milliseconds < slowMilliseconds) return pass(figure)
      const severity = store.p99Milliseconds >= stalledMilliseconds ? 'critical' : 'warning'
      return fail(figure, { severity, evidence: [because(store, figure)] })
    })
  },
})
