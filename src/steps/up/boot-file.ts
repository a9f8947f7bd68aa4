import type { NodeShell } from '../node-shell.ts'

/** A file of the boot partition, whole. */
export async function bootFile(shell: NodeShell, path: string): Promise<string> {
  return shell.run('cat -- "$1"', [path])
}

/**
 * Puts another text into its place, whole; the first one that stood there stays beside it. The
 * partition is FAT, which keeps no modes: they are what it shows.
 */
export async function replaceBootFile(shell: NodeShell, path: string, text: string): Promise<void> {
  await shell.run('[ -e "$1.before-bramble" ] || cp -- "$1" "$1.before-bramble"', [path])
  await shell.writeFile(path, text.endsWith('\n') ? text : `${text}\n`, '0755')
}
