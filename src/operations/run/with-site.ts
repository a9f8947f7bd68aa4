import { hostname, userInfo } from 'node:os'
import { witnessQuestions } from '#src/collect/node/program/node-program.ts'
import { expectCluster, needsUid, openClusterFolder } from '#src/journal/cluster-folder.ts'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import type { OwnProcess } from '#src/steps/resume-after-boot.ts'
import { absentKubernetesDoor } from '#src/transport/kubernetes/absent-door.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { askMarks } from '../cluster-marks.ts'
import type { LookOptions } from '../look-options.ts'
import { type Cluster, openCluster } from '../open-cluster.ts'
import {
  authorityOf,
  keepKubeconfig,
  kubeconfigPath,
  replaceKubeconfig,
} from './keep-kubeconfig.ts'
import { lookAround } from './look-around.ts'
import { openNodePower } from './power.ts'
import { environmentAfterBoot, runnerEnvironment } from './runner-environment.ts'
import type { PlanningSite, RunSite, Starter } from './site.ts'
import { withDoors } from './with-eyes.ts'

export interface SiteOptions extends LookOptions {
  onEvent(event: RunEvent): void
  /** Aborts when somebody asks the run to stop at the next good place. */
  readonly stop: AbortSignal
  /** How this program is started, where it may have to be after a boot: Node, its options and its main file. */
  readonly program?: readonly string[]
  /** Where whoever started the run found the journal: nothing that changed since leads elsewhere. */
  readonly journalFolder?: string | undefined
}

export interface StarterOptions extends LookOptions {
  /** How this program is started: Node, its options and its main file. */
  readonly program: readonly string[]
  /** Asks the person for the password of sudo; absent where there is none. */
  readonly askPassword?: PlanningSite['askPassword']
}

/** `pi@desk`: stands in the lock and in every entry. */
function whoIsThis(): string {
  return `${userInfo().username}@${hostname()}`
}

/** Opens what it takes to change a cluster, and closes it again however `use` ends. */
export async function withSite<T>(
  options: SiteOptions,
  use: (site: RunSite) => Promise<T>,
): Promise<T> {
  return withPlanning(options, async ({ ssh, ...planning }, cluster) =>
    use({
      ...planning,
      kube: await doorOf(cluster),
      async keepKubeconfig(text) {
        const path = await keepKubeconfig(text, kubeconfigPath(options, cluster))
        keepJournalFor(text, planning)
        return path
      },
      async replaceKubeconfig(text, before) {
        const path = await replaceKubeconfig(text, before, kubeconfigPath(options, cluster))
        if (path !== undefined) await cluster.readAgain()
        keepJournalFor(text, planning)
        return path
      },
      ssh,
      power: (node, say) => openNodePower(node, { ...cluster, ...options }, say),
      witness: (node) => lookFromOutside(node, { cluster, ssh, options }),
      who: whoIsThis(),
      pid: process.pid,
      ...(options.program && {
        ownProcess: ownProcess(
          options.program,
          options,
          runnerArguments(options, cluster, planning.journal),
        ),
      }),
      events: (event) => options.onEvent(event),
      beforeRun: () => {},
      stop: options.stop,
      signal: options.signal,
    }),
  )
}

/** The journal of the run that built or restored a cluster goes on as that cluster's. */
function keepJournalFor(kubeconfig: string, { journal, clock }: PlanningSite): void {
  const authority = authorityOf(kubeconfig)
  if (authority !== undefined) expectCluster(journal.folder, authority, clock.now())
}

async function lookFromOutside(
  node: string,
  { cluster, ssh, options }: { cluster: Cluster; ssh: SshDoor; options: LookOptions },
) {
  const others = cluster.targets.filter((target) => target.node !== node)
  const asked = cluster.targets.filter((target) => target.node === node)
  const kube = cluster.hasKubernetes ? await cluster.kubernetes() : undefined
  return lookAround(
    { cluster: cluster.name, kube, ssh },
    others.map((target) => target.node),
    options,
    witnessQuestions(asked),
  )
}

/** Opens what it takes to plan and to start a run. The API is only asked where a plan is made. */
export async function withStarter<T>(
  options: StarterOptions,
  use: (starter: Starter) => Promise<T>,
): Promise<T> {
  return withPlanning(options, ({ ssh: _, ...planning }, cluster) => {
    const { configuration } = cluster
    return use({
      ...planning,
      askPassword: options.askPassword,
      approvals: configuration?.approvals,
      launch: {
        program: options.program,
        look: runnerArguments(options, cluster, planning.journal),
        env: runnerEnvironment(options.env, configuration),
        cwd: options.cwd,
        folder: planning.journal.folder,
      },
    })
  })
}

/** Opens only the journal: what was done can be read while the cluster is down. */
export async function withJournal<T>(
  options: LookOptions,
  use: (journal: Journal) => T | Promise<T>,
): Promise<T> {
  return withCluster(options, 'to read', async (_, journal) => use(journal))
}

async function withPlanning<T>(
  options: LookOptions & Pick<SiteOptions, 'journalFolder'>,
  use: (planning: PlanningSite & { readonly ssh: SshDoor }, cluster: Cluster) => Promise<T>,
): Promise<T> {
  return withCluster(options, 'to change', (cluster, journal) =>
    withDoors(cluster, options, journal, (eyes) => use({ ...eyes, journal }, cluster)),
  )
}

async function withCluster<T>(
  options: LookOptions & Pick<SiteOptions, 'journalFolder'>,
  purpose: 'to read' | 'to change',
  use: (cluster: Cluster, journal: Journal) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(options)
  try {
    const folder = options.journalFolder ?? (await folderFor(cluster, purpose, options))
    const journal = openJournal({ folder, who: whoIsThis(), clock: systemClock })
    try {
      return await use(cluster, journal)
    } finally {
      journal.close()
    }
  } finally {
    await cluster.close()
  }
}

/** Reading asks the API only where the kubeconfig's authority does not say which cluster it is. */
async function folderFor(
  cluster: Cluster,
  purpose: 'to read' | 'to change',
  options: LookOptions,
): Promise<string> {
  const { name, authority } = cluster
  const near = { name, authority }
  const isAsked = purpose === 'to change' || needsUid(near, options.env)
  const marks = isAsked ? await askMarks(cluster, options) : near
  const { folder, note } = openClusterFolder(marks, options.env, systemClock.now())
  if (note !== undefined) options.onNote?.(note)
  return folder
}

async function doorOf(cluster: Cluster): Promise<RunSite['kube']> {
  return cluster.missing ? absentKubernetesDoor(cluster.missing) : cluster.kubernetes()
}

/** This process once more. */
function ownProcess(
  program: readonly string[],
  options: LookOptions,
  look: readonly string[],
): Omit<OwnProcess, 'run'> {
  return {
    user: userInfo().username,
    words: [...program, 'run-plan', ...look],
    folder: options.cwd,
    environment: environmentAfterBoot(options.env),
  }
}

/** The same cluster for a runner, whatever somebody makes the current context meanwhile. */
function runnerArguments(
  options: LookOptions,
  { context }: Cluster,
  { folder }: Journal,
): string[] {
  const given = {
    '--config': options.config,
    '--kubeconfig': options.kubeconfig,
    '--context': context,
    '--timeout': `${options.timeoutMilliseconds}ms`,
    '--journal': folder,
  }
  return Object.entries(given).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, value],
  )
}
