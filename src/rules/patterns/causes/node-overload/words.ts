import { lines, pastedLines } from '#src/model/line.ts'
import { hungTaskWords } from '../../words/node-kernel.ts'
import { ofToleration } from '../../words/pods.ts'

/** `uptime`, `top`, or a note of them; the number of cores where the line states it. */
const loadLine = lines(
  ['load average', 'Load average', ' cores', '-core'],
  /\b[Ll]oad(?: averages?)?\b[^\d]{0,15}(?<one>\d+(?:[.,]\d+)?)(?:.*?(?<cores>\d+)[ -]?(?:cores?|CPUs?|cpus?|vCPUs?)\b)?/,
)
/** The kubelet: memory is short, or its own round takes minutes. `pleg has yet to` is a start. */
const kubeletSays = lines(
  [
    'MemoryPressure',
    'HasInsufficientMemory',
    'low on resource: memory',
    'reclaim memory',
    'resourceName="memory"',
    'memory-pressure',
    'PLEG is not healthy: pleg was last seen active',
  ],
  new RegExp(
    String.raw`^(?!.*(?:MemoryPressure\s+False|HasSufficientMemory|Toleration|${ofToleration})).*(?:MemoryPressure\s+True|\[MemoryPressure\]|HasInsufficientMemory|low on resource: memory|reclaim memory|resourceName="memory"|memory-pressure|pleg was last seen active)`,
  ),
)
/** A round that is late by minutes is slow; one that has not ended for a quarter of an hour hangs. */
export const roundHangs =
  /container runtime is down|pleg was last seen active (?:\d+h\d+m|(?:1[5-9]|[2-9]\d)m)[\d.]+s ago/

/** Alerts of the node mixin (prometheus/node_exporter docs/node-mixin): measured for a quarter of an hour. */
const alerts = lines(
  [
    'oad per core at ',
    'emory is filling up',
    'emory major pages are occurring',
    'CPU usage at ',
    'of its Pod capacity',
    'Pod Lifecycle Event Generator has a 99th',
    'NodeSystemSaturation',
    'NodeMemoryHighUtilization',
    'NodeMemoryMajorPagesFaults',
  ],
  /^(?!.*(?:expr|{{|runbook|\|)).*(?:(?:oad per core|CPU usage) at .* has been above|is running at (?:9[5-9]|100)\S*% of its Pod capacity|Event Generator has a 99th percentile duration of (?:[2-9]\d|\d{3,})\S* seconds|emory is filling up at .* has been above|emory major pages are occurring at very high rate|Node(?:SystemSaturation|MemoryHighUtilization|MemoryMajorPagesFaults)\b.*(?:firing|FIRING|critical|warning))/,
)
/**
 * The scheduler, or the kubelet that is given a pod all the same: no node has room for what the pods
 * ask, or has as many as its kubelet takes (pkg/scheduler, pkg/kubelet/lifecycle/predicate.go).
 */
const noRoom = lines(
  ['nsufficient memory', 'nsufficient cpu', 'Too many pods', "Node didn't have enough resource: "],
  /\d+ (?:Insufficient (?:memory|cpu)|Too many pods)|FailedScheduling\W{1,4}[Ii]nsufficient (?:memory|cpu)|Node didn't have enough resource: (?:memory|cpu|pods)\b/,
)
/** A row of `kubectl get nodes`: a node that is away. */
const awayRow = pastedLines(
  'NotReady',
  /^\s*\S+\s+NotReady(?:,SchedulingDisabled)?\s+\S+\s+\d+[dhms]/,
)
/** The number of pods alone is the limit: no row of the message speaks of memory or CPU. */
export const ofNumber =
  /^(?!.*Insufficient (?:memory|cpu)).*(?:Too many pods|enough resource: pods)/
const swapGone = lines(
  ['SwapFree', 'Swap:'],
  /(?:[KMG]iB )?Swap:\s+[1-9][\d.]* total,\s+\d(?:\.\d+)? free|SwapFree:\s+[1-9]\d{0,4} kB|Swap:\s+(?<size>[1-9][\d.]*)\S*\s+\k<size>\S*\s+(?:0|\d{1,3}[kK])/,
)
/** `top`, `ps aux`, or a note of them: the kernel looks for pages to throw out, and does little else. */
const reclaiming = lines(
  'kswapd',
  /\s[RDSI]\s+(?:[3-9]\d|1\d\d)(?:[.,]\d+)?\s+0[.,]0\s+[\d:.,h]+\s+\[?kswapd\d|^\s*root\s+\d+\s+(?:[3-9]\d|1\d\d)(?:\.\d+)?\s+0\.0\s.*\[kswapd\d|kswapd\d\b\D{0,24}(?:[3-9]\d|1\d\d)(?:[.,]\d+)?\s?%/,
)
/** `kubectl top nodes`: what is used of the CPUs, and of the memory. */
const topRow = pastedLines(
  ['Mi  ', 'Gi  '],
  /^\S+\s+\d+m\s+(?<cpu>\d+)%\s+\d+[KMG]i\s+(?<memory>\d+)%\s*$/,
)
/** /proc/pressure without the name of its resource: everybody waits, most of five minutes. */
const starved = pastedLines(
  'full avg10=',
  /^\s*full avg10=[\d.]+ avg60=(?:[5-9]\d|100)\.\d+ avg300=(?:[3-9]\d|100)\.\d+ total=\d+/,
)
const outOfMemory = lines([
  'Out of memory: Killed process',
  'invoked oom-killer',
  'oom-kill:constraint',
  'Out of memory: Kill process',
])
/** k8s.io/kubernetes pkg/util/iptables: a call of milliseconds took ten seconds or more. */
const slowCalls = lines(
  ['iptables ChainExists', 'iptables restore', 'iptables save', 'iptables Monitor CANARY'],
  /iptables (?:ChainExists|restore|save|Monitor CANARY check)\b.*(?:total time: \d{5,}ms|took \d{2,} ?s)/,
)
/** The runtime still works on the first attempt when the kubelet asks again (containerd internal/cri). */
const twice = lines(
  'ailed to reserve ',
  /^(?!.*failed to recover state).*ailed to reserve (?:container|sandbox) name/,
)
/** Waiting for a disk or a mount counts into the load as well. */
const waiting = lines([
  ...hungTaskWords,
  'I/O error',
  'not responding, still trying',
  'stuck in D state',
  'D-state',
])

/** The queries that the pattern reads. */
export const words = {
  loadLine,
  topRow,
  kubeletSays,
  alerts,
  noRoom,
  awayRow,
  swapGone,
  reclaiming,
  starved,
  outOfMemory,
  slowCalls,
  twice,
  waiting,
}
