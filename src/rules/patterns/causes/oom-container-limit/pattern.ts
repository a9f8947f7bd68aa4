import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  at,
  containerGroupKill,
  globalKill,
  groupReport,
  memoryGroupKill,
  nodeGroupKill,
} from '../../words/node-kernel.ts'
import { deniesMemoryKill } from '../../words/pods.ts'
import { sentences } from './told.ts'

/** The runtime's word for it, in a pod's status, a table or a description. */
/** The second is of runc: not even its own start fits into the limit. */
const oomKilled = lines(
  ['OOMKilled', 'container init was OOM-killed', 'unable to set memory limit to '],
  new RegExp(`^(?!.*(?:${deniesMemoryKill.source}))`),
)

const invoked = lines('invoked oom-killer')

/** The kernel's report on a group at its limit (mm/memcontrol.c), cut before it names the group. */
const atLimit = lines(
  'memory: usage ',
  /\bmemory: usage (?<used>\d+)kB, limit \k<used>kB, failcnt [1-9]/,
)

/** 137 is 128 plus SIGKILL: an eviction, a failed probe and a memory kill all end so. */
const killed = lines(
  ['xit Code', 'xitCode', 'xit code', 'exited with 137', 'xit status 137'],
  /exit(?:ed with| ?code| status)["']?\s*[:=]?\s*137\b/i,
)

/** The runtime of a language reached the heap that it allows itself, often a share of the limit. */
const ownHeap = lines(
  ['java.lang.OutOfMemoryError', 'heap out of memory'],
  /OutOfMemoryError: (?:Java heap|GC overhead|Metaspace)|JavaScript heap out of memory/,
)
/** What else ends a container by SIGKILL. */
const otherKill = lines([
  'Liveness probe failed',
  'failed liveness probe',
  'failed startup probe',
  'DeadlineExceeded',
  'Evicted',
  'The node was low on resource',
])

const megabyte = 1024 * 1024

export default definePattern({
  id: 'oom-container-limit',
  title: 'A container reached its own memory limit and was killed',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    pods,
    oomKilled,
    killed,
    otherKill,
    ownHeap,
    invoked,
    atLimit,
    groupReport,
    containerGroupKill,
    memoryGroupKill,
    nodeGroupKill,
    globalKill,
  },
  told: sentences,
  explains: { anywhere: ['pods-not-well', 'probe-too-strict'] },
  rivals: [
    {
      cause: 'oom-killer-node',
      tell: '`global_oom`, `CONSTRAINT_NONE` or `oom_memcg=/kubepods`: the node was out of memory. A container without a limit that is OOMKilled means the same.',
    },
    {
      cause: 'probe-too-strict',
      tell: 'Exit code 137 with `Liveness probe failed` and no OOMKilled: the kubelet killed it.',
    },
    {
      cause: 'app-fault',
      tell: 'The program itself says that it has no memory left (a Java heap, say) and exits with a code of its own.',
    },
  ],
  remedy: 'raise-memory-limit',
  docs: {
    meaning:
      'The container asked for more memory than its limit allows. The kernel killed it; the node itself has memory left.',
    impact:
      'The container restarts, with a growing pause each time. Other pods and the node go on.',
    diagnosis:
      '`kubectl -n {namespace} describe pod {pod}` shows `Last State: Terminated, Reason: OOMKilled` and the limit. On the node, `journalctl -k | grep oom-kill:` shows `oom_memcg=` with the pod in it.',
    mitigation:
      'Raise `resources.limits.memory`, or make the program use less: GOMEMLIMIT for Go, -XX:MaxRAMPercentage for Java. If the node has no room for a higher limit, move the pod.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/',
      'https://github.com/torvalds/linux/blob/master/mm/oom_kill.c',
      'https://github.com/k3s-io/k3s/issues/12028',
      'https://github.com/opencontainers/runc/blob/main/libcontainer/process_linux.go',
    ],
  },

  match(evidence) {
    const { containerGroupKill, memoryGroupKill, nodeGroupKill, globalKill } = evidence
    const nodeKills = [...nodeGroupKill, ...globalKill]
    const fromPods = evidence.pods.flatMap((pod) => judgePod(pod, nodeKills.length > 0))
    if (containerGroupKill.length > 0)
      return [
        match('confirmed', [...containerGroupKill, ...memoryGroupKill]),
        ...fromPods.filter((outcome) => outcome.kind === 'match'),
      ]
    if (nodeKills.length > 0) return noMatch
    if (fromPods.some((outcome) => outcome.kind === 'match')) return fromPods
    // The trace under the kill runs through a group's limit: the report is cut, the limit is one.
    const report = evidence.invoked.length > 0 ? evidence.groupReport : []
    const words: Reason[] = [...memoryGroupKill, ...evidence.oomKilled, ...report]
    if (words.length > 0) return match('suspected', words)
    if (evidence.ownHeap.length > 0) return [...fromPods, heapIsFull]
    if (evidence.atLimit.length > 0) return [...fromPods, groupAtLimit]
    return [...fromPods, killedOnly(evidence.killed, evidence.otherKill)]
  },
})

const groupAtLimit = unknown('a group of processes reached its memory limit: a pod, or all pods?', {
  next: 'journalctl -k | grep -E "oom-kill:|Task in |Memory cgroup stats for"',
})

const heapIsFull = unknown('a program filled the heap that its language allows it', {
  next: 'kubectl -n NAMESPACE get pod POD -o jsonpath="{.spec.containers[*].resources}{.spec.containers[*].env}"',
})

function killedOnly(killed: readonly Reason[], otherKill: readonly Reason[]): PatternOutcome {
  if (killed.length === 0 || otherKill.length > 0) return noMatch
  return unknown('exit code 137 alone does not say who killed the container', {
    next: 'kubectl -n NAMESPACE describe pod POD | grep -A4 "Last State"',
  })
}

interface Container {
  readonly name: string
  readonly reason?: string | undefined
  readonly lastReason?: string | undefined
  readonly memoryLimitBytes?: number | undefined
}

interface Pod extends Origin {
  readonly namespace: string
  readonly name: string
  readonly nodeName?: string | undefined
  readonly reason?: string | undefined
  /** Only the API tells it: a pasted table neither shows a uid nor limits. */
  readonly uid?: string | undefined
  readonly containers: readonly Container[]
}

function judgePod(pod: Pod, nodeWasShort: boolean): PatternOutcome[] {
  const hit = pod.containers.find(
    ({ reason, lastReason }) => reason === 'OOMKilled' || lastReason === 'OOMKilled',
  )
  if (!hit && pod.reason !== 'OOMKilled') return []
  const subject = `pod/${pod.namespace}/${pod.name}`
  const details = { subject, fill: { namespace: pod.namespace, pod: pod.name } }
  const of = at(pod.nodeName ?? pod.node, pod)
  const limit = hit?.memoryLimitBytes
  const what = hit
    ? `container ${hit.name} of ${pod.namespace}/${pod.name}`
    : `${pod.namespace}/${pod.name}`
  if (limit !== undefined) {
    const text = `${what} was OOMKilled; its limit is ${Math.round(limit / megabyte)} Mi`
    return [match(nodeWasShort ? 'suspected' : 'confirmed', [because(of, text)], details)]
  }
  // cgroup v2 counts every kill inside a container, also those for the whole node.
  if (pod.uid !== undefined)
    return [
      unknown(`${what} was OOMKilled without a limit of its own: the node was short of memory`, {
        subject,
        next: 'journalctl -k --since -1d | grep oom-kill:',
      }),
    ]
  return [match('suspected', [because(of, `${what} was OOMKilled`)], details)]
}
