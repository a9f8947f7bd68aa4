import { homedir } from 'node:os'
import { collectOutlet } from '#src/collect/power/collect-outlet.ts'
import { systemClock } from '#src/model/clock.ts'
import { secretsOf } from '#src/model/config/secret.ts'
import type { Configuration } from '#src/model/config.ts'
import { powerOutlets } from '#src/model/facts/power.ts'
import type { Status } from '#src/model/status.ts'
import { loadConfiguration } from './configuration.ts'
import type { LookOptions } from './look-options.ts'
import { openNodePower, outletOf } from './run/power.ts'
import { status } from './status.ts'

/** Power is looked at beside the nodes, and must not make their screen wait. */
const longestMilliseconds = 2000

/** One look at everything, and at what the nodes' power hangs on: a dark board is told from a hung one. */
export async function nodes(options: LookOptions): Promise<Status> {
  const [seen, outlets] = await Promise.all([status(options), outletsNow(options)])
  return {
    ...seen,
    nodes: seen.nodes.map((node) => {
      const outlet = outlets.get(node.name)
      return outlet === undefined ? node : { ...node, outlet }
    }),
  }
}

async function outletsNow(options: LookOptions): Promise<ReadonlyMap<string, string>> {
  const { config: path, env, cwd, signal } = options
  const home = env['HOME'] ?? homedir()
  const configuration = await loadConfiguration({ path, env, cwd, home })
  const names = Object.keys(configuration?.nodes ?? {}).filter((node) => asks(node, configuration))
  const timeoutMilliseconds = Math.min(longestMilliseconds, options.timeoutMilliseconds)
  const told = await Promise.all(
    names.map(async (node) => {
      const open = () => openNodePower(node, { configuration, env, signal }, () => {})
      const limits = { clock: systemClock, timeoutMilliseconds, signal }
      const { records, reason } = await collectOutlet({ node, forbidden: undefined, open }, limits)
      const [found] = records ?? []
      const words = found === undefined ? `? ${reason}` : powerOutlets.schema.parse(found).words
      return [node, words] as const
    }),
  )
  return new Map(told)
}

/** A look runs no program of the reader's, which might ask for a passphrase, and asks no person. */
function asks(node: string, configuration: Configuration | undefined): boolean {
  const one = outletOf(node, { configuration })?.switch
  if (!one || one.command || one.person) return false
  return secretsOf(one).every((secret) => !('command' in secret))
}
