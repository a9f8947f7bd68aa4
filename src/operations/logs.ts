import { setTimeout as delay } from 'node:timers/promises'
import type { LogRequest } from '#src/collect/node/read-logs.ts'
import { BrambleError, usageError } from '#src/model/error.ts'
import type { LogLine } from '#src/model/log-line.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { merged } from './logs/merged.ts'
import { type NodeLogs, Tail, type TailOptions } from './logs/tail.ts'
import { openCluster } from './open-cluster.ts'

interface LogsOptions extends TailOptions {
  /** Goes on with what comes new until the signal aborts. */
  readonly follow: boolean
  /** Lines in the order in which they were written, as far as the clocks are known. */
  readonly onLines: (lines: readonly LogLine[]) => void
}

/** Between two looks while following. */
const pauseMilliseconds = 2000

/**
 * Reads the journals of nodes over SSH, all at once, and merges them by time.
 *
 * @param nodes names; none is all nodes
 * @throws usage errors `node-unknown`, and those of the configuration and of the request
 */
export async function logs(
  nodes: readonly string[],
  request: LogRequest & { readonly lines: number },
  options: LogsOptions,
): Promise<readonly NodeLogs[]> {
  const cluster = await openCluster(options)
  const door = openSsh(chosenFrom(cluster.targets, nodes))
  try {
    const tails = door.targets.map((target) => new Tail(door, target, options))
    give(await Promise.all(tails.map((tail) => tail.read(request))), options)
    if (options.follow) await follow(tails, request, options)
    return tails.map((tail) => tail.said())
  } finally {
    await door.close()
    await cluster.close()
  }
}

/** Looks again and again: what a look has seen before is not told twice. */
async function follow(
  tails: readonly Tail[],
  { boot: _, untilSeconds: __, ...request }: LogRequest,
  options: LogsOptions,
): Promise<void> {
  const { signal } = options
  while (!signal?.aborted) {
    // Ctrl-C ends the pause, and the loop sees why.
    await delay(pauseMilliseconds, undefined, { signal }).catch(() => {})
    if (signal?.aborted) return
    give(await Promise.all(tails.map((tail) => tail.readNew(request))), options)
  }
}

function give(parts: readonly (readonly LogLine[])[], { onLines }: LogsOptions): void {
  const lines = merged(parts)
  if (lines.length > 0) onLines(lines)
}

function chosenFrom(targets: readonly SshTarget[], nodes: readonly string[]): readonly SshTarget[] {
  const known = targets.map(({ node }) => node)
  if (nodes.length === 0 && known.length > 0) return targets
  const missing = nodes.find((node) => !known.includes(node))
  if (missing !== undefined || nodes.length === 0) throw unknownNode(missing, known)
  return targets.filter(({ node }) => nodes.includes(node))
}

function unknownNode(node: string | undefined, known: readonly string[]): BrambleError {
  const message =
    node === undefined
      ? 'bramble.yaml names no node'
      : `bramble.yaml names no node "${node.slice(0, 60)}"`
  return usageError('node-unknown', message, {
    next:
      known.length > 0
        ? `its nodes: ${known.join(', ')}`
        : 'name it in bramble.yaml:  nodes: { pi01: { address: 10.0.0.11, role: server } }',
  })
}
