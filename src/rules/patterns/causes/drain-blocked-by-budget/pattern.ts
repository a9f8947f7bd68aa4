import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { disruptionBudgets, nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { drainCourse, drainEnded } from '../../words/drain.ts'
import { sentences } from './told.ts'

/** The API's refusal, by kubectl and by whoever evicts. */
const refusals = lines(
  [
    "pod's disruption budget",
    'as it would violate',
    'violate the pod\\u0027s disruption budget',
    'The disruption budget ',
    ' healthy pods and has ',
    'has more than one PodDisruptionBudget',
  ],
  /has more than one PodDisruptionBudget|(?:pod(?:'|\\u0027)s|violate .*) disruption budget|evict pod as it would violate|The disruption budget \S+ needs \d+ healthy pods/,
)
/** Which pods were named: Longhorn's own budget is another cause, with another cure. */
const evicting = lines(
  ['evicting pod', 'when evicting'],
  /(?:error when evicting pods\/\\?"(?<pod>[^"\\]+)|evicting pod \S*?\/?(?<other>[\w.-]+)\s*"?$)/,
)
/**
 * kubectl asks for an eviction again only where a budget refused it, so whoever still asked when the
 * time was over was refused (kubectl pkg/drain); of a pod that does not end it says `waiting for pod`.
 */
const stillRefused = lines(
  'global timeout reached',
  /error when evicting pods\/\\?"(?<pod>[^"\\]+)\\?" -n \\?"(?<namespace>[^"\\]+)\\?": global timeout reached/,
)
/** Karpenter and the cluster autoscaler, which drain by themselves, name the budget. */
const namedByScaler = lines(
  ['prevents pod evictions', 'violates a PDB', 'enough pod disruption budget'],
  /PDB \S+ prevents pod evictions|violates a PDB|not enough pod disruption budget/i,
)
/** kubectl gives up, and the reason is not in the paste. */
const gaveUp = lines(
  ['unable to drain node', 'drain did not complete'],
  /unable to drain node(?!.*cannot delete)|drain did not complete within/,
)
const ofLonghorn = lines(['instance-manager-', 'PDB is blocked'])
const noneAllowed = lines('ALLOWED DISRUPTIONS')

/** Somebody's note: the budget wants as many pods as there are, and a drain waits. */
const allWanted = pastedLines(
  'minAvailable',
  /^(?=.*(?:drain|evict|upgrade)).*(?:minAvailable\W{1,4}(?<wanted>\d+)\b.*replicas?\W{1,4}\k<wanted>\b|replicas?\W{1,4}(?<there>\d+)\b.*minAvailable\W{1,4}\k<there>\b)/i,
)

const longhorn = /instance-manager-|longhorn-system|csi-(?:attacher|provisioner)/

export default definePattern({
  id: 'drain-blocked-by-budget',
  title: "A workload's own disruption budget holds the drain up",
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    disruptionBudgets,
    nodes,
    refusals,
    evicting,
    ofLonghorn,
    noneAllowed,
    gaveUp,
    stillRefused,
    namedByScaler,
    allWanted,
    drainCourse,
  },
  told: sentences,
  explains: { anywhere: ['cordon-left-behind'] },
  rivals: [
    {
      cause: 'longhorn-drain-blocked',
      tell: "The pod that is refused is an `instance-manager-…`: Longhorn protects a volume's last copy.",
    },
    {
      cause: 'cordon-left-behind',
      tell: 'Nothing is being evicted any more; the node was only never released.',
    },
  ],
  remedy: 'satisfy-budget',
  docs: {
    meaning:
      'A PodDisruptionBudget says how many pods of an application must stay. With one replica and minAvailable 1, or when one of its pods is already unwell, it allows none to go, and a drain waits for ever. A pod with two budgets is never let go at all.',
    impact:
      'The maintenance does not go on. The application itself is not harmed: this is the protection it asked for.',
    diagnosis:
      '`kubectl get pdb -A` shows ALLOWED DISRUPTIONS 0; `kubectl describe pdb -n NAMESPACE NAME` shows the pods it counts.',
    mitigation:
      'Make its pods well, or give it one replica more for the time of the drain, then go on. If a short outage is accepted, delete that pod by hand or lower the budget. Do not force the drain of the whole node.',
    references: [
      'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/',
    ],
  },

  match(all) {
    // What was refused on the way has gone since.
    const evidence = drainEnded(all.drainCourse) ? { ...all, refusals: [], evicting: [] } : all
    const { disruptionBudgets, nodes, refusals, evicting, ofLonghorn, noneAllowed } = evidence
    const tight = disruptionBudgets.filter(isTight)
    const reasons = tight.map((budget) => because(budget, wordsFor(budget)))
    const named = [...refusals, ...evicting].filter((line) => !longhorn.test(line.text))
    const refused: Reason[] = refusals.filter((line) => !longhorn.test(line.text))
    // A wrapped refusal names its pod on another line: Longhorn's there, Longhorn's here.
    const others = evicting.some((line) => !longhorn.test(line.text))
    const onlyLonghorn = ofLonghorn.length > 0 && !others
    if (refused.length > 0 && !onlyLonghorn) return match('confirmed', [...refused, ...reasons])
    if (tight.length === 0 || onlyLonghorn) return withoutBudget(evidence)
    const draining = nodes.some((node) => node.unschedulable) || named.length > 0
    if (draining) return match('suspected', [...reasons, ...named])
    return noneAllowed.length > 0
      ? unknown('a budget allows no disruption now, but nothing shows a drain', {
          next: 'kubectl get nodes',
        })
      : noMatch
  },
})

const whyNot = unknown('a drain was given up: does a budget refuse, or does a pod not stop?', {
  next: 'kubectl get pdb -A; kubectl get pods -A -o wide --field-selector spec.nodeName=NODE',
})

interface GivenUp {
  readonly allWanted: readonly LogLine[]
  readonly stillRefused: readonly LogLine[]
  readonly namedByScaler: readonly Reason[]
  readonly gaveUp: readonly Reason[]
  readonly refusals: readonly Reason[]
}

function withoutBudget(found: GivenUp): PatternOutcome {
  const { gaveUp, refusals, allWanted } = found
  const refused = found.stillRefused.filter(({ text }) => !longhorn.test(text))
  const said: Reason[] = [...refused, ...found.namedByScaler]
  if (said.length > 0) return match('suspected', said)
  const noted = statedLines(allWanted)
  if (noted.length > 0) return match('suspected', noted)
  return gaveUp.length > 0 && refusals.length === 0 ? whyNot : noMatch
}

type Budget = z.infer<typeof disruptionBudgets.schema> & Origin

function isTight({ disruptionsAllowed, expectedPods = 1, namespace, name }: Budget): boolean {
  return disruptionsAllowed === 0 && expectedPods > 0 && !longhorn.test(`${namespace}/${name}`)
}

function wordsFor({ namespace, name, currentHealthy, desiredHealthy }: Budget): string {
  const counts =
    currentHealthy === undefined ? '' : `: ${currentHealthy} healthy, ${desiredHealthy} wanted`
  return `the budget ${namespace ? `${namespace}/` : ''}${name} allows no disruption${counts}`
}
