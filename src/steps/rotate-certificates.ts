import * as z from 'zod'
import { certificates } from '#src/model/facts/node.ts'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { certificatesEndLater } from '#src/rules/checks/certificates-end-later.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { serviceRuns } from '#src/rules/checks/service-runs.ts'
import { isAuthority } from '#src/rules/k3s-certificate.ts'
import { availabilityGate, defineStep } from './define-step.ts'
import { startsWithinSeconds, unitOnNode } from './k3s-unit.ts'

/** systemd gives K3s 90 s to end; the rotation itself copies a folder. */
const patienceMilliseconds = 240_000

/**
 * K3s is started again whatever the rotation says: a node that is down for an error of a tool is
 * worse than one with old certificates. https://docs.k3s.io/cli/certificate
 */
const program = `systemctl stop "$1"
set +e
k3s certificate rotate
code=$?
set -e
systemctl start --no-block "$1"
exit "$code"`

/** New leaf certificates for K3s on a node. Its containers run on meanwhile. */
export const rotateCertificates = defineStep({
  id: 'rotate-certificates',
  title: ({ node }) => `Rotate the certificates of ${node}`,
  input: z.object({
    ...unitOnNode,
    /** When the last of the old ones ends: every new one ends later. */
    endedAt: z.iso.datetime(),
  }),
  reads: { certificates },
  risk: 'disruptive',
  about: ({ node, endedAt }) => ({ node, wish: { endedAt } }),
  requires: [availabilityGate(quorumSurvivesWithoutNode), availabilityGate(anotherServerAnswers)],
  verify: [serviceRuns, certificatesEndLater],
  verifyWithinSeconds: () => startsWithinSeconds,

  preview: ({ node, unit }, { certificates }) => [
    `systemctl stop ${unit} on ${node}; its containers run on`,
    `k3s certificate rotate: ${certificates.filter((one) => one.node === node && !isAuthority(one)).length} certificates; the old ones are kept beside them`,
    `systemctl start ${unit} on ${node}`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ node, unit }, { node: shellOf, say }) {
    await shellOf(node).run(program, [unit], { timeoutMilliseconds: patienceMilliseconds })
    say(`${node} has rotated its certificates, and K3s is starting`)
  },

  undo: 'impossible',
})
