import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Introduction, introduce } from '#src/collect/node/introduce.ts'
import { clusterError } from '#src/model/error.ts'
import { knownHostsLine } from '#src/transport/ssh/known-hosts.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { InitOptions } from '../init.ts'
import { targetOf } from './candidate.ts'
import { type SeenKey, sameNode } from './host-keys.ts'

/**
 * Logs in on every node whose key was accepted, and on no other: only these keys count.
 *
 * @throws `init-same-node` for one machine-id twice, `interrupted`
 */
export async function meetNodes(
  seen: readonly SeenKey[],
  { timeoutMilliseconds, signal, env }: InitOptions,
): Promise<readonly Introduction[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bramble-init-'))
  const pins = join(folder, 'known_hosts')
  const targets = seen.map(({ candidate }) => targetOf(candidate, pins))
  const door = openSsh(targets, { share: false, env: { ...env } })
  try {
    await writeFile(pins, seen.map(({ key }) => (key ? knownHostsLine(key) : '')).join(''))
    const met = await Promise.all(
      targets.map(async (target, place): Promise<Introduction> => {
        const failure = seen[place]?.failure
        if (failure) return { failure: { kind: 'local', ...failure } }
        return introduce(door, target, { timeoutMilliseconds, signal })
      }),
    )
    if (signal.aborted) throw clusterError('interrupted', 'stopped on request')
    refuseTwins(seen, met)
    return met
  } finally {
    await door.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function refuseTwins(seen: readonly SeenKey[], met: readonly Introduction[]): void {
  for (const [place, { machineId }] of met.entries()) {
    if (machineId === undefined) continue
    const first = met.findIndex((other) => other.machineId === machineId)
    const [one, other] = [seen[first]?.candidate, seen[place]?.candidate]
    if (first === place || !one || !other) continue
    throw sameNode(one, other, {
      what: `machine-id, ${machineId}`,
      cure: 'remove /etc/machine-id there, run systemd-machine-id-setup, and start it anew',
    })
  }
}
