import { readdirSync, readFileSync } from 'node:fs'

/** Ids of processes whose command line holds a text; from /proc, since procps is not everywhere. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text)
      } catch {
        // It has ended since.
        return false
      }
    })
    .map(Number)
}
