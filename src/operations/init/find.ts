import { BrambleError, usageError } from '#src/model/error.ts'
import { listAt, textAt, textsAt } from '#src/transport/kubernetes/fields.ts'
import { type ClusterAccess, loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { type ConfiguredHost, configuredHost, hostNames } from '#src/transport/ssh/ssh-config.ts'
import type { InitOptions } from '../init.ts'
import { type Candidate, candidateIn, withHost } from './candidate.ts'

/** More than these are no small cluster; each is a connection. */
const mostNodes = 200

export interface Found {
  readonly candidates: readonly Candidate[]
  /** The kubeconfig's context; absent without a kubeconfig. */
  readonly context: string | undefined
  readonly notes: readonly string[]
}

/**
 * Where the nodes may be: the addresses that were given, and only those; else the nodes that the
 * API lists and bramble.yaml names; else what the reader chooses of ~/.ssh/config.
 *
 * @throws usage errors `init-address`, `init-no-nodes`, `init-too-many`, those of the kubeconfig
 */
export async function findCandidates(
  options: InitOptions,
  home: string,
  written: readonly Candidate[],
): Promise<Found> {
  const given = options.addresses.map(candidateIn)
  const [{ listed, context, notes }, hosts] = await Promise.all([
    nodesOfApi(options),
    configuredHosts(options, home),
  ])
  const known = [...listed, ...written.filter((one) => !listed.some((other) => isSame(one, other)))]
  const chosen =
    given.length > 0 ? given : known.length > 0 ? known : await chooseHosts(options, hosts)
  const settings = definedOnly(options.settings)
  const candidates = chosen.map((candidate) => {
    const own = written.find((one) => isSame(one, candidate))
    const host = withHost(candidate, hosts)
    return withNode({ ...own, ...host, ...sshOf(own), ...settings, ...portOf(candidate) }, listed)
  })
  if (candidates.length === 0)
    throw usageError(
      'init-no-nodes',
      `There are no nodes to start from. ${notes.join(' ')}`.trim(),
      {
        next: 'bramble init pi01=10.0.0.11 pi02=10.0.0.12',
      },
    )
  if (candidates.length > mostNodes)
    throw usageError('init-too-many', `${candidates.length} nodes; at most ${mostNodes} are met`, {
      next: 'Name some of them: bramble init pi01=10.0.0.11',
    })
  return { candidates, context, notes }
}

function isSame(one: Candidate, other: Candidate): boolean {
  return one.address === other.address || (one.name !== undefined && one.name === other.name)
}

/** How bramble.yaml says that a node is reached: its reader wrote that on purpose. */
function sshOf(candidate: Candidate | undefined): Partial<Candidate> {
  const { user, port, identityFile, jump } = candidate ?? {}
  return definedOnly({ user, port, identityFile, jump })
}

/** A port that stands behind an address counts more than `--port`. */
function portOf({ port }: Candidate): { port?: number } {
  return port === undefined ? {} : { port }
}

/** The API's name and role for an address count: every plan names nodes as the API does. */
function withNode(candidate: Candidate, listed: readonly Candidate[]): Candidate {
  const node = listed.find((one) => isSame(one, candidate))
  if (!node) return candidate
  const { name, role, roleFrom } = node
  return { ...candidate, ...definedOnly({ name, role, roleFrom }) }
}

interface Listed {
  readonly listed: readonly Candidate[]
  readonly context: string | undefined
  readonly notes: readonly string[]
}

/** No kubeconfig, and an API that is silent, are no errors here: nodes can be named. */
async function nodesOfApi(options: InitOptions): Promise<Listed> {
  const { kubeconfig, context, env } = options
  let access: ClusterAccess
  try {
    access = await loadKubeconfig({ path: kubeconfig, context, environment: env })
  } catch (error) {
    const isMissing = error instanceof BrambleError && error.code === 'kubeconfig-missing'
    if (!isMissing || kubeconfig !== undefined) throw error
    return { listed: [], context: undefined, notes: [error.message] }
  }
  const { openKubernetesDoor } = await import('#src/transport/kubernetes/open-door.ts')
  const door = openKubernetesDoor(access)
  try {
    const { timeoutMilliseconds, signal } = options
    const { items } = await door.list(resources.nodes, {
      project: nodeIn,
      mostObjects: mostNodes + 1,
      timeoutMilliseconds,
      signal,
    })
    return { listed: items, context: access.context, notes: [] }
  } catch (error) {
    if (
      !(error instanceof BrambleError) ||
      error.kind !== 'cluster' ||
      error.code === 'interrupted'
    )
      throw error
    const note = `The API did not say which nodes there are: ${error.message}`
    return { listed: [], context: access.context, notes: [note] }
  } finally {
    await door.close()
  }
}

const serverLabels = ['control-plane', 'master', 'etcd'].map(
  (role) => `node-role.kubernetes.io/${role}`,
)

function nodeIn(node: unknown): Candidate | undefined {
  const name = textAt(node, 'metadata.name')
  const addresses = listAt(node, 'status.addresses')
  const of = (type: string) => addresses.find((one) => textAt(one, 'type') === type)
  const address = textAt(of('InternalIP') ?? of('Hostname'), 'address') ?? name
  if (name === undefined || address === undefined) return undefined
  const labels = textsAt(node, 'metadata.labels')
  const isServer = serverLabels.some((label) => label in labels)
  return { name, address, role: isServer ? 'server' : 'agent', roleFrom: 'api' }
}

async function configuredHosts(
  { env }: InitOptions,
  home: string,
): Promise<readonly ConfiguredHost[]> {
  const names = await hostNames(home)
  const hosts = await Promise.all(names.map((name) => configuredHost(name, { ...env, HOME: home })))
  return hosts.filter((host) => host !== undefined)
}

/** A Host of the reader's may be anything: none is connected to unless somebody chose it. */
async function chooseHosts(
  { questions }: InitOptions,
  hosts: readonly ConfiguredHost[],
): Promise<Candidate[]> {
  if (hosts.length === 0) return []
  const chosen = await questions.chooseHosts(hosts.map(({ host, address }) => ({ host, address })))
  return chosen.map((host) => ({ address: host }))
}

export function definedOnly<T extends object>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
