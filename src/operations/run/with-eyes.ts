import type { ReleaseWish } from '#src/collect/files/release-files.ts'
import {
  boardQuestions,
  factQuestions,
  lossQuestions,
  type NodeQuestions,
  planQuestions,
  preparationQuestions,
  updateQuestions,
} from '#src/collect/node/program/node-program.ts'
import type { Journal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import { RootAccess } from '#src/steps/root-access.ts'
import { rootlessNodes } from '#src/steps/rootless-nodes.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { LookOptions } from '../look-options.ts'
import { type Cluster, openCluster } from '../open-cluster.ts'
import { absentBackups, lookAround } from './look-around.ts'
import { lookAtPower } from './power.ts'
import type { Besides, Depth, LookingSite } from './site.ts'

/** What a question to apt may take on an SD card; whoever gave more time waits longer. */
const aptMilliseconds = 30_000

function patience({ timeoutMilliseconds }: LookOptions, depth: Depth | undefined): number {
  return depth === 'updates' || depth === 'losses'
    ? Math.max(timeoutMilliseconds, aptMilliseconds)
    : timeoutMilliseconds
}

const deepQuestions: Readonly<Record<Depth, NodeQuestions>> = {
  'preparation-only': preparationQuestions,
  preparation: planQuestions,
  boards: boardQuestions,
  artifacts: factQuestions,
  release: factQuestions,
  updates: updateQuestions,
  losses: lossQuestions,
}

/** Opens what it takes to see what a plan would be made from. Nothing is kept of it. */
export async function withEyes<T>(
  options: LookOptions,
  use: (eyes: LookingSite) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(options)
  try {
    return await withDoors(cluster, options, undefined, use)
  } finally {
    await cluster.close()
  }
}

/** @param journal tells how often Bramble cut a node's power; without it nobody asks about power */
export async function withDoors<T>(
  cluster: Cluster,
  options: LookOptions,
  journal: Journal | undefined,
  use: (eyes: LookingSite & { readonly ssh: SshDoor }) => Promise<T>,
): Promise<T> {
  const ssh = openSsh(cluster.targets)
  const root = new RootAccess()
  const around = { configuration: cluster.configuration, ownNode: undefined }
  const atPower = (outlets: readonly string[]) =>
    journal ? lookAtPower(outlets, { ...cluster, ...options, clock: systemClock, journal }) : []
  const eyes = {
    ssh,
    cluster: cluster.name,
    clock: systemClock,
    nodeNames: cluster.targets.map(({ node }) => node),
    around,
    root,
    rootless: (nodes: readonly string[]) => rootlessNodes(nodes, { ssh, root, ...options }),
    async observe({ nodes = [], outlets = [], depth, openings = [], kinds }: Besides = {}) {
      const kube = (await cluster.lookAgain()) ? await cluster.kubernetes() : undefined
      const [seen, told] = await Promise.all([
        lookAround(
          { cluster: cluster.name, kube, ssh, root },
          nodes,
          {
            ...options,
            ...(readsFolders(depth) && foldersOf(cluster)),
            openings,
            kinds,
            release: depth === 'release' ? releaseOf(cluster) : undefined,
            timeoutMilliseconds: patience(options, depth),
          },
          depth ? deepQuestions[depth] : factQuestions,
        ),
        atPower(outlets),
      ])
      const none = readsFolders(depth) ? absentBackups(cluster.configuration, seen) : []
      return { ...seen, evidence: [...seen.evidence, ...told, ...none] }
    },
  }
  try {
    return await use(eyes)
  } finally {
    await ssh.close()
  }
}

/** The release that bramble.yaml names, where the network is asked about it. */
function releaseOf({ configuration }: Cluster): ReleaseWish | undefined {
  const version = configuration?.k3s.version
  return version === undefined ? undefined : { version, mirror: configuration?.artifacts?.mirror }
}

/** Whether a look of this depth reads the folders of this machine as well. */
function readsFolders(depth: Depth | undefined): boolean {
  return depth !== undefined && depth !== 'preparation-only'
}

/** Folders of this machine that a deep look reads. */
function foldersOf({ configuration }: Cluster) {
  return { artifacts: configuration?.artifacts?.folder, backups: configuration?.backup?.folder }
}
