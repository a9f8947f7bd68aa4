import { load as fact } from '#src/model/facts/node.ts'
import { type Files, files, filesIn, lineOf } from './files.ts'
import { blockedIn } from './processes.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

export const load: FactReader = {
  kind: fact.kind,
  source: '/proc/loadavg, /proc/stat',
  section: files.name,
  read(answers) {
    const found = filesIn(answers)
    const [one, five, fifteen] = (lineOf(found, '/proc/loadavg') ?? '').split(' ').map(numberIn)
    if (one === undefined || five === undefined || fifteen === undefined)
      return absent('failed', 'the node sent no /proc/loadavg')
    const blockedProcesses = blockedIn(answers)
    return [
      known({
        one,
        five,
        fifteen,
        cpuCount: cpuCountIn(found),
        blockedProcesses: blockedProcesses.length > 0 ? blockedProcesses : undefined,
      }),
    ]
  },
}

/** Processors that are online: one `cpuN` line each in /proc/stat. */
export function cpuCountIn(found: Files): number | undefined {
  const count = (found.get('/proc/stat') ?? []).filter((line) => /^cpu\d+ /.test(line)).length
  return count > 0 ? count : undefined
}
