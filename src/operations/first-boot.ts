import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { usageError } from '#src/model/error.ts'
import type { FirstBoot } from '#src/model/first-boot.ts'
import { wantedKernelWords, withKernelWords } from '#src/model/kernel-command-line.ts'
import { parseConfiguration } from './configuration/parse.ts'
import { type Configuration, findConfigurationFile } from './configuration.ts'
import { firstBootFiles } from './first-boot/files.ts'
import { type Asked, wishesFrom } from './first-boot/read-wishes.ts'
import type { FirstBootNode, FirstBootWishes } from './first-boot/wishes.ts'
import { cmdlineIn, type Written, writeKept } from './first-boot/write.ts'
import { candidateIn } from './init/candidate.ts'

export interface FirstBootOptions {
  /** A mounted boot partition, for one node; else a folder that gets a folder for each. */
  readonly folder: string
  /** `pi01=10.0.0.11`; none: the nodes of bramble.yaml. */
  readonly addresses: readonly string[]
  readonly asked: Asked
  readonly config?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/**
 * Writes what takes a blank card to "SSH answers" without a screen. Never writes over what it did
 * not write itself without keeping a copy.
 *
 * @throws usage errors `first-boot-…`, `init-address` and those of the configuration
 */
export async function firstBoot(options: FirstBootOptions): Promise<FirstBoot> {
  const { cwd } = options
  const home = options.env['HOME'] ?? homedir()
  const configuration = await configurationOf(options, home)
  const nodes = nodesOf(options.addresses, configuration)
  const wishes = await wishesFrom(options.asked, { configuration, home })
  const folder = resolve(cwd, options.folder)
  const cmdline = await cmdlineIn(folder)
  if (cmdline !== undefined && nodes.length !== 1)
    throw usageError(
      'first-boot-one-node',
      `${folder} is a boot partition: it takes the files of one node, not of ${nodes.length}.`,
      {
        next: `bramble init --first-boot ${options.folder} ${nodes[0]?.name}=${nodes[0]?.address}`,
      },
    )
  const written: FirstBoot['nodes'][number][] = []
  for (const node of nodes) {
    const place = cmdline === undefined ? join(folder, node.name) : folder
    const files = await writeFiles(firstBootFiles(node, wishes), place)
    if (cmdline) files.push(await writeCmdline(cmdline))
    written.push({ name: node.name, folder: place, files })
  }
  return {
    schema: 'bramble/first-boot/1',
    system: wishes.system,
    nodes: written,
    notes: notesFor(wishes, cmdline !== undefined),
    next: `start ${nodes.length === 1 ? 'the board' : 'the boards'}, then: bramble init ${nodes.map(({ name, address }) => `${name}=${address}`).join(' ')} --user ${wishes.user}`,
  }
}

async function configurationOf(
  { config, env, cwd }: FirstBootOptions,
  home: string,
): Promise<Configuration | undefined> {
  const found = await findConfigurationFile({ path: config, env, cwd, home })
  if (!found) return undefined
  return parseConfiguration(found.bytes, { name: found.name, folder: dirname(found.path), home })
}

function nodesOf(
  addresses: readonly string[],
  configuration: Configuration | undefined,
): FirstBootNode[] {
  const given = addresses.map((word) => {
    const { name, address } = candidateIn(word)
    if (name !== undefined) return { name, address }
    throw usageError(
      'first-boot-name',
      `"${word.slice(0, 80)}" has no name: expected NAME=ADDRESS`,
      {
        next: 'bramble init --first-boot cards pi01=10.0.0.11',
      },
    )
  })
  const nodes = given.length > 0 ? given : Object.entries(configuration?.nodes ?? {}).map(nodeIn)
  if (nodes.length === 0)
    throw usageError('first-boot-no-nodes', 'No node is named, and there is no bramble.yaml.', {
      next: 'bramble init --first-boot cards pi01=10.0.0.11 pi02=10.0.0.12',
    })
  refuseTwins(nodes, 'name')
  refuseTwins(nodes, 'address')
  return nodes
}

function nodeIn([name, { address }]: [string, { readonly address: string }]): FirstBootNode {
  return { name, address }
}

function refuseTwins(nodes: readonly FirstBootNode[], field: 'name' | 'address'): void {
  const values = nodes.map((node) => node[field])
  const twin = values.find((value, place) => values.indexOf(value) !== place)
  if (twin !== undefined)
    throw usageError('first-boot-twins', `Two nodes have the ${field} ${twin}.`, {
      next: 'Give each a name and an address of its own.',
    })
}

async function writeFiles(
  files: Readonly<Record<string, string>>,
  folder: string,
): Promise<Written[]> {
  const written: Written[] = []
  for (const [name, text] of Object.entries(files))
    written.push(await writeKept(join(folder, name), name, text))
  return written
}

function writeCmdline({ path, name, text }: NonNullable<Awaited<ReturnType<typeof cmdlineIn>>>) {
  return writeKept(path, name, withKernelWords(text, wantedKernelWords))
}

function notesFor({ system, sudo }: FirstBootWishes, isPartition: boolean): string[] {
  if (system !== 'raspios-bookworm') return []
  return [
    'custom.toml sets no journal: bramble up makes it persistent.',
    ...(sudo === 'reading'
      ? ['custom.toml sets no sudo: the first user of Bookworm has it without a password.']
      : []),
    ...(isPartition
      ? []
      : [`custom.toml sets no ${wantedKernelWords.join(' and ')}: bramble up adds them.`]),
  ]
}
