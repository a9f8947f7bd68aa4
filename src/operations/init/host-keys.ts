import { clusterError, usageError } from '#src/model/error.ts'
import { fetchHostKey } from '#src/transport/ssh/host-key.ts'
import { fingerprintOf, type HostKey, keysFor } from '#src/transport/ssh/known-hosts.ts'
import type { InitOptions } from '../init.ts'
import { type Candidate, targetOf } from './candidate.ts'

/** A node's host key as it is now, and whether somebody has seen it before. */
export interface SeenKey {
  readonly candidate: Candidate
  readonly key?: HostKey
  readonly state?: 'pinned' | 'known' | 'new'
  readonly failure?: { readonly reason: string; readonly next?: string }
}

interface Files {
  /** Where keys are pinned. */
  readonly pins: string | undefined
  /** The reader's own file. */
  readonly own: string
}

/**
 * Asks every node for its host key, at once, and compares with what is pinned and with
 * ~/.ssh/known_hosts.
 *
 * @throws `host-key-changed`, `init-same-node`, `interrupted`
 */
export async function seeHostKeys(
  candidates: readonly Candidate[],
  files: Files,
  options: InitOptions,
): Promise<readonly SeenKey[]> {
  const seen = await Promise.all(
    candidates.map((candidate) => seeHostKey(candidate, files, options)),
  )
  if (options.signal.aborted) throw clusterError('interrupted', 'stopped on request')
  for (const [place, { key, candidate }] of seen.entries()) {
    const twin = key && seen.slice(0, place).find((other) => other.key?.key === key.key)
    if (twin)
      throw sameNode(twin.candidate, candidate, {
        what: `host key, ${fingerprintOf(key)}`,
        cure: 'remove /etc/ssh/ssh_host_* there and run ssh-keygen -A',
      })
  }
  return seen
}

export function sameNode(
  one: Candidate,
  other: Candidate,
  { what, cure }: { readonly what: string; readonly cure: string },
): Error {
  return usageError(
    'init-same-node',
    `${shown(one)} and ${shown(other)} have one ${what}: one node under two addresses, or a copied card.`,
    { next: `Name it once; on a copied card ${cure}.` },
  )
}

function shown({ name, address }: Candidate): string {
  return name === undefined ? address : `${name} (${address})`
}

async function seeHostKey(
  candidate: Candidate,
  { pins, own }: Files,
  { timeoutMilliseconds, signal, env }: InitOptions,
): Promise<SeenKey> {
  const options = { timeoutMilliseconds, signal, env }
  const { key, failure } = await fetchHostKey(targetOf(candidate), options)
  if (failure) return { candidate, failure }
  if (pins !== undefined && (await isIn(pins, key, candidate)))
    return { candidate, key, state: 'pinned' }
  return { candidate, key, state: (await isIn(own, key, candidate)) ? 'known' : 'new' }
}

/** @throws `host-key-changed` where the file holds another key of the same type */
async function isIn(file: string, key: HostKey, candidate: Candidate): Promise<boolean> {
  const known = await keysFor(key.host, file)
  if (known.some((one) => one.key === key.key)) return true
  const other = known.find(({ type }) => type === key.type)
  if (!other) return false
  throw clusterError(
    'host-key-changed',
    `The host key of ${shown(candidate)} is ${fingerprintOf(key)}, but ${file} holds ${fingerprintOf(other)}.`,
    {
      next: `Was it installed anew? Compare ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the node itself, and only when both are equal: ssh-keygen -R "${key.host}" -f ${file}`,
    },
  )
}
