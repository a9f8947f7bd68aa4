import { apiHealth } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const slowMilliseconds = 2000

export const apiIsReady = defineCheck({
  id: 'api-is-ready',
  title: 'API servers to answer and be ready',
  scope: 'cluster',
  severity: 'critical',
  reads: { apiHealth },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The Kubernetes API is ready',
    meaning:
      '`/readyz?verbose` of every known API address answers in time and all its parts are ok.',
    next: 'Where it is silent, the server node itself is asked over SSH: `bramble diagnose`.',
    references: ['https://kubernetes.io/docs/reference/using-api/health-checks/'],
  },

  ask({ apiHealth }) {
    return apiHealth.map((server): Verdict => {
      const subject = `api/${server.address}`
      const evidence = [
        because(
          server,
          `${server.address}: ${server.errorMessage ?? `readyz in ${server.milliseconds} ms`}`,
        ),
      ]
      if (server.errorCode !== undefined)
        return fail(
          `does not answer: ${whyNot(server.errorMessage ?? server.errorCode, server.address)}`,
          {
            subject,
            evidence,
          },
        )
      if (!server.ready)
        return fail(`not ready: ${server.failedChecks.join(', ')}`, { subject, evidence })
      if (server.milliseconds > slowMilliseconds)
        return fail(`ready, but took ${(server.milliseconds / 1000).toFixed(1)} s to say so`, {
          subject,
          severity: 'warning',
          evidence,
        })
      return pass(undefined, subject)
    })
  },
})

/** The address is what the answer is about: its error need not say it again. */
function whyNot(message: string, address: string): string {
  return message.startsWith(`${address} `) ? `it ${message.slice(address.length + 1)}` : message
}
