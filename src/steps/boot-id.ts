import type { NodeShell } from './node-shell.ts'

/**
 * Id of the boot that a node runs now: https://docs.kernel.org/admin-guide/sysctl/kernel.html#random
 *
 * @throws cluster errors of `NodeShell.run`
 */
export async function bootIdOf(
  shell: NodeShell,
  options?: Parameters<NodeShell['run']>[2],
): Promise<string> {
  return (await shell.run('cat /proc/sys/kernel/random/boot_id', [], options)).trim()
}
