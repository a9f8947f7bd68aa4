import { type LogLine, pastedLines } from '#src/model/line.ts'

/** `iostat -x` (sysstat): a disk that is busy all the time, by the last column of its row. */
export const busyDisk = pastedLines(
  ['mmcblk', 'nvme', 'sda ', 'sdb ', 'sdc ', 'sdd ', 'vda ', 'vdb '],
  /^\s*(?:mmcblk\d|nvme\dn\d|[sv]d[a-z])(?:\s+\d+[.,]\d+){10,}\s+(?:9[5-9]|1\d\d)[.,]\d+\s*$/,
)

/** Of such a row: w_await, milliseconds, the eleventh figure in the tables of versions 11 and 12. */
export function writeMilliseconds({ text }: LogLine): number {
  return Number(text.trim().split(/\s+/)[11]?.replace(',', '.'))
}
