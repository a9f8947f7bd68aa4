import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { writeAccess } from '#src/practice/ssh/access.ts'
import { openSshDoors } from '#src/practice/ssh/doors.ts'
import type { World } from '#src/practice/world/world.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'

interface Running {
  readonly world: World
  readonly api: PracticeApi
  readonly kubeconfig: string
  /** Opens the boards' SSH servers. */
  targets(): Promise<Record<'server' | 'agent', SshTarget>>
  close(): Promise<void>
}

const secondsPerBeat = 2
const beatMilliseconds = 100
const livedSeconds = 8 * 3600

/**
 * A practice cluster with its doors, on which what takes its time comes to pass: its clock runs
 * twenty times as fast as a real one. Alice may do nothing there, and bookmarks come every second.
 */
export async function startContractCluster(): Promise<Running> {
  const world = newWorld(Date.now() - livedSeconds * 1000)
  const stops = settle(world)
  world.clock.advance((Date.now() - world.clock.now()) / 1000)
  const { store, health } = world
  // As after a quarter of an hour of a real server.
  store.compact()
  const api = await startPracticeApi({
    store,
    health,
    podEndMilliseconds: 'by its kubelet',
    bookmarkMilliseconds: 1000,
    forbid: ({ user }) => user === 'alice',
  })
  const timer = setInterval(() => world.clock.advance(secondsPerBeat), beatMilliseconds)
  const folder = mkdtempSync(join(tmpdir(), 'bramble-contract-'))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, api.kubeconfig)
  const closing: (() => Promise<void>)[] = []
  return {
    ...{ world, api, kubeconfig },
    async targets() {
      const ssh = await openSshDoors(world.boards)
      closing.push(() => ssh.close())
      const access = await writeAccess(join(folder, 'ssh'), ssh.userKey, ssh.doors)
      const { port } = ssh
      const [server, agent] = [world.boards[0], world.boards.at(-1)]
      if (!server || !agent) throw new Error('a world without boards')
      const target = ({ name, address }: typeof server): SshTarget => ({
        ...{ node: name, address, port, user: 'pi' },
        ...access,
      })
      return { server: target(server), agent: target(agent) }
    },
    async close() {
      clearInterval(timer)
      for (const stop of stops) stop()
      for (const end of closing) await end()
      await api.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
