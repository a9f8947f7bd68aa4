import { type LogRequest, type LogsEnd, readLogs } from '#src/collect/node/read-logs.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { usageError } from '#src/model/error.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { LookOptions } from './observe.ts'
import { openCluster } from './open-cluster.ts'

interface LogsOptions extends LookOptions {
  /** Whole lines, redacted, as they come. */
  readonly onText: (text: string) => void
}

/**
 * Reads a node's journal over SSH.
 *
 * @throws usage errors `node-unknown`, and those of the configuration and of the request
 */
export async function logs(
  node: string,
  request: LogRequest,
  options: LogsOptions,
): Promise<LogsEnd> {
  const cluster = await openCluster(options)
  const target = cluster.targets.find((candidate) => candidate.node === node)
  if (!target)
    throw unknownNode(
      node,
      cluster.targets.map((candidate) => candidate.node),
    )
  const door = openSsh([target])
  try {
    return await readLogs(door, target, request, {
      timeoutMilliseconds: options.timeoutMilliseconds,
      signal: options.signal,
      redact: redactText,
      onText: options.onText,
    })
  } finally {
    await door.close()
    await cluster.close()
  }
}

function unknownNode(node: string, known: readonly string[]) {
  return usageError('node-unknown', `bramble.yaml names no node "${node.slice(0, 60)}"`, {
    next:
      known.length > 0
        ? `its nodes: ${known.join(', ')}`
        : 'name it in bramble.yaml:  nodes: { pi01: { address: 10.0.0.11, role: server } }',
  })
}
