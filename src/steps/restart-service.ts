import * as z from 'zod'
import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { serviceRuns } from '#src/rules/checks/service-runs.ts'
import { k3sUnitOf } from '#src/rules/k3s-unit.ts'
import { availabilityGate, defineStep } from './define-step.ts'
import { actOnUnit, startsWithinSeconds, unitBefore, unitNow, unitOnNode } from './k3s-unit.ts'

/** Stops and starts K3s. It is away for less than a minute, and its containers run on meanwhile. */
export const restartService = defineStep({
  id: 'restart-service',
  title: ({ node }) => `Restart K3s on ${node}`,
  input: z.object(unitOnNode),
  reads: { units },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [availabilityGate(quorumSurvivesWithoutNode), availabilityGate(anotherServerAnswers)],
  verify: [serviceRuns],
  verifyWithinSeconds: () => startsWithinSeconds,

  compares: {
    title: 'K3s to have started anew',
    ask({ node }, { activeSince }, { units }) {
      const unit = k3sUnitOf(units.filter((candidate) => candidate.node === node))
      if (!unit) return unknown('the node has no k3s or k3s-agent unit')
      if (unit.activeSince !== activeSince) return pass()
      const reason = `${unit.name} has run since ${activeSince}, as before`
      return fail(reason, { evidence: [because(unit, reason)] })
    },
  },

  preview: ({ node, unit }) => [
    `systemctl restart ${unit} on ${node}`,
    'containers run on; no data is touched, so no data gate is asked',
  ],

  remembered: unitBefore,
  remember: unitNow,
  apply: (input, context) => actOnUnit('restart', input, context),
  undo: 'impossible',
})
