import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { disruptionBudgets, nodes, pods } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { drainCourse, drainEnded } from '../../words/drain.ts'
import { sentences } from './told.ts'

/** kubectl's and the API server's refusal of an eviction (kubectl pkg/drain, registry core/pod/storage). */
const refused = lines(
  [
    "violate the pod's disruption budget",
    'error when evicting pod',
    'TooManyRequests',
    'disruption budget',
  ],
  /violate the pod's disruption budget|error when evicting pod|[Tt]he disruption budget \S+ needs/,
)
const instanceManager = lines(
  'instance-manager-',
  /evicting pods?[ /]\S*instance-manager-|instance-manager-\S+.*(?:PDB|disruption budget|drain|evict)/i,
)
/** longhorn-manager says what it waits for (controller/instance_manager_controller.go); kubectl, that nobody would make the pod again. */
const blocked = lines(
  [
    'PDB is blocked',
    'has no pdb on another node',
    'some volumes are still attached',
    'annot delete Pods ',
  ],
  /PDB is blocked|has no pdb on another node|some volumes are still attached|annot delete Pods (?:not managed by|that declare no controller).*\/instance-manager-/,
)
/** kubectl gave up; who did not go stands in the same line or in the row of a budget. */
const gaveUp = lines(
  ['unable to drain node', 'drain did not complete', 'error when waiting for pod'],
  /unable to drain node(?!.*cannot delete)|drain did not complete|error when waiting for pod "[^"]+"/,
)
/** The same as people note it. */
const noted = lines(
  ['nstance-manager', 'nstance manager', 'nstance Manager'],
  /^(?!.*Cannot evict pod)(?=.*\b(?:drain(?:ed|ing)?|evict(?:ed|ing|ion)?)\b)(?=.*(?:\bunable\b|\bcan(?:no|')t\b|\bstuck\b|\bblock(?:s|ed|ing)?\b|\bhang|\bprevents?\b|\bPDB\b|[Dd]isruption ?[Bb]udget)).*[Ii]nstance[- ][Mm]anager/,
)
/** A row of `kubectl get pdb` that allows nothing. */
const row = lines('instance-manager-', /instance-manager-\S+\s+(?:\d+|N\/A)\s+(?:\d+|N\/A)\s+0\s/)

type Budget = z.infer<typeof disruptionBudgets.schema> & Origin
type Pod = z.infer<typeof pods.schema> & Origin

export default definePattern({
  id: 'longhorn-drain-blocked',
  title: "The instance manager's disruption budget holds a drain up",
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    disruptionBudgets,
    nodes,
    pods,
    refused,
    instanceManager,
    blocked,
    noted,
    row,
    gaveUp,
    drainCourse,
  },
  told: sentences,
  rivals: [
    {
      cause: 'drain-blocked-by-budget',
      tell: 'The pod that cannot be evicted is an application, not an instance manager.',
    },
    {
      cause: 'volume-attached-elsewhere',
      tell: 'The drain has ended; a pod waits for its volume on the new node.',
    },
  ],
  remedy: 'release-node-volumes',
  docs: {
    meaning:
      'Longhorn guards each instance manager with a budget. It gives the node free only when nothing is attached there and each replica on it has a healthy twin on another node. A volume with one replica, one that is degraded, or one attached by hand in the UI keeps it for ever.',
    impact: 'The drain waits and never ends. Nothing is broken; the node stays cordoned.',
    diagnosis:
      '`kubectl -n longhorn-system logs -l app=longhorn-manager --tail=200 | grep "PDB is blocked"` names the volume or replica. `kubectl -n longhorn-system get volumes.longhorn.io -o wide | grep {node}` shows what is attached there.',
    mitigation:
      'Wait for rebuilds; detach what was attached by hand; give the named volume a second replica, or scale its pod down. `bramble drain {node} --dry-run` shows each of them. Do not force it with --disable-eviction: that takes the last good copy away from a running pod.',
    references: [
      'https://longhorn.io/docs/1.12.1/maintenance/maintenance/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/instance_manager_controller.go',
      'https://github.com/longhorn/longhorn/issues/8753',
    ],
  },

  match(evidence) {
    const { refused, instanceManager, blocked, row } = evidence
    const live = heldUp(evidence)
    if (live.length > 0) return live
    if (drainEnded(evidence.drainCourse)) return noMatch
    const said: Reason[] = [
      ...blocked,
      // The name stands before the refusal; what follows may be the next line of a wrapped paste.
      ...refused.filter(({ text }) =>
        /instance-manager.*Cannot evict|disruption budget instance-manager-\S+ needs/.test(text),
      ),
    ]
    if (said.length > 0) return match('confirmed', [...said, ...row])
    const stuck = stuckOver(evidence)
    if (stuck.length > 0) return match('suspected', stuck)
    if (refused.length > 0 && instanceManager.length > 0)
      return match('suspected', [...refused, ...instanceManager, ...row])
    if (evidence.noted.length > 0)
      return match('suspected', [...evidence.noted, ...refused, ...row])
    return row.length > 0 && refused.length > 0
      ? unknown('an eviction is refused, and a budget of Longhorn allows none', {
          next: 'kubectl get events -A | grep -i evict',
        })
      : noMatch
  },
})

interface GivenUp {
  readonly gaveUp: readonly LogLine[]
  readonly row: readonly LogLine[]
}

/** kubectl gave up, over the instance manager itself or while its budget allowed nothing. */
function stuckOver({ gaveUp, row }: GivenUp): readonly Reason[] {
  const isNamed = gaveUp.some(({ text }) => text.includes('for pod "instance-manager-'))
  return isNamed || (gaveUp.length > 0 && row.length > 0) ? [...gaveUp, ...row] : []
}

interface Around {
  readonly disruptionBudgets: readonly Budget[]
  readonly nodes: readonly { readonly name: string; readonly unschedulable: boolean }[]
  readonly pods: readonly Pod[]
  readonly blocked: readonly Reason[]
}

/** A cordoned node without pods of its own but an instance manager that may not go. */
function heldUp({ disruptionBudgets, nodes, pods, blocked }: Around): PatternOutcome[] {
  return nodes
    .filter(({ unschedulable }) => unschedulable)
    .flatMap(({ name }) => {
      const managers = pods.filter(
        (pod) => pod.nodeName === name && pod.name.startsWith('instance-manager-'),
      )
      const held = disruptionBudgets.filter(
        (budget) =>
          budget.disruptionsAllowed === 0 && managers.some((pod) => pod.name === budget.name),
      )
      if (held.length === 0 || othersWait(name, pods)) return []
      const reasons = held.map((budget) =>
        because(budget, `the budget ${budget.name} allows no eviction on the cordoned ${name}`),
      )
      return [
        match('suspected', [...reasons, ...blocked], {
          subject: `node/${name}`,
          fill: { node: name },
        }),
      ]
    })
}

/** Ordinary pods are still there: nobody drains, or the drain has not come that far. */
function othersWait(node: string, pods: readonly Pod[]): boolean {
  return pods.some(
    ({ nodeName, namespace, owner, mirror, phase }) =>
      nodeName === node &&
      namespace !== 'longhorn-system' &&
      owner?.kind !== 'DaemonSet' &&
      !mirror &&
      phase === 'Running',
  )
}
