import { nodeIdentity } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  driverMissing,
  driverRegistered,
  engineDead,
  nodeStarted,
  salvaged,
} from '../../words/storage.ts'

/** A kubelet that has just met a pod has not yet fetched what it mounts. */
const caches = lines(
  ['failed to sync secret cache', 'failed to sync configmap cache', 'not registered'],
  /failed to sync (?:secret|configmap) cache|object "[^"]+"\/"[^"]+" not registered/,
)
/** The autoscaler asks before the first measurement. */
const metrics = lines([
  'did not receive metrics for targeted pods',
  'no metrics returned from resource metrics API',
  'pods might be unready',
])
/** A secret for a registry is missing, and the image came without it (pkg/kubelet/kubelet_pods.go). */
const noSecret = lines('nable to retrieve some image pull secrets')
const pulled = lines([
  'Successfully pulled image',
  'already present on machine',
  'Started container',
])
/** Waiting on purpose, and two writers of which one tries again. */
const waits = lines(
  [
    'waiting for first consumer to be created before binding',
    'the object has been modified; please apply your changes',
    'WaitForFirstConsumer',
  ],
  /^(?!.*(?:level=fatal|[Pp]anic|FATAL|Error starting)).*(?:waiting for first consumer|the object has been modified|WaitForFirstConsumer)/,
)
/** Pods that a node put away when it was shut down in order; the new ones run elsewhere. */
const putAway = lines([
  'terminated in response to imminent node shutdown',
  'Pod was rejected as the node is shutting down',
  'rejected: node is shutting down',
])
/** Alerts of the Prometheus stack about components that K3s runs inside one process. */
const falseAlert = lines(
  [
    'KubeSchedulerDown',
    'KubeControllerManagerDown',
    'KubeProxyDown',
    'kube-scheduler',
    'kube-controller-manager',
    'kube-proxy',
    'kube-etcd',
  ],
  /Kube(?:Scheduler|ControllerManager|Proxy)Down|(?:[Tt]arget(?:Down|s? (?:is |are )?down)|[Aa]bsent|disappeared|0\/\d+ up|up == 0).*kube-(?:scheduler|controller-manager|proxy|etcd)|kube-(?:scheduler|controller-manager|proxy|etcd).*(?:[Tt]argets? (?:is |are )?down|TargetDown|[Aa]bsent|disappeared|0\/0|0\/\d+ up)/,
)

/** Rows of one CronJob's pods: the number is the minute of the run. */
const runs = pastedLines(
  [' Completed ', ' Error '],
  /(?<![a-z0-9])(?<job>[a-z0-9][a-z0-9-]*)-\d{8,10}-\w{5}\s+0\/\d+\s+(?<state>Completed|Error)\s/,
  ['pods', 'events'],
)

/** Something that is no passing trouble, whatever stands beside it. */
const trouble = lines([
  'level=fatal',
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
  'OOMKilled',
  'Out of memory',
  'I/O error',
  'Remounting filesystem read-only',
  'Kernel panic',
  'failed calling webhook',
  'x509: ',
  'Multi-Attach',
  'Insufficient ',
  'unbound immediate PersistentVolumeClaims',
  'FailedCreatePodSandBox',
  'i/o timeout',
  'no route to host',
])

const bootSeconds = 600

export default definePattern({
  id: 'benign-transient-or-false-alert',
  title:
    'What a start leaves behind for some minutes, or an alert about something K3s does not have',
  severity: 'info',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    nodeIdentity,
    caches,
    metrics,
    waits,
    putAway,
    falseAlert,
    noSecret,
    pulled,
    runs,
    driverMissing,
    driverRegistered,
    engineDead,
    salvaged,
    nodeStarted,
    trouble,
  },
  rivals: [
    {
      cause: 'longhorn-csi-driver-not-registered',
      tell: 'The driver is still missing ten minutes after the start, or the plugin pod is not ready.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'Nothing restarted, and the volume stays faulted or turns read-only.',
    },
    {
      cause: 'app-fault',
      tell: 'The same pod fails again and again in its own words, long after the start.',
    },
  ],
  remedy: 'none',
  docs: {
    meaning:
      'After a start of a node or a fresh deployment, drivers register, volumes are salvaged and caches fill within some minutes; what asks earlier is refused once or twice. K3s runs scheduler, controller manager and proxy in one process, so alerts that look for them as separate targets are false.',
    impact: 'None, when it ends by itself. Alerts of that time arrive late.',
    diagnosis:
      '`kubectl get pods -A` shows the pods ready now, and `kubectl get events -A --sort-by=.lastTimestamp` shows nothing new of the kind.',
    mitigation:
      'Wait ten minutes and look again. For the false alerts set kubeScheduler, kubeControllerManager, kubeProxy and kubeEtcd to `enabled: false` in kube-prometheus-stack.',
    references: [
      'https://longhorn.io/kb/troubleshooting-volume-readonly-or-io-error/',
      'https://github.com/kubernetes/kubernetes/issues/122122',
      'https://github.com/k3s-io/k3s/issues/3619',
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
    ],
  },

  match(evidence) {
    const { caches, metrics, waits, putAway, falseAlert, trouble } = evidence
    const afterStart = cameBack(evidence)
    const noise: Reason[] = [
      ...caches,
      ...metrics,
      ...waits,
      ...putAway,
      ...falseAlert,
      ...failedOnce(evidence.runs),
      ...(evidence.pulled.length > 0 ? evidence.noSecret : []),
      ...afterStart,
    ]
    if (trouble.length > 0) return noMatch
    if (noise.length > 0) return match('suspected', noise)
    const fresh = evidence.nodeIdentity.some(
      ({ uptimeSeconds }) => uptimeSeconds !== undefined && uptimeSeconds < bootSeconds,
    )
    const { driverMissing, nodeStarted } = evidence
    if (driverMissing.length > 0 && (fresh || nodeStarted.length > 0))
      return unknown('the driver is missing right after a start: it may come within minutes', {
        next: 'kubectl get csinodes; kubectl -n longhorn-system get pods -o wide | grep csi-plugin',
      })
    return noMatch
  },
})

/** A job that failed and, as often at least, also ended well. */
function failedOnce(runs: readonly LogLine[]): readonly LogLine[] {
  const failed = runs.filter(({ groups }) => groups['state'] === 'Error')
  const well = (job: string | undefined) =>
    runs.find(({ groups }) => groups['state'] === 'Completed' && groups['job'] === job)
  const passing = failed.filter(({ groups, count }) => (well(groups['job'])?.count ?? 0) >= count)
  return passing.length === failed.length ? passing : []
}

interface Restart {
  readonly driverMissing: readonly Reason[]
  readonly driverRegistered: readonly Reason[]
  readonly engineDead: readonly Reason[]
  readonly salvaged: readonly Reason[]
  readonly nodeStarted: readonly Reason[]
}

/** Volumes that broke with a node and came back with it: the driver was away as well. */
function cameBack(found: Restart): readonly Reason[] {
  const { driverMissing, driverRegistered, engineDead, salvaged, nodeStarted } = found
  const lost = [...driverMissing, ...engineDead]
  if (driverMissing.length > 0 && salvaged.length + driverRegistered.length > 0)
    return [...lost, ...salvaged, ...driverRegistered, ...nodeStarted]
  if (nodeStarted.length > 0 && engineDead.length > 0 && salvaged.length > 0)
    return [...lost, ...salvaged, ...nodeStarted]
  return []
}
