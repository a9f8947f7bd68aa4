import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { lines, pastedLines } from '#src/model/line.ts'
import { match, noMatch, type Reason, type Verdict } from '#src/model/verdict.ts'
import { podsAreWell } from '../../../checks/pods-are-well.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { onGoneNode } from '../../../ready-nodes.ts'
import { sentences } from './told.ts'

/** States of kubectl's STATUS column and reasons of events that never mean well. */
const badState = lines([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ContainerStatusUnknown',
  'OOMKilled',
  'Evicted',
  'FailedScheduling',
  'Init:Error',
  'StartError',
])
const backOff = lines(['Back-off restarting failed container', 'back-off 5m0s restarting failed'])
/** A row of `kubectl get pods` that waits or failed; a moment of it is normal. */
const waitingRow = pastedLines(
  ['Pending', 'ContainerCreating', 'Terminating', ' Error ', 'Init:', ' Unknown '],
  /\s\d+\/\d+\s+(?:Pending|ContainerCreating|Terminating|Error|Init:\S+|Unknown)\s/,
  ['pods', 'events', 'longhorn'],
)
const probe = lines(
  ['probe failed', 'probe errored'],
  /(?:Liveness|Readiness|Startup) probe (?:failed|errored)/,
)
/** Helm waited for what it installs (helm.sh/helm pkg/action), in vain. */
const helmWaited = lines(
  ['due to atomic being set: ', 'INSTALLATION FAILED: ', 'UPGRADE FAILED: '],
  /(?:due to atomic being set|(?:INSTALLATION|UPGRADE) FAILED(?:: \w+ "?[\w./-]+"?)?): (?:\d+ errors? occurred.*)?(?:context deadline exceeded|timed out waiting for the condition|resource \S+ not ready)/,
)

export default defineSymptom({
  id: 'pods-not-well',
  title: 'Pods are not ready, restart or do not start',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { pods, nodes, badState, backOff, waitingRow, probe, helmWaited },
  told: sentences,
  explains: { anywhere: ['pod-restarting-for-days'] },
  rivals: [
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'The pods were created, or their node started, some minutes ago.',
    },
    { cause: 'app-fault', tell: "The pod's own log names its own settings or data." },
  ],
  decides: 'kubectl -n {namespace} logs {pod} --previous --tail=50',
  remedy: 'read-pod-words',
  docs: {
    meaning: 'Some pods do not do their work: they wait, crash, or fail their probes.',
    impact: 'What they serve is away or slow.',
    diagnosis:
      '`kubectl get pods -A -o wide | grep -vE "Running|Completed"`; then `kubectl -n NAMESPACE describe pod POD` and `kubectl -n NAMESPACE logs POD --previous`.',
    mitigation: 'Remove the cause that the last events or the last log lines name.',
    references: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/'],
  },

  match({ pods, nodes, badState, backOff, waitingRow, probe, helmWaited }, ask) {
    // The same judgement as the check: what is Running may still not be well.
    const verdicts = pods.some(({ createdAt }) => createdAt !== undefined)
      ? [podsAreWell.ask({ pods }, ask)].flat()
      : []
    const seen = verdicts.flatMap((verdict) => (verdict.kind === 'fail' ? verdict.evidence : []))
    // What the API shows now outweighs rows and events of before.
    if (verdicts.length > 0) {
      if (seen.length === 0) return noMatch
      const ill = pods.filter((pod) => verdicts.some((one) => isAbout(one, pod)))
      return match('confirmed', seen, {
        fill: namesOf(verdicts),
        ...onGoneNode(ill, nodes, ask.now),
      })
    }
    const said: Reason[] = [...badState, ...backOff, ...waitingRow, ...probe, ...helmWaited]
    return said.length > 0 ? match('suspected', said) : noMatch
  },
})

function isAbout(verdict: Verdict, pod: { namespace: string; name: string }): boolean {
  return verdict.kind === 'fail' && verdict.subject === `pod/${pod.namespace}/${pod.name}`
}

/** Namespace and name of the first pod that is not well, for commands. */
function namesOf(verdicts: readonly Verdict[]): Record<string, string> {
  const subject = verdicts.flatMap((verdict) => (verdict.kind === 'fail' ? verdict : []))[0]
    ?.subject
  const [, namespace, pod] = subject?.split('/') ?? []
  return { ...(namespace && { namespace }), ...(pod && { pod }) }
}
