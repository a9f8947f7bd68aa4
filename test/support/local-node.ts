import { spawnSync } from 'node:child_process'
import { type NodeShell, nodeShell } from '#src/steps/node-shell.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'

/**
 * A node that is this machine: the programs of steps run in a real `sh`, with their places below a
 * folder of the test, and with programs of the test first in their path.
 */
export function localNode(
  node: string,
  {
    root,
    places,
    programs = `${root}/bin`,
  }: { root: string; places: readonly string[]; programs?: string },
): NodeShell {
  const target = { node, address: '127.0.0.1' }
  const answer = (input: string): SshAnswer => {
    const moved = places
      .reduce((text, place) => text.replaceAll(place, root + place), input)
      .replaceAll('"$(id -u)"', '0')
      .replace(/PATH=(?=\/)/, `PATH=${programs}:`)
    const { stdout, stderr, status } = spawnSync('sh', ['-s'], { input: moved })
    const times = { startedAt: 0, endedAt: 0 }
    const errorText = stderr.toString('utf8')
    return { output: stdout, errorText, exitStatus: status ?? 1, truncated: false, times }
  }
  const none = () => Promise.reject(new Error('no test asks for it'))
  const door: SshDoor = {
    targets: [target],
    run: async (_, program) => answer(program),
    stream: none,
    send: none,
    close: async () => {},
  }
  return nodeShell(door, node, new AbortController().signal)
}
