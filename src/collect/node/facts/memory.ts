import { memory as fact } from '#src/model/facts/node.ts'
import { files, filesIn } from './files.ts'
import { absent, type FactReader, known } from './reader.ts'

/** /proc/meminfo counts in KiB (proc_meminfo(5)). */
export const memory: FactReader = {
  kind: fact.kind,
  source: '/proc/meminfo',
  section: files.name,
  read(answers) {
    const bytes = new Map<string, number>()
    for (const line of filesIn(answers).get('/proc/meminfo') ?? []) {
      const found = /^(\w+):\s+(\d{1,15}) kB$/.exec(line)
      if (found?.[1] && found[2]) bytes.set(found[1], Number(found[2]) * 1024)
    }
    const totalBytes = bytes.get('MemTotal')
    if (totalBytes === undefined) return absent('failed', 'the node sent no /proc/meminfo')
    return [
      known({
        totalBytes,
        availableBytes: bytes.get('MemAvailable'),
        swapTotalBytes: bytes.get('SwapTotal'),
        swapFreeBytes: bytes.get('SwapFree'),
        committedBytes: bytes.get('Committed_AS'),
      }),
    ]
  },
}
