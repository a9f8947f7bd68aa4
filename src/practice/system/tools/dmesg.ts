import { optionsIn, type Tool } from '../tool.ts'

/** dmesg(1). Raspberry Pi OS lets every user read the kernel's ring buffer. */
export const dmesg: Tool = {
  name: 'dmesg',
  run({ board, words }) {
    const { flags } = optionsIn(words, new Set(['l', 'level']))
    const isDated = flags.has('T') || flags.has('ctime')
    const lines = board.boot.lines.filter(({ program }) => program === 'kernel')
    const out = lines.map(({ at, uptimeSeconds, text }) => {
      const stamp = isDated
        ? new Date(at)
            .toUTCString()
            .replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $5 $4')
        : uptimeSeconds.toFixed(6).padStart(12)
      return `[${stamp}] ${text}\n`
    })
    return { out: out.join('') }
  },
}
