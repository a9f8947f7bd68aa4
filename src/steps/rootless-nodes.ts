import { BrambleError } from '#src/model/error.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { nodeShell } from './node-shell.ts'
import type { RootAccess } from './root-access.ts'

interface Rooting {
  readonly signal: AbortSignal
  readonly ssh: SshDoor
  readonly root: RootAccess
}

/** Becomes root on nodes and does nothing: those whose sudo wants another password, which is forgotten. */
export async function rootlessNodes(
  nodes: readonly string[],
  { ssh, root, signal }: Rooting,
): Promise<readonly string[]> {
  const tried = await Promise.all(
    nodes.map(async (node) => {
      const isRootless = (error: unknown) =>
        error instanceof BrambleError && error.code === 'node-no-root'
      const refused = await nodeShell(ssh, node, signal, root)
        .run('')
        .then(() => false, isRootless)
      return refused ? [node] : []
    }),
  )
  root.forget(tried.flat())
  return tried.flat()
}
