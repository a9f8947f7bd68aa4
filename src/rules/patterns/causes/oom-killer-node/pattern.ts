import { memory } from '#src/model/facts/node.ts'
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
import type { Read } from '../../../reading.ts'
import {
  containerGroupKill,
  globalKill,
  groupReport,
  memoryGroupKill,
  nodeGroupKill,
} from '../../words/node-kernel.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** The first line of every report; which memory ran out is said only further down. */
const invoked = lines('invoked oom-killer')

/**
 * A pod's process, by its score, that asked with GFP_KERNEL: so is a cgroup charged, but a full
 * node is asked with it too. The mask is 0xd0 in Linux 3, 0x24000c0 in 4.8, 0x14000c0 in 4.15,
 * 0x6000c0 in 4.18, 0xcc0 in 5 and 6; a page of a full node is touched with another
 * (GFP_HIGHUSER_MOVABLE).
 */
const podsCharge =
  /gfp_mask=(?:0xcc0|0x6000c0|0x14000c0|0x24000c0|0xd0)\b.*\border=0\b.*oom_score_adj=(?:-99[78]|[2-9]|[1-9]\d{1,3})\b/

/** Printed for the whole node's memory only: show_mem(), or the page allocator's own frames. */
const nodeReport = lines(
  [
    'Mem-Info:',
    'Free swap',
    '__alloc_pages_slowpath',
    '__alloc_pages_may_oom',
    'active_anon:',
    'all_unreclaimable? yes',
  ],
  /Mem-Info:|Free swap\s*[=:]?\s*\d+ ?kB|__alloc_pages_|active_anon:\d|all_unreclaimable\? yes/,
)

/** The victim, without the words before it that tell whose memory it was. */
const victim = lines('Killed process', /^(?!.*cgroup out of memory).*Killed process \d+ \(/)
const largePiece = lines('page allocation failure')
const reaped = lines(
  ['oom_reaper: reaped process', 'code=killed, status=9/KILL'],
  /oom_reaper: reaped|\bk3s(?:-agent)?\.service: Main process exited, code=killed, status=9/,
)

/** kubelet, and daemons that kill before the kernel does, speak of the node as a whole. */
const reported = lines(
  [
    'System OOM encountered',
    'SystemOOM',
    'systemd-oomd',
    'low memory! at or below',
    'earlyoom',
    'runtime.OOMController',
  ],
  // systemd's src/oom/oomd-util.c writes the candidates down when a limit is passed, killed or not.
  /System ?OOM|systemd-oomd\S*: (?:Considered \d+ cgroups for killing|Marked \S+ for killing|Memory used \S+ \/ total .*is more than)|systemd-oomd\S*: Killed .* due to|\bk3s(?:-agent)?\.service: systemd-oomd killed |earlyoom\S*: sending SIG(?:TERM|KILL) to process|low memory! at or below SIG(?:TERM|KILL) limits|Sending SIGKILL to cgroup.*OOMController/,
)

const killedUnit = String.raw`(?:A process of this unit has been killed by the OOM killer|Failed with result 'oom-kill')`
/** A group of systemd's that holds a container, or all pods: the limit may be the container's own. */
const containerUnit = String.raw`(?:kubepods\S*|(?:docker|cri-containerd|crio|libpod|lxc\S*|machine)-\S+)\.(?:slice|scope)`

/** Daemons and sessions of the node are never limited by a pod. */
const daemonKilled = lines(
  ['OOM killer', 'OOM-killer', "result 'oom-kill'"],
  new RegExp(
    String.raw`^(?!.*${containerUnit}).*\.(?:service|slice|scope): ${killedUnit}|OOM[- ]killer (?:took|killed|ended|terminated|got|hit) (?:the )?(?:k3s|kubelet|containerd|etcd|sshd?|iscsid)\b`,
  ),
)
/** The kernel counts a kill in every group above it: the slice of a container's kill says it as well. */
const containerKilled = lines('OOM killer', new RegExp(`${containerUnit}: ${killedUnit}`))

const scarceShare = 0.08

const reads = {
  ...questions,
  memory,
  globalKill,
  nodeGroupKill,
  containerGroupKill,
  memoryGroupKill,
  largePiece,
  invoked,
  victim,
  reaped,
  nodeReport,
  groupReport,
  reported,
  daemonKilled,
  containerKilled,
}

export default definePattern({
  id: 'oom-killer-node',
  title: 'The node ran out of memory and the kernel killed processes',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  passes: true,
  explains: {
    onSameNode: [
      'memory-running-low',
      'k3s-restarting',
      'node-silent',
      'pods-not-well',
      'node-overload',
      'oom-container-limit',
      'kernel-crash-or-lockup',
      'slow-datastore-disk',
    ],
    anywhere: [
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'apiserver-overload-tls-timeouts',
      'api-not-ready',
      'server-unreachable-from-agent',
      'volume-attached-elsewhere',
    ],
  },
  rivals: [
    {
      cause: 'oom-container-limit',
      tell: '`CONSTRAINT_MEMCG` with an `oom_memcg` that ends in a pod or a container: only that one reached its own limit.',
    },
    {
      cause: 'node-overload',
      tell: 'Swap is in use and everything is slow, but the kernel killed nothing.',
    },
    {
      cause: 'kernel-crash-or-lockup',
      tell: 'A call trace under `Oops`, `BUG` or `panic`. The trace under `invoked oom-killer` is only a report.',
    },
  ],
  remedy: 'free-memory',
  docs: {
    meaning:
      'All memory of the node, or all that its pods may have, was used up. The kernel then killed the process that freed most. K3s does not evict pods for memory unless it is told to, so the kernel is the first to act.',
    impact:
      'Whatever was killed is gone: a database, an instance manager of Longhorn, or K3s itself. Volumes can lose replicas. A node that thrashes before the kill is silent for minutes.',
    diagnosis:
      'On {node}: `journalctl -k | grep -E "oom-kill:|Out of memory|Killed process"`. `constraint=CONSTRAINT_NONE` or `global_oom` is the whole node; `oom_memcg=/kubepods` is all pods together. Then `free -m` and `kubectl top pods -A --sort-by=memory`.',
    mitigation:
      'Give the largest pods memory limits, move some to another node, reserve memory for the system, and let the kubelet evict early: kubelet-arg `eviction-hard=memory.available<300Mi,nodefs.available<10%,imagefs.available<15%,nodefs.inodesFree<5%`.',
    references: [
      'https://github.com/torvalds/linux/blob/master/mm/oom_kill.c',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://github.com/k3s-io/k3s/issues/838',
      'https://github.com/k3s-io/k3s/issues/12028',
    ],
  },

  match(evidence) {
    const { globalKill, nodeGroupKill, containerGroupKill, memoryGroupKill } = evidence
    const { reported, daemonKilled } = evidence
    const kills = [...globalKill, ...nodeGroupKill]
    if (kills.length > 0)
      return match('confirmed', [...kills, ...daemonKilled, ...reported], {
        against: ['the limit that was reached is no single container’s'],
      })
    const group = [containerGroupKill, memoryGroupKill, evidence.groupReport].flat()
    return group.length > 0 ? noMatch : withoutReason(evidence)
  },
})

/** The line that names the reason is not there: most pastes of a kill are cut. */
function withoutReason(evidence: Read<typeof reads>): PatternOutcome {
  const { invoked, victim, reported, nodeReport, reaped, containerKilled } = evidence
  const ofNode = evidence.daemonKilled.filter(
    ({ text }) => containerKilled.length === 0 || !text.includes('.slice: '),
  )
  const seen: Reason[] = [...invoked, ...victim, ...reported, ...ofNode]
  const few = scarce(evidence.memory)
  const next = 'journalctl -k --since -1d | grep -E "oom-kill:|out of memory|Out of memory"'
  const isOnlyInvoked = seen.length === invoked.length && nodeReport.length + few.length === 0
  if (invoked.length > 0 && isOnlyInvoked && invoked.every(({ text }) => podsCharge.test(text)))
    return unknown('the OOM killer was called; a limit or the whole node, the report is cut', {
      next,
    })
  if (seen.length > 0) return match('suspected', [...seen, ...nodeReport, ...few])
  // Printed with every kill for the node, but also when a driver asked for too large a piece.
  const whole = nodeReport.some((line) =>
    /Mem-Info|Free swap|all_unreclaimable\? yes/.test(line.text),
  )
  if (whole && evidence.largePiece.length === 0) return match('suspected', nodeReport)
  if (reaped.length + containerKilled.length > 0)
    return unknown(
      'a process was killed, for its memory it seems; whose limit it was is not shown',
      {
        next,
      },
    )
  return few[0] ? unknown(`${few[0].text}, but no kill is seen`, { next }) : ask(evidence)
}

function scarce(records: Read<typeof reads>['memory']) {
  return records.flatMap((record) => {
    if (record.availableBytes === undefined) return []
    if (record.availableBytes > record.totalBytes * scarceShare) return []
    const percent = Math.round((100 * record.availableBytes) / record.totalBytes)
    return [because(record, `only ${percent} % of the memory is available`)]
  })
}
