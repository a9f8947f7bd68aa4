import type { Tool } from '../tool.ts'

/** What the installer of K3s leaves beside it: https://docs.k3s.io/upgrades/killall */
export const k3sKillall: Tool = {
  name: 'k3s-killall.sh',
  run({ board, user }) {
    if (user !== 'root') return { error: 'k3s-killall.sh: needs root\n', code: 1 }
    for (const name of ['k3s', 'k3s-agent']) if (board.units.has(name)) board.stop(name)
    board.containersRun = false
    // It unmounts by force: what a volume had not written yet is lost.
    board.attachedVolumes.clear()
    return {}
  },
}
