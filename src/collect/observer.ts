import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Evidence } from '#src/model/evidence.ts'
import { observers } from '#src/model/facts/observer.ts'

const bootIdPath = '/proc/sys/kernel/random/boot_id'

/**
 * Which machine this is. Its boot id is compared with those of the nodes: names and addresses may
 * be the same in two places, a boot id is not, and in a container it is the node's own.
 * https://docs.kernel.org/admin-guide/sysctl/kernel.html#random
 */
export async function collectObserver(takenAt: string): Promise<Evidence> {
  const bootId = await readFile(bootIdPath, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )
  return {
    id: 'observer',
    kind: observers.kind,
    source: bootIdPath,
    takenAt,
    outcome: 'answered',
    records: [{ hostname: hostname(), ...(bootId && { bootId }) }],
    truncated: false,
    redacted: 0,
  }
}
