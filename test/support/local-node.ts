import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
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
  const movedBelow = (input: string) =>
    places.reduce((text, place) => text.replaceAll(place, root + place), input)
  const answer = (input: string): SshAnswer => {
    const moved = movedBelow(input)
      .replaceAll('"$(id -u)"', '0')
      .replace(/PATH=(?=\/)/, `PATH=${programs}:`)
    const { stdout, stderr, status } = spawnSync('sh', ['-s'], {
      input: moved,
      maxBuffer: 50_000_000,
    })
    const times = { startedAt: 0, endedAt: 0 }
    const errorText = stderr.toString('utf8')
    // What it says of its places is told as a node would tell it.
    const output = Buffer.from(stdout.toString('latin1').replaceAll(root, ''), 'latin1')
    return { output, errorText, exitStatus: status ?? 1, truncated: false, times }
  }
  /** What `mktemp` would have named it, with the bytes in it. */
  const take = async (source: string | Readable): Promise<SshAnswer> => {
    const path = `/var/tmp/bramble-${randomBytes(6).toString('hex')}`
    mkdirSync(join(root, '/var/tmp'), { recursive: true })
    const bytes = typeof source === 'string' ? createReadStream(source) : source
    await pipeline(bytes, createWriteStream(root + path))
    const times = { startedAt: 0, endedAt: 0 }
    return { output: Buffer.from(path), errorText: '', exitStatus: 0, truncated: false, times }
  }
  const none = () => Promise.reject(new Error('no test asks for it'))
  const door: SshDoor = {
    targets: [target],
    run: async (_, program) => answer(program),
    stream: none,
    send: (_, source) => take(source),
    close: async () => {},
  }
  return nodeShell(door, node, new AbortController().signal)
}
