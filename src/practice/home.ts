import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PracticeCluster } from './cluster.ts'

/** What a user of a cluster has on disk; for a practice cluster it goes away with it. */
export interface PracticeHome {
  readonly folder: string
  /** bramble.yaml */
  readonly configuration: string
  readonly kubeconfig: string
  remove(): Promise<void>
}

/** Writes bramble.yaml and what it names into a new folder that only this user can read. */
export async function writePracticeHome({ world, api }: PracticeCluster): Promise<PracticeHome> {
  const folder = await mkdtemp(join(tmpdir(), 'bramble-practice-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const configuration = join(folder, 'bramble.yaml')
  await writeFile(kubeconfig, api.kubeconfig, { mode: 0o600 })
  await writeFile(configuration, configurationFor(world.boards))
  const remove = () => rm(folder, { recursive: true, force: true })
  return { folder, configuration, kubeconfig, remove }
}

function configurationFor(_boards: PracticeCluster['world']['boards']): string {
  return ['cluster: practice', 'kubeconfig: kubeconfig', ''].join('\n')
}
