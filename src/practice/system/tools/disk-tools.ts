import { mountsOf } from '../files/disks.ts'
import { optionsIn, type Tool } from '../tool.ts'

/** findmnt(8): all of what is mounted, or one target, with -n -o COLUMNS. */
export const findmnt: Tool = {
  name: 'findmnt',
  run({ board, words }) {
    const { flags, values, operands } = optionsIn(words, new Set(['o', 'output', 't']))
    const columns = (values.get('o')?.at(-1) ?? values.get('output')?.at(-1))?.split(',') ?? [
      'TARGET',
      'SOURCE',
      'FSTYPE',
      'OPTIONS',
    ]
    const [wanted] = operands
    const rows = mountsOf(board)
      .filter(({ target, source }) => wanted === undefined || [target, source].includes(wanted))
      .map(({ target, source, type, options }) => {
        const of: Readonly<Record<string, string>> = {
          TARGET: target,
          SOURCE: source,
          FSTYPE: type,
          OPTIONS: options,
        }
        return columns.map((name) => of[name] ?? '').join(' ')
      })
    const all = flags.has('n') ? rows : [columns.join(' '), ...rows]
    return rows.length > 0 ? { out: `${all.join('\n')}\n` } : { code: 1 }
  },
}

/** lsblk(8) without options: the disk, its partitions, and where they are mounted. */
export const lsblk: Tool = {
  name: 'lsblk',
  run({ board }) {
    const number = board.disk.device === 'mmcblk0' ? 179 : 259
    const size = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)}G`.padStart(6)
    const parts = mountsOf(board).filter(({ source }) => source.startsWith('/dev/'))
    const rows = parts
      .toSorted((a, b) => a.number.localeCompare(b.number))
      .map(({ number: own, source, target, size: { bytes } = { bytes: 0 } }, place) => {
        const branch = place === parts.length - 1 ? '└─' : '├─'
        return `${branch}${source.slice(5)} ${own} 0 ${size(bytes)} 0 part ${target}`
      })
    const whole = `${board.disk.device} ${number}:0 0 ${size(board.diskBytes)} 0 disk `
    return { out: `${['NAME MAJ:MIN RM SIZE RO TYPE MOUNTPOINTS', whole, ...rows].join('\n')}\n` }
  },
}
