import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { noSshd, separationFolder } from './sshd.ts'

/**
 * Debian's sshd wants a folder when root starts it, at each new connection. It is the one that its
 * own service makes, empty, and it stays: another test run may be using it by now.
 */
export default function makeSshdFolder(): void {
  if (noSshd !== undefined || userInfo().uid !== 0) return
  mkdirSync(separationFolder, { mode: 0o755, recursive: true })
}
