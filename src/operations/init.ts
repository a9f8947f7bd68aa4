import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { BrambleError, clusterError } from '#src/model/error.ts'
import type { Init, InitNode } from '#src/model/init.ts'
import { fingerprintOf } from '#src/transport/ssh/known-hosts.ts'
import { parseConfiguration } from './configuration/parse.ts'
import { type Configuration, findConfigurationFile } from './configuration.ts'
import type { Candidate } from './init/candidate.ts'
import { differencesFrom } from './init/compare.ts'
import { composeConfiguration } from './init/compose.ts'
import { describeNodes, sudoersFor } from './init/describe.ts'
import { definedOnly, findCandidates } from './init/find.ts'
import { type SeenKey, seeHostKeys } from './init/host-keys.ts'
import { meetNodes } from './init/meet.ts'
import { checkWritable, pinHostKeys, writeNew } from './init/write.ts'
import type { LookOptions } from './look-options.ts'

/** A host key that nobody here has seen before. */
export interface NewKey {
  readonly node: string
  readonly address: string
  readonly type: string
  readonly fingerprint: string
}

/** All that a person is asked. */
interface InitQuestions {
  /** Which Hosts of ~/.ssh/config are nodes; asked only where nothing else names any. */
  chooseHosts(
    hosts: readonly { readonly host: string; readonly address: string }[],
  ): Promise<readonly string[]>
  acceptKeys(keys: readonly NewKey[]): Promise<boolean>
}

export interface InitOptions extends Omit<LookOptions, 'onProgress' | 'onNote'> {
  /** `pi01=10.0.0.11`, an address, or a Host of ~/.ssh/config. */
  readonly addresses: readonly string[]
  /** What counts for all of them. */
  readonly settings: {
    readonly user: string | undefined
    readonly port: number | undefined
    readonly identityFile: string | undefined
  }
  readonly questions: InitQuestions
}

/** Where bramble.yaml is or will be, and what it says. */
interface Place {
  readonly path: string
  readonly name: string
  readonly text?: string
  readonly configuration?: Configuration
  readonly pins: string | undefined
}

/**
 * Finds the nodes, shows and pins their host keys, sees how root is reached there, and writes
 * bramble.yaml. One that is there is compared with what was found, and never written over.
 *
 * @throws usage errors `init-…` and those of the configuration and kubeconfig; `host-key-changed`,
 *   `init-nobody-answered`, `interrupted`
 */
export async function init(options: InitOptions): Promise<Init> {
  const home = homeOf(options)
  const place = await placeOf(options, home)
  await checkWritable(place.pins ?? place.path)
  const found = await findCandidates(options, home, candidatesOf(place.configuration))
  const own = join(home, '.ssh', 'known_hosts')
  const seen = await seeHostKeys(found.candidates, { pins: place.pins, own }, options)
  refuseSilence(seen, place)
  const isAccepted = await accepted(seen, options)
  const met = isAccepted ? await meetNodes(seen, options) : seen.map(() => ({}))
  const nodes = describeNodes(seen, met)
  const base = {
    schema: 'bramble/init/1' as const,
    cluster: place.configuration?.cluster ?? clusterName(found.context),
    file: place.path,
    ...definedOnly({ knownHostsFile: place.pins }),
    nodes,
    notes: [...found.notes, ...pinNotes(place)],
    sudoers: sudoersFor(nodes, met),
  }
  if (!isAccepted)
    return { ...base, outcome: 'declined', pinned: [], differences: [], next: 'bramble init' }
  const { configuration, text } = place
  if (!configuration || text === undefined) {
    const composition = composed(base, found.candidates, { options, place, home })
    const pinned = await pin(seen, nodes, place)
    await writeNew(place.path, composition)
    return { ...base, outcome: 'written', pinned, differences: [], next: 'bramble check' }
  }
  const pinned = await pin(seen, nodes, place)
  const differences = differencesFrom(configuration, nodes, { name: place.name, text })
  return differences.length > 0
    ? { ...base, outcome: 'differs', pinned, differences, next: `edit ${place.name}` }
    : { ...base, outcome: 'same', pinned, differences, next: 'bramble check' }
}

function homeOf({ env }: InitOptions): string {
  return env['HOME'] ?? homedir()
}

/** Pins what is not pinned yet, and says of which nodes. */
async function pin(
  seen: readonly SeenKey[],
  nodes: readonly InitNode[],
  { pins }: Place,
): Promise<string[]> {
  if (pins === undefined) return []
  const places = [...seen.keys()].filter((place) => {
    const state = seen[place]?.state
    return state === 'known' || state === 'new'
  })
  await pinHostKeys(
    pins,
    places.flatMap((place) => seen[place]?.key ?? []),
  )
  return places.flatMap((place) => nodes[place]?.name ?? [])
}

async function placeOf(options: InitOptions, home: string): Promise<Place> {
  const { config, env, cwd } = options
  const named = config ?? (env['BRAMBLE_CONFIG'] || undefined)
  const found = await findConfigurationFile({ path: config, env, cwd, home }).catch((error) => {
    if (error instanceof BrambleError && error.code === 'configuration-missing') return undefined
    throw error
  })
  if (!found) {
    const path = resolve(
      cwd,
      named?.startsWith('~/') ? join(home, named.slice(2)) : (named ?? fileName),
    )
    return { path, name: named ?? fileName, pins: join(dirname(path), 'known_hosts') }
  }
  const { path, name, bytes } = found
  const configuration = parseConfiguration(bytes, { name, folder: dirname(path), home })
  const pins = configuration.ssh.knownHostsFile
  return { path, name, text: bytes.toString('utf8'), configuration, pins }
}

const fileName = 'bramble.yaml'

function candidatesOf(configuration: Configuration | undefined): Candidate[] {
  const { nodes = {}, ssh } = configuration ?? {}
  return Object.entries(nodes).map(([name, node]) => {
    const { user, port, identityFile, jump } = { ...ssh, ...node.ssh }
    const fields = definedOnly({ user, port, identityFile, jump })
    return { name, address: node.address, role: node.role, roleFrom: 'file', ...fields }
  })
}

/** A silent node may come later; where all are, something else is wrong. */
function refuseSilence(seen: readonly SeenKey[], { configuration }: Place): void {
  if (configuration || seen.some(({ key }) => key)) return
  const reasons = seen
    .slice(0, 4)
    .map(({ candidate, failure }) => `${candidate.name ?? candidate.address}: ${failure?.reason}`)
  throw clusterError(
    'init-nobody-answered',
    `No node answered, so nothing was written. ${reasons.join('; ')}.`,
    { next: seen[0]?.failure?.next ?? 'See whether ssh ADDRESS works by hand.' },
  )
}

async function accepted(seen: readonly SeenKey[], { questions }: InitOptions): Promise<boolean> {
  const fresh = seen.flatMap(({ candidate, key, state }) =>
    key && state === 'new'
      ? [
          {
            node: candidate.name ?? candidate.address,
            address: candidate.address,
            type: key.type,
            fingerprint: fingerprintOf(key),
          },
        ]
      : [],
  )
  return fresh.length === 0 || questions.acceptKeys(fresh)
}

function clusterName(context: string | undefined): string {
  const isName = context !== undefined && /^[A-Za-z0-9][\w.-]{0,62}$/.test(context)
  return isName && context !== 'default' ? context : 'home'
}

function pinNotes({ configuration, pins, name }: Place): string[] {
  if (!configuration || pins !== undefined) return []
  return [`${name} names no knownHostsFile: ~/.ssh/known_hosts counts, and nothing was pinned.`]
}

interface Composing {
  readonly options: InitOptions
  readonly place: Place
  readonly home: string
}

/** The text of the new file, read back as every other command will read it. */
function composed(
  { cluster, nodes }: Pick<Init, 'cluster' | 'nodes'>,
  candidates: readonly Candidate[],
  { options, place, home }: Composing,
): string {
  const { kubeconfig, cwd } = options
  const text = composeConfiguration({
    cluster,
    ...(kubeconfig !== undefined && { kubeconfig: resolve(cwd, kubeconfig) }),
    nodes: nodes.map(({ name, address, role, roleFrom, hostKey }, index) => ({
      ...candidates[index],
      ...{ name, address, role, roleFrom, hostKey },
    })),
  })
  parseConfiguration(Buffer.from(text), { name: place.name, folder: dirname(place.path), home })
  return text
}
