import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { noSshd, separationFolder } from './sshd.ts'

/**
 * Debian's sshd wants a folder when root starts it, at each new connection. All tests share it, so
 * it is there from before the first of them until after the last.
 */
export default function makeSshdFolder(): (() => void) | undefined {
  if (noSshd !== undefined || userInfo().uid !== 0 || existsSync(separationFolder)) return undefined
  mkdirSync(separationFolder, { mode: 0o755 })
  return () => rmdirSync(separationFolder)
}
