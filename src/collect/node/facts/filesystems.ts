import { filesystems as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { filesIn } from './files.ts'
import { mountsIn } from './mounts.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/**
 * Sizes of local file systems, each once. Network, FUSE and Longhorn's file systems are never
 * asked: statfs on one whose server is gone does not return. The targets come from the kernel's
 * table, where asking cannot hang either. `stat -f` tells bytes and inodes in one process where
 * `df` needs two; both coreutils and busybox have it.
 */
export const sizes: Section = {
  name: 'filesystems',
  command: `set -f; IFS='
'
set -- $(awk '$5 ~ /^\\/(proc|sys|dev|run|var\\/lib\\/kubelet)(\\/|$)/ || / \\/dev\\/longhorn\\// { next }
{ for (i = 7; i < NF && $i != "-"; i++); type = $(i + 1) }
type ~ /^(ext[234]|xfs|btrfs|f2fs|vfat|exfat|zfs|bcachefs)$/ || (type == "overlay" && $5 == "/") {
  if (seen[$3]++ || count++ >= 40) next
  gsub(/\\\\040/, " ", $5); print $5 }' /proc/self/mountinfo)
unset IFS
[ $# -gt 0 ] && stat -f -c 'size %S %b %f %a %c %d %n' -- "$@"`,
  seconds: 2,
  maxBytes: 8000,
  keep: 'head',
  disk: true,
}

export const filesystems: FactReader = {
  kind: fact.kind,
  source: 'df, df -i (local file systems)',
  section: sizes.name,
  read(answers) {
    const table = mountsIn(filesIn(answers))
    const records = answerTo(answers, sizes.name)
      .text.split('\n')
      .flatMap((line) => {
        const found = /^size (\d+) (\d+) (\d+) (\d+) (\d+) (-?\d+) (.+)$/.exec(line)
        const target = found?.[7]
        if (target === undefined) return []
        const mount = table.findLast((candidate) => candidate.target === target)
        const measured = measure((found ?? []).slice(1, 7).map(numberIn))
        return measured
          ? [known({ source: mount?.source ?? 'unknown', target, type: mount?.type, ...measured })]
          : []
      })
    return records.length > 0 ? records : absent('failed', 'the node told no sizes')
  },
}

function measure(numbers: readonly (number | undefined)[]): object | undefined {
  if (numbers.some((value) => value === undefined)) return undefined
  const [unit, blocks, free, available, inodes, inodesFree] = numbers as Six
  if (blocks <= 0 || unit <= 0) return undefined
  const used = Math.max(0, blocks - free)
  return known({
    sizeBytes: blocks * unit,
    usedBytes: used * unit,
    availableBytes: available * unit,
    usedPercent: share(used, used + available) ?? 100,
    inodesUsedPercent: share(inodes - inodesFree, inodes),
  })
}

type Six = readonly [number, number, number, number, number, number]

/** Percent as df counts it, of what a user may use and rounded up; undefined of nothing. */
function share(used: number, whole: number): number | undefined {
  return whole > 0 ? Math.max(0, Math.min(100, Math.ceil((used * 100) / whole))) : undefined
}
