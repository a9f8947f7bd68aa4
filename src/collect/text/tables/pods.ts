import { pods } from '../../../model/facts/kubernetes.ts'
import { age, cell, cellsOf, type Format } from './form.ts'

/** What kubectl puts into the column STATUS: phases, and reasons of containers and pods. */
const status =
  /(?:Init:)?(?:Running|Pending|Succeeded|Failed|Completed|Terminating|Unknown|Error|Evicted|NodeLost|NodeAffinity|NotReady|Shutdown|Preempting|UnexpectedAdmissionError|OutOf(?:cpu|memory|pods|ephemeral-storage)|ContainerCreating|PodInitializing|ContainerStatusUnknown|CrashLoopBackOff|ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError|CreateContainerError|RunContainerError|PostStartHookError|StartError|ContainerCannotRun|DeadlineExceeded|OOMKilled|SchedulingGated|(?:Signal|ExitCode):\d+|\d+\/\d+)/
    .source
const row = new RegExp(
  `^\\s*(?:([a-z0-9][a-z0-9-]{0,62})\\s+)?([a-z0-9][a-z0-9.-]{0,252})\\s+(\\d{1,3})/(\\d{1,3})\\s+(${status})\\s+(\\d{1,6})(?:\\s\\((?:${age}) ago\\))?(?:\\s+(?:${age})(?:\\s+(\\S.*))?)?\\s*$`,
)

/** Reasons that only a waiting container has. */
const waiting =
  /^(?:ContainerCreating|PodInitializing|CrashLoopBackOff|ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError|CreateContainerError|RunContainerError)$/
/** Reasons that a container ended with. */
const ended = /^(?:OOMKilled|Error|Completed|ContainerCannotRun|StartError|ContainerStatusUnknown)$/
const phases: Readonly<Record<string, string>> = {
  Running: 'Running',
  Pending: 'Pending',
  ContainerCreating: 'Pending',
  PodInitializing: 'Pending',
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Evicted: 'Failed',
}

/** `kubectl get pods`, of one or all namespaces, also wide, with or without its header. */
export const readPods: Format = ({ lines, namespace }) =>
  lines.flatMap((line, number) => {
    const found = row.exec(line)
    if (!found) return []
    const [, column, name, ready, wanted, reason = '', restarts, wide] = found
    const nodeName = nodeOf(wide)
    const record = pods.schema.parse({
      // A table of one namespace does not say which.
      namespace: column ?? namespace ?? '',
      name,
      reason,
      ready: reason === 'Running' && ready === wanted,
      ...(phases[reason] && { phase: phases[reason] }),
      ...(nodeName !== undefined && { nodeName }),
      containers: onlyContainer(Number(wanted), reason, Number(restarts)),
    })
    return [{ kind: pods.kind, record, lines: [number, number + 1] as const }]
  })

/** Of several containers the row does not say which it is about; of one it does, all but its name. */
function onlyContainer(wanted: number, reason: string, restarts: number): object[] {
  if (wanted !== 1) return []
  if (waiting.test(reason)) return [{ name: '', restarts, state: 'waiting', reason, ready: false }]
  if (ended.test(reason)) return [{ name: '', restarts, state: 'terminated', reason, ready: false }]
  return [{ name: '', restarts }]
}

/** IP NODE NOMINATED-NODE READINESS-GATES, of -o wide. */
function nodeOf(wide: string | undefined): string | undefined {
  return wide === undefined ? undefined : cell(cellsOf(wide)[1])
}
