import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { hungProcesses, load, memory, pressure } from '#src/model/facts/node.ts'
import { virtualMemory } from '#src/model/facts/virtual-memory.ts'
import type { LogLine } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'
import { ofNumber, roundHangs, words } from './words.ts'

const busyPercent = 60
const manyWithoutCores = 10
const fullPercent = 95

export default definePattern({
  id: 'node-overload',
  title: 'The node has too little CPU, memory or I/O for what runs on it',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  advise: adviceFor,
  reads: {
    ...questions,
    nodes,
    load,
    memory,
    pressure,
    virtualMemory,
    hungProcesses,
    ...words,
  },
  passes: true,
  explains: {
    onSameNode: ['node-silent', 'pods-not-well', 'probe-too-strict', 'k3s-restarting'],
  },
  rivals: [
    {
      cause: 'oom-killer-node',
      tell: 'The kernel killed processes: `Out of memory: Killed process`.',
    },
    {
      cause: 'apiserver-overload-tls-timeouts',
      tell: 'The node is the server, and others time out on its API.',
    },
    {
      cause: 'longhorn-rebuild-saturation',
      tell: 'The load came with rebuilds of replicas and goes with them.',
    },
    {
      cause: 'rwx-or-nfs-mount',
      tell: 'The load is of processes in state D that wait for a mount; CPU and memory are idle.',
    },
  ],
  remedy: 'free-memory',
  docs: {
    meaning:
      'More work waits than the cores can do, or memory is so short that the node swaps instead of working. Without eviction of memory, which K3s leaves off, nothing takes load away before the kernel kills.',
    impact:
      'Everything on the node is late: probes fail, leases run out, network and disk drivers miss their deadlines.',
    diagnosis:
      'On {node}: `uptime; free -m; vmstat 1 5; top -b -n1 | head -20`, and `kubectl top pods -A --sort-by=memory`. With `psi=1` on the kernel command line /proc/pressure tells CPU, memory and disk apart. `Insufficient cpu` or `memory` is of requests: `kubectl describe nodes | grep -A8 "Allocated resources"`.',
    mitigation: allAdvice,
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://docs.k3s.io/reference/resource-profiling',
      'https://docs.kernel.org/accounting/psi.html',
      'https://github.com/torvalds/linux/blob/master/mm/vmscan.c',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/lifecycle/predicate.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/util/iptables/iptables.go',
      'https://github.com/home-assistant/operating-system/issues/4616',
      'https://runbooks.prometheus-operator.dev/runbooks/node/nodesystemsaturation/',
    ],
  },

  match(evidence) {
    const { kubeletSays, noRoom, swapGone, outOfMemory, waiting, hungProcesses } = evidence
    if (outOfMemory.length > 0) return noMatch
    const pressed = underPressure(evidence.nodes)
    // Pressure is the truer figure: where the kernel keeps it, the load average has no say.
    const measured = evidence.pressure.length > 0
    const cpu = [
      ...(measured ? squeezed(evidence.pressure) : loaded(evidence.load)),
      ...loadedLines(evidence.loadLine),
      ...evidence.alerts.filter(({ text }) => !text.includes('emory')),
      ...evidence.topRow.filter(({ groups }) => Number(groups['cpu']) >= fullPercent),
    ]
    const short = [
      ...withoutMemory(evidence.memory),
      ...swapGone,
      ...reclaimingInVain(evidence.reclaiming, evidence.memory),
      ...thrashing(evidence.virtualMemory),
      ...evidence.alerts.filter(({ text }) => text.includes('emory')),
      ...evidence.topRow.filter(({ groups }) => Number(groups['memory']) >= fullPercent),
    ]
    const said: Reason[] = [...pressed, ...kubeletSays]
    // Two of the three: the kubelet says so, much waits for the CPU, no memory is left.
    const signs = [said, cpu, short].filter((found) => found.length > 0).length
    if (signs >= 2 || pressed.length > 0) return match('confirmed', [...said, ...cpu, ...short])
    if (cpu.length > 0 && waiting.length + hungProcesses.length > 0)
      return unknown('the load is high, but processes wait for a disk or a mount', {
        next: 'vmstat 1 5; ps -eo state,wchan:30,args | grep ^D',
      })
    if (signs === 1 && hangs(kubeletSays)) return mayHang
    const slow = [...said, ...cpu, ...short, ...evidence.slowCalls, ...evidence.starved]
    return slow.length > 0 ? match('suspected', [...slow, ...noRoom]) : withoutLoad(evidence)
  },
})

/** Memory that is freed gives no place to a pod where their number is the limit. */
function withoutLoad(found: Questions & Twice & Room): PatternOutcome {
  const { noRoom } = found
  if (noRoom.length === 0) return askedTwice(found)
  if (noRoom.every((line) => lacksNodes(line, found))) return nodesAreAway
  const isByNumber = noRoom.every(({ text }) => ofNumber.test(text))
  return match('suspected', noRoom, isByNumber ? { remedy: 'make-room-for-pods' } : {})
}

interface Room {
  readonly noRoom: readonly LogLine[]
  readonly awayRow: readonly LogLine[]
}

/**
 * The pods of nodes that are gone ask for a place on those that are left: the scheduler names the
 * taint of a silent node, or counts taints where a node is not ready.
 */
function lacksNodes({ text }: LogLine, { awayRow }: Room): boolean {
  if (/taint\S* \{?\{?node\.kubernetes\.io\/(?:unreachable|not-ready)/.test(text)) return true
  return awayRow.length > 0 && text.includes('untolerated taint')
}

const nodesAreAway = unknown(
  'the nodes that are left have no room for the pods of those that are not ready: what took those away?',
  {
    subject: 'cluster',
    next: 'kubectl get nodes; kubectl describe node NODE | grep -A8 "^Conditions"; ping -c3 NODE; on the node: uptime; journalctl -b -1 -n 50 --no-pager; systemctl status k3s k3s-agent --no-pager',
  },
)

interface Twice {
  readonly twice: readonly LogLine[]
}

const mayHang = unknown(
  "the kubelet's round over its containers hangs: the runtime, a disk or a mount",
  { next: 'k3s crictl ps; ps -eo state,wchan:30,args | grep ^D; uptime' },
)

function askedTwice(found: Questions & Twice): PatternOutcome {
  if (found.twice.length === 0) return ask(found)
  return unknown(
    'making a container takes so long that it is asked for twice: a slow disk, or too much load',
    { next: 'uptime; vmstat 1 5; cat /proc/pressure/io' },
  )
}

function hangs(said: readonly LogLine[]): boolean {
  return said.length > 0 && said.every(({ text }) => roundHangs.test(text))
}

function underPressure(known: readonly (z.infer<typeof nodes.schema> & Origin)[]): Reason[] {
  return known
    .filter(({ conditions }) =>
      conditions.some(({ type, status }) => type === 'MemoryPressure' && status === 'True'),
    )
    .map((node) => because(node, `${node.name} reports MemoryPressure`))
}

/** Blocked processes count into the load and are no work for the cores. */
function loaded(known: readonly (z.infer<typeof load.schema> & Origin)[]): Reason[] {
  return known
    .filter(({ one, cpuCount, blockedProcesses = [] }) => {
      const running = one - Math.max(0, ...blockedProcesses)
      return cpuCount === undefined ? running >= manyWithoutCores : running > 2 * cpuCount
    })
    .map((reading) =>
      because(
        reading,
        `the load is ${reading.one}${reading.cpuCount ? ` on ${reading.cpuCount} cores` : ''}`,
      ),
    )
}

function loadedLines(known: readonly LogLine[]): LogLine[] {
  return known.filter(({ groups }) => {
    const one = Number((groups['one'] ?? '').replace(',', '.'))
    const cores = Number(groups['cores'] ?? Number.NaN)
    return Number.isNaN(cores) ? one >= manyWithoutCores : one > 2 * cores
  })
}

function squeezed(known: readonly (z.infer<typeof pressure.schema> & Origin)[]): Reason[] {
  return known
    .filter(({ resource, someAvg60 }) => resource !== 'io' && someAvg60 >= busyPercent)
    .map((reading) =>
      because(reading, `processes wait for ${reading.resource} ${reading.someAvg60} % of the time`),
    )
}

function withoutMemory(known: readonly (z.infer<typeof memory.schema> & Origin)[]): Reason[] {
  return known
    .filter(({ totalBytes, availableBytes, swapTotalBytes = 0, swapFreeBytes = 0 }) => {
      const swapIsGone = swapTotalBytes > 0 && swapFreeBytes < 0.05 * swapTotalBytes
      const left = (availableBytes ?? totalBytes) / totalBytes
      return left < 0.03 || (swapIsGone && left < 0.1)
    })
    .map((reading) => because(reading, 'memory and swap are used up'))
}

/**
 * Many wait for a disk that the processor waits for as well, while pages go in and out of swap. One of
 * them alone is a moment of a busy disk.
 */
function thrashing(rows: readonly (z.infer<typeof virtualMemory.schema> & Origin)[]): Reason[] {
  return rows
    .filter(
      ({ blocked, swapIn, swapOut, waitPercent }) =>
        blocked >= 10 && Math.min(swapIn, swapOut) >= 100 && waitPercent >= 40,
    )
    .map((seen) =>
      because(
        seen,
        `${seen.blocked} processes wait, and ${seen.swapIn} KiB a second come from swap while ${seen.swapOut} go there`,
      ),
    )
}

/** With a quarter to spare, a busy kswapd is the kernel's own fault. */
function reclaimingInVain(
  found: readonly LogLine[],
  known: readonly z.infer<typeof memory.schema>[],
): readonly LogLine[] {
  const plenty = known.some(
    ({ totalBytes, availableBytes = 0 }) => availableBytes > 0.25 * totalBytes,
  )
  return plenty ? [] : found
}
