import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  factQuestions,
  planQuestions,
  witnessQuestions,
} from '#src/collect/node/program/node-program.ts'
import { Configuration } from '#src/model/config.ts'
import { lookAround } from '#src/operations/run/look-around.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { servesApi } from '#src/practice/controllers/control-plane.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { writeAccess } from '#src/practice/ssh/access.ts'
import { openSshDoors } from '#src/practice/ssh/doors.ts'
import type { World } from '#src/practice/world/world.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import { openSite } from './run-site.ts'

/** A patch that was sent. */
interface SentPatch {
  readonly plural: string
  readonly name: string
  readonly patch: object
}

export interface WorldSite {
  readonly world: World
  readonly api: PracticeApi
  readonly site: RunSite
  /** All of them, but those of the Lease, which is renewed around every run. */
  readonly patches: SentPatch[]
  close(): Promise<void>
}

const livedSeconds = 8 * 3600

/**
 * The practice world behind its real HTTPS door, and what it takes to change it. Waiting moves the
 * world's clock, so that a rebuild of an hour takes no time.
 */
export async function openWorldSite(secondsPerWait = 30): Promise<WorldSite> {
  const world = newWorld(Date.now() - livedSeconds * 1000)
  const stops = settle(world)
  world.clock.advance((Date.now() - world.clock.now()) / 1000)
  const { store, health } = world
  const api = await startPracticeApi({ store, health, podEndMilliseconds: 'by its kubelet' })
  const folder = mkdtempSync(join(tmpdir(), 'bramble-world-'))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, api.kubeconfig)
  const opened = await openSite({ kubeconfig, folder: join(folder, 'journal') })
  const patches: SentPatch[] = []
  const site: RunSite = {
    ...opened,
    kube: listening(opened.kube, patches),
    sleep: async () => world.clock.advance(secondsPerWait),
  }
  return {
    world,
    api,
    site,
    patches,
    async close() {
      for (const stop of stops) stop()
      await opened.close()
      await api.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listening(kube: KubernetesDoor, patches: SentPatch[]): KubernetesDoor {
  return new Proxy(kube, {
    get(target, property) {
      if (property !== 'mergePatch') return Reflect.get(target, property)
      return (...args: Parameters<KubernetesDoor['mergePatch']>) => {
        const [{ plural }, { name }, patch] = args
        if (plural !== 'leases') patches.push({ plural, name, patch })
        return target.mergePatch(...args)
      }
    },
  })
}

const lookMilliseconds = 20_000

/** The same with the boards' SSH servers, so that steps may act on nodes. */
export async function openWorldSiteWithSsh(secondsPerWait = 30): Promise<WorldSite> {
  const opened = await openWorldSite(secondsPerWait)
  const { world, api, site } = opened
  const ssh = await openSshDoors(world.boards)
  const folder = mkdtempSync(join(tmpdir(), 'bramble-world-ssh-'))
  const access = await writeAccess(folder, ssh.userKey, ssh.doors)
  const nodes = world.boards.map(({ name, address, role }) => [name, { address, role }] as const)
  const configuration = Configuration.parse({ cluster: 'test', nodes: Object.fromEntries(nodes) })
  const door = openSsh(
    world.boards.map(({ name, address }) => ({
      node: name,
      address,
      port: ssh.port,
      user: 'pi',
      ...access,
    })),
  )
  const eyes = { cluster: 'test', kube: site.kube, ssh: door }
  const options = { timeoutMilliseconds: lookMilliseconds, signal: site.signal }
  const follow = async () => {
    await api.setServing(servesApi(world))
    await ssh.follow()
  }
  return {
    ...opened,
    site: {
      ...site,
      ssh: door,
      nodeNames: world.boards.map(({ name }) => name),
      around: { configuration, ownNode: undefined },
      async observe({ nodes = [], depth, kinds } = {}) {
        await follow()
        return lookAround(eyes, nodes, { ...options, kinds }, depth ? planQuestions : factQuestions)
      },
      async witness(node) {
        await follow()
        const others = world.boards.flatMap(({ name }) => (name === node ? [] : [name]))
        const asked = door.targets.filter((target) => target.node === node)
        return lookAround(eyes, others, options, witnessQuestions(asked))
      },
    },
    async close() {
      await door.close()
      await ssh.close()
      rmSync(folder, { recursive: true, force: true })
      await opened.close()
    },
  }
}
