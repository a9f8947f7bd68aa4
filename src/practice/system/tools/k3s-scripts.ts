import type { Board } from '../../world/board.ts'
import type { Call, Said, Tool } from '../tool.ts'

/** What the installer of K3s leaves beside it: https://docs.k3s.io/upgrades/killall */
export const k3sKillall: Tool = {
  name: 'k3s-killall.sh',
  run: (call) => asRoot(call, killAll),
}

/** https://docs.k3s.io/installation/uninstall: it does not touch the cluster. */
export const k3sUninstall: Tool = {
  name: 'k3s-uninstall.sh',
  run: (call) => asRoot(call, uninstall),
}
export const k3sAgentUninstall: Tool = {
  name: 'k3s-agent-uninstall.sh',
  run: (call) => asRoot(call, uninstall),
}

function asRoot({ board, user }: Call, act: (board: Board) => void): Said {
  if (user !== 'root') return { error: 'this script needs root\n', code: 1 }
  if (!board.hasK3s) return { error: 'sh: command not found\n', code: 127 }
  act(board)
  return {}
}

function killAll(board: Board): void {
  for (const name of ['k3s', 'k3s-agent']) if (board.units.has(name)) board.stop(name)
  board.containersRun = false
  // It unmounts by force: what a volume had not written yet is lost.
  board.attachedVolumes.clear()
}

function uninstall(board: Board): void {
  killAll(board)
  board.units.delete(board.k3sUnit)
  board.hasK3s = false
  board.member = 'none'
  for (const path of board.files.keys()) if (ownFiles.test(path)) board.files.delete(path)
}

const ownFiles =
  /^\/(?:(?:etc\/rancher\/k3s|var\/lib\/rancher\/k3s|var\/lib\/kubelet)\/|usr\/local\/bin\/k3s$|etc\/systemd\/system\/k3s(?:-agent)?\.service)/
