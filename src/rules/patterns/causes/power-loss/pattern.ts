import type { Origin } from '#src/model/facts/define.ts'
import { bootEnds, powerSupply } from '#src/model/facts/node.ts'
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
import type { Read } from '../../../reading.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { countOf, globalKill, kernelDied, kindsOf } from '../../words/node-kernel.ts'
import { journalUnclean, leftOpen, mains, replayed } from '../../words/node-stop.ts'
import { sentences } from './told.ts'

/** `last -x` writes `crash` for a session that no shutdown ended; a power cut leaves zero bytes. */
const crashRow = lines(['crash', '^@^@^@^@'], /(?:\s-\s+crash\b|\^@\^@\^@\^@)/)
/** `last` keeps `still running` for a boot that no shutdown ended; the one of now is such a row. */
const runningRow = lines('still running', /^reboot\s+system boot\s.*still running/)

/** `journalctl --list-boots`: when each boot began and ended, and not how. */
const bootRow = pastedLines(
  ['Mon 20', 'Tue 20', 'Wed 20', 'Thu 20', 'Fri 20', 'Sat 20', 'Sun 20'],
  /^\s*-?\d+ [0-9a-f]{32} \w{3} \d{4}-\d\d-\d\d/,
)

/** kubelet's event after a boot that nobody announced: one is a reboot, several are the mains. */
const rebooted = lines('has been rebooted, boot id')

/** fs/ext4/super.c: a partition of the node was mounted; a volume of Longhorn has no partitions. */
const partitionMounted = lines(
  'mounted filesystem',
  /EXT4-fs \((?:mmcblk\d+p|sd[a-z]+|nvme\d+n\d+p|vd[a-z]+)\d+\): mounted filesystem/,
)

const orderly = lines(
  [
    'Reached target',
    'Powering off',
    'Rebooting',
    'reboot: Restarting system',
    'reboot: Power down',
    'System is rebooting',
    'System is powering down',
  ],
  /Reached target .*(?:[Ss]hutdown|[Pp]ower-?[Oo]ff|[Rr]eboot)|(?:^|[\s:])(?:Powering off|Rebooting)\.|reboot: (?:Restarting system|Power down)|System is (?:rebooting|powering down)/,
)

/** Nodes that stop within this time of each other stopped together. */
const togetherMilliseconds = 3000

const reads = {
  bootEnds,
  powerSupply,
  replayed,
  journalUnclean,
  leftOpen,
  partitionMounted,
  crashRow,
  runningRow,
  bootRow,
  mains,
  rebooted,
  orderly,
  kernelDied,
  globalKill,
}
type Evidence = Read<typeof reads>

export default definePattern({
  id: 'power-loss',
  title: 'The node lost its power or was switched off hard',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  told: sentences,
  reads,
  passes: true,
  explains: {
    onSameNode: [
      'k3s-restarting',
      'node-silent',
      'pods-not-well',
      'filesystem-corruption',
      'unclean-node-shutdown',
      'container-store-damaged',
    ],
    anywhere: [
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'volume-attached-elsewhere',
      'api-not-ready',
      'apiserver-overload-tls-timeouts',
      'server-unreachable-from-agent',
      'etcd-quorum-or-member',
    ],
  },
  rivals: [
    {
      cause: 'under-voltage',
      tell: 'Dips are logged before the end: the supply is too weak, nobody pulled the plug.',
    },
    {
      cause: 'kernel-crash-or-lockup',
      tell: 'The log ends with a panic, a lockup or hung tasks, or the watchdog reset the board.',
    },
    {
      cause: 'benign-kernel-noise',
      tell: 'Only the journal replay at the start is seen, it completes, and nobody asks why the node stopped.',
    },
    {
      cause: 'unclean-node-shutdown',
      tell: 'Shutdown lines are there, but storage was torn down under running pods.',
    },
  ],
  remedy: 'find-power-loss',
  docs: {
    meaning:
      'The last boot ended in the middle of its work: no shutdown, no panic. The power went away, or somebody switched the board off.',
    impact:
      'What was not yet written is lost. File systems replay their journals; volumes with one replica were away; on the other nodes the pods of this one were stuck.',
    diagnosis:
      'On {node}: `journalctl -b -1 -n 30` ends in mid-work; `last -x | head` shows crash. Compare with the other nodes, the switch port and the UPS at that minute. On a Pi 5: `xxd /proc/device-tree/chosen/power/power_reset`.',
    mitigation:
      'Find what took the power: plug, PoE port and its budget, supply, mains. Use a UPS or at least a supply that is not shared. Where a UPS gave the order: renew its battery, and let it switch its outlets on only once it is charged. Let the journal be kept over a reboot, so that the next time tells more.',
    references: [
      'https://github.com/torvalds/linux/blob/master/fs/ext4/super.c',
      'https://github.com/systemd/systemd/blob/main/src/libsystemd/sd-journal/journal-file.c',
      'https://github.com/systemd/systemd/pull/43507',
      'https://www.raspberrypi.com/documentation/computers/configuration.html#device-tree',
    ],
  },

  match(evidence) {
    const together = stoppedTogether(evidence.bootEnds)
    const all: readonly Origin[] = Object.values(evidence).flat()
    const nodes = new Set(all.map((record) => record.node))
    const named = [...nodes].filter((node) => node !== undefined)
    // Where only one node is spoken of, what names none is of that one.
    if (named.length === 1) return [judgeNode(named[0], evidence, together)]
    return [...nodes].map((node) => judgeNode(node, ofNode(evidence, node), together))
  },
})

/** What speaks of one node, or of none. */
function ofNode(evidence: Evidence, node: string | undefined): Evidence {
  const entries = Object.entries(evidence).map(([name, records]) => [
    name,
    (records as readonly Origin[]).filter((record) => record.node === node),
  ])
  return Object.fromEntries(entries) as Evidence
}

function stoppedTogether(ends: Evidence['bootEnds']): ReadonlySet<string> {
  const cuts = ends.flatMap((end) =>
    end.ending === 'cut' && end.complete && end.node !== undefined && end.lastAt !== undefined
      ? [{ node: end.node, at: Date.parse(end.lastAt) }]
      : [],
  )
  const near = cuts.filter((one) =>
    cuts.some(
      (other) => other.node !== one.node && Math.abs(other.at - one.at) <= togetherMilliseconds,
    ),
  )
  return new Set(near.map(({ node }) => node))
}

function judgeNode(
  node: string | undefined,
  signs: Evidence,
  together: ReadonlySet<string>,
): PatternOutcome {
  const about = node === undefined ? {} : { subject: `node/${node}`, fill: { node } }
  const ended = signs.bootEnds.find((end) => end.index === -1)
  if (endedOtherwise(signs, ended?.ending)) return noMatch
  const left: Reason[] = [
    ...signs.journalUnclean,
    ...signs.leftOpen,
    ...signs.crashRow,
    ...signs.replayed,
  ]
  const mains = statedLines(signs.mains)
  if (mains.length > 0) return match('suspected', [...mains, ...left], about)
  if (!ended) return fromTraces(signs, { left, cut: [], about })
  const cut = [cutOff(ended)]
  if (!ended.complete) return fromTraces(signs, { left, cut, about })
  if (node !== undefined && together.has(node))
    return match('confirmed', [...cut, ...left], {
      ...about,
      against: ['other nodes stopped within the same seconds'],
    })
  return watchdogMayHave(signs) ?? match('suspected', [...cut, ...left], about)
}

function cutOff(ended: Evidence['bootEnds'][number]): Reason {
  const last = `the boot before ends in mid-work: ${ended.lastLines.at(-1)}`
  return because(ended, last, Date.parse(ended.lastAt ?? ''))
}

/** A shutdown that was seen, or a kernel that gave up, is the answer of another pattern. */
function endedOtherwise(signs: Evidence, ending: string | undefined): boolean {
  if (signs.kernelDied.length + signs.globalKill.length > 0) return true
  if (ending === 'shutdown' || ending === 'panic') return true
  return ending === undefined && signs.orderly.length > 0
}

/** An armed watchdog resets a board that hangs: its log ends just as a power cut's does. */
function watchdogMayHave(signs: Evidence): PatternOutcome | undefined {
  const reset = signs.powerSupply.some((supply) => supply.lastResetReasons?.includes('watchdog'))
  if (!reset) return undefined
  return unknown(
    'the boot before was cut off, and the power chip names the watchdog: it may have hung',
    {
      next: 'journalctl -b -1 -n 50',
    },
  )
}

interface Traces {
  readonly left: readonly Reason[]
  readonly cut: readonly Reason[]
  readonly about: { subject?: string; fill?: Readonly<Record<string, string>> }
}

/** Without the end of the boot before: what the next start found is all that there is. */
function fromTraces(signs: Evidence, { left, cut, about }: Traces): PatternOutcome {
  const { replayed, journalUnclean, leftOpen, crashRow, partitionMounted } = signs
  const kinds = kindsOf(replayed, journalUnclean, leftOpen, crashRow, cut)
  // journald says so for nine reasons, a kill at the end of an orderly shutdown among them, and the
  // mark of a FAT stays until somebody repairs it. What nobody had to replay was let go in order.
  const wasLetGo = partitionMounted.length > 0 && !replayed.some(isReplay)
  if (wasLetGo && cut.length + crashRow.length === 0) return noMatch
  const often = [signs.runningRow, signs.rebooted].find((rows) => countOf(rows) > 2)
  if (often) return match('suspected', [...often, ...left], about)
  // Two boots that no shutdown ended: the one of now, and one that something cut off.
  if (left.length === 0 && countOf(signs.runningRow) < 2) return fromList(signs)
  if (crashRow.length > 0 || kinds > 1) return match('suspected', [...cut, ...left], about)
  return unknown('the node stopped without a shutdown; the log does not show what stopped it', {
    next: 'journalctl -b -1 -n 50; last -x | head',
    ...(about.subject !== undefined && { subject: about.subject }),
  })
}

function fromList({ bootRow }: Evidence): PatternOutcome {
  return countOf(bootRow) > 1 ? endNotShown : noMatch
}

/** Files that were deleted while open are removed after an orderly stop as well. */
function isReplay({ text }: LogLine): boolean {
  return !text.includes('orphan cleanup')
}

const endNotShown = unknown('the boots are listed; how the ones before ended is not', {
  next: 'journalctl -b -1 -n 50; last -x | head',
})
