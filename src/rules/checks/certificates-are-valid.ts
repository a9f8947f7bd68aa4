import { certificateEnd } from '#src/model/certificate-end.ts'
import { certificates } from '#src/model/facts/node.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { daysUntil, soonDays } from '../certificate-days.ts'
import { defineCheck } from '../define-check.ts'

export const certificatesAreValid = defineCheck({
  id: 'certificates-are-valid',
  title: 'certificates to be valid for a month',
  scope: 'node',
  severity: 'warning',
  reads: { certificates },
  staleAfterSeconds: 3600,
  docs: {
    heading: "K3s's certificates are valid for a month or more",
    meaning:
      "K3s's leaf certificates live a year and are renewed when K3s starts with fewer than 120 days left (90 before May 2025). A node that never restarts runs into the end.",
    next: '`bramble explain cert-expired`',
    references: ['https://docs.k3s.io/cli/certificate'],
  },

  ask({ certificates }, { now }) {
    const ending = certificates.flatMap((certificate): Verdict[] => {
      const days = daysUntil(certificate.notAfter, now)
      if (days >= soonDays) return []
      const name = certificate.path.split('/').at(-1) ?? certificate.path
      const reason = `${name} ${certificateEnd(days)}`
      return [
        fail(reason, {
          severity: days < 0 ? 'critical' : 'warning',
          evidence: [because(certificate, reason)],
        }),
      ]
    })
    return ending.length > 0 ? ending : pass(`${certificates.length} certificates`)
  },
})
