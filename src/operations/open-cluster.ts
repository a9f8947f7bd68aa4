import { homedir } from 'node:os'
import { BrambleError, usageError } from '#src/model/error.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { fingerprintOf } from '#src/transport/kubernetes/fingerprint.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { type Configuration, loadConfiguration } from './configuration.ts'
import type { LookOptions } from './look-options.ts'

/** A cluster as far as bramble.yaml and the kubeconfig describe it. Nothing was asked yet. */
export interface Cluster {
  /** From bramble.yaml, else the kubeconfig's context. */
  readonly name: string
  readonly configuration: Configuration | undefined
  /** The kubeconfig's context in use; undefined without a kubeconfig. */
  readonly context: string | undefined
  /** Fingerprint of the authority that the kubeconfig trusts; undefined where it names none. */
  readonly authority: string | undefined
  /** Nodes that can be asked over SSH; none where no bramble.yaml names them. */
  readonly targets: readonly SshTarget[]
  /** Whether there is a kubeconfig. Without one SSH alone is enough to see. */
  readonly hasKubernetes: boolean
  /** Why there is no kubeconfig, where SSH alone has to do. */
  readonly missing: BrambleError | undefined
  /**
   * The door to the API, opened once.
   *
   * @throws usage error of loadKubeconfig where there is none
   */
  kubernetes(): Promise<KubernetesDoor>
  /** Looks again for a kubeconfig that was not there: a run may make it. Resolves with whether one is. */
  lookAgain(): Promise<boolean>
  /** Reads the kubeconfig again: a run has put another one in its place. */
  readAgain(): Promise<void>
  close(): Promise<void>
}

/**
 * Reads bramble.yaml and the kubeconfig.
 *
 * @throws usage errors with file and place; `nothing-configured` where there is neither nodes nor
 *   a kubeconfig
 */
export async function openCluster(options: LookOptions): Promise<Cluster> {
  const home = options.env['HOME'] ?? homedir()
  const { config, env, cwd } = options
  const configuration = await loadConfiguration({ path: config, env, cwd, home })
  const targets = configuration ? targetsOf(configuration) : []
  let access = await accessOf(options, configuration, targets.length > 0)
  let door: KubernetesDoor | undefined
  const retired: KubernetesDoor[] = []
  return {
    name: configuration?.cluster ?? access.context ?? 'cluster',
    configuration,
    context: access.context,
    authority: fingerprintOf(access.found?.authority.certificates),
    targets,
    hasKubernetes: access.found !== undefined,
    missing: access.problem,
    async kubernetes() {
      if (!access.found) throw access.problem
      const { openKubernetesDoor } = await import('#src/transport/kubernetes/open-door.ts')
      door ??= openKubernetesDoor(access.found, {
        furtherAddresses: furtherAddresses(configuration, access.found.server),
      })
      return door
    },
    async lookAgain() {
      if (!access.found) access = await accessOf(options, configuration, targets.length > 0)
      return access.found !== undefined
    },
    async readAgain() {
      // Whoever holds the old one may still be asking it.
      if (door) retired.push(door)
      door = undefined
      access = await accessOf(options, configuration, targets.length > 0)
    },
    async close() {
      await Promise.all([...retired, ...(door ? [door] : [])].map((one) => one.close()))
    },
  }
}

type Access =
  | { found: Awaited<ReturnType<typeof loadKubeconfig>>; context: string; problem?: undefined }
  | { found?: undefined; context?: undefined; problem: BrambleError }

/** With nodes to ask over SSH, a kubeconfig that was never made is no error; a broken one is. */
async function accessOf(
  { kubeconfig, context, env }: LookOptions,
  configuration: Configuration | undefined,
  hasTargets: boolean,
): Promise<Access> {
  const path = kubeconfig ?? configuration?.kubeconfig
  try {
    const choice = { path, context, environment: env }
    const found = await loadKubeconfig(choice)
    return { found, context: found.context }
  } catch (error) {
    if (!(error instanceof BrambleError) || error.code !== 'kubeconfig-missing') throw error
    if (kubeconfig !== undefined) throw error
    if (!hasTargets) throw clusterless(error)
    return { problem: error }
  }
}

/** Whoever has named nothing yet may have nothing yet. */
function clusterless({ code, message, next = '' }: BrambleError): BrambleError {
  const begin =
    '`bramble init` finds the nodes of a cluster, `bramble practice` gives one to try things on.'
  return usageError(code, message, { next: `${next} ${begin}`.trim() })
}

function targetsOf(configuration: Configuration): SshTarget[] {
  return Object.entries(configuration.nodes).map(([node, { address, ssh }]) => ({
    node,
    address,
    ...definedOnly({ ...configuration.ssh, ...ssh }),
  }))
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

/** Every server node answers for the API; the kubeconfig names only one of them. */
function furtherAddresses(configuration: Configuration | undefined, server: string): string[] {
  const port = new URL(server).port || '6443'
  return Object.values(configuration?.nodes ?? {})
    .filter(({ role }) => role === 'server')
    .map(({ address }) => `https://${address}:${port}`)
}
