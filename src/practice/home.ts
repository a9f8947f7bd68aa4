import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PracticeCluster } from './cluster.ts'
import { practiceRelease } from './release.ts'
import { type Access, writeAccess } from './ssh/access.ts'

/** What a user of a cluster has on disk; for a practice cluster it goes away with it. */
export interface PracticeHome {
  readonly folder: string
  /** bramble.yaml */
  readonly configuration: string
  readonly kubeconfig: string
  remove(): Promise<void>
}

/**
 * Writes bramble.yaml and what it names into a new folder that only this user can read.
 *
 * @param builds a release of K3s for boards that have none; absent where nothing is built
 */
export async function writePracticeHome(
  { world, api, ssh, relays }: PracticeCluster,
  builds?: string,
): Promise<PracticeHome> {
  const folder = await mkdtemp(join(tmpdir(), 'bramble-practice-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const configuration = join(folder, 'bramble.yaml')
  if (world.k3s.hasBegun) await writeFile(kubeconfig, api.kubeconfig, { mode: 0o600 })
  const access = await writeAccess(join(folder, 'ssh'), ssh.userKey, ssh.doors)
  const text = configurationFor(world.boards, { ssh, relays }, access)
  await writeFile(configuration, text + (builds === undefined ? '' : wishFor(builds)))
  if (builds !== undefined) await writeRelease(join(folder, artifacts), builds)
  const remove = () => rm(folder, { recursive: true, force: true })
  return { folder, configuration, kubeconfig, remove }
}

/** JSON strings are YAML's, too, and a folder's name may hold anything. */
function configurationFor(
  boards: PracticeCluster['world']['boards'],
  { ssh, relays }: Pick<PracticeCluster, 'ssh' | 'relays'>,
  { identityFile, knownHostsFile }: Access,
): string {
  const nodes = boards.map(
    ({ name, address, role }, relay) =>
      `  ${name}: { address: ${address}, role: ${role}, power: { switch: relays, port: ${relay} } }\n`,
  )
  return `cluster: practice
kubeconfig: kubeconfig
ssh:
  user: pi
  port: ${ssh.port}
  identityFile: ${JSON.stringify(identityFile)}
  knownHostsFile: ${JSON.stringify(knownHostsFile)}
switches:
  relays: { shelly: { address: '${relays.address}:${relays.port}' } }
nodes:
${nodes.join('')}`
}

const artifacts = 'artifacts'

function wishFor(version: string): string {
  return `k3s: { version: ${version} }\nartifacts: { folder: ${artifacts} }\n`
}

async function writeRelease(folder: string, version: string): Promise<void> {
  await mkdir(folder)
  for (const [name, text] of Object.entries(practiceRelease(version)))
    await writeFile(join(folder, name), text)
}
