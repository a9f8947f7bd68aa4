import { certificates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { isAuthority } from '../k3s-certificate.ts'

export const certificatesEndLater = defineCheck({
  id: 'certificates-end-later',
  title: 'certificates of this node to be new',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { certificates },
  staleAfterSeconds: 60,
  docs: {
    heading: "K3s's certificates were renewed",
    meaning:
      'Every leaf certificate of K3s on the node ends later than any of them did before the rotation. The authorities themselves live ten years and stay.',
    next: '`bramble logs NODE --unit k3s` shows what K3s said when it made new ones.',
    references: ['https://docs.k3s.io/cli/certificate'],
  },

  ask({ certificates }, { node, wish }) {
    const before = wish?.['endedAt']
    if (typeof before !== 'string')
      throw new TypeError('A check of new certificates needs to know when the old ones end.')
    const own = certificates.filter(
      (candidate) => candidate.node === node && !isAuthority(candidate),
    )
    if (own.length === 0) return unknown('no certificate of K3s was read on the node')
    const old = own
      .filter(({ notAfter }) => Date.parse(notAfter) <= Date.parse(before))
      .map((certificate): Verdict => {
        const reason = `${certificate.path} still ends ${certificate.notAfter}`
        return fail(reason, { evidence: [because(certificate, reason)] })
      })
    return old.length > 0 ? old : pass(`${own.length} certificates`)
  },
})
