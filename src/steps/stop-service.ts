import * as z from 'zod'
import { pods } from '#src/model/facts/kubernetes.ts'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { nodeRunsOnlyDaemonSets } from '#src/rules/checks/node-runs-only-daemon-sets.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { serviceIsStopped } from '#src/rules/checks/service-is-stopped.ts'
import { availabilityGate, defineStep } from './define-step.ts'
import { actOnUnit, unitBefore, unitNow, unitOnNode } from './k3s-unit.ts'

/**
 * Stops K3s on a node, and nothing else: its containers run on, so that no data is at stake and no
 * data gate is asked. What is at stake is the API, and pods that Kubernetes starts a second time
 * elsewhere while the first ones run on here.
 */
export const stopService = defineStep({
  id: 'stop-service',
  title: ({ node }) => `Stop K3s on ${node}`,
  input: z.object(unitOnNode),
  reads: { pods },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [
    availabilityGate(quorumSurvivesWithoutNode),
    availabilityGate(anotherServerAnswers),
    availabilityGate(nodeRunsOnlyDaemonSets),
  ],
  verify: [serviceIsStopped],

  preview: ({ node, unit }, { pods }) => {
    const running = pods.filter((pod) => pod.nodeName === node && pod.phase === 'Running').length
    return [
      `systemctl stop ${unit} on ${node}`,
      `the containers of ${running} pods run on; no data is touched, so no data gate is asked`,
      `${node} turns NotReady after 50 s; 300 s later Kubernetes wants its pods elsewhere`,
    ]
  },

  remembered: unitBefore,
  remember: unitNow,
  apply: (input, context) => actOnUnit('stop', input, context),
  async undo(input, { active }, context) {
    if (active) await actOnUnit('start', input, context)
  },
})
