import { dirname, isAbsolute, join, resolve } from 'node:path'
import { usageError } from '#src/model/error.ts'
import { readBounded } from './configuration/read-bounded.ts'

export type { Configuration } from '#src/model/config.ts'

import type { Configuration } from '#src/model/config.ts'

export interface ConfigurationChoice {
  /** `--config`; a file that is named must exist. */
  readonly path?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The reader's home folder, for `~`. */
  readonly home: string
}

const fileName = 'bramble.yaml'

/**
 * Reads `bramble.yaml`: the file of `--config` or `BRAMBLE_CONFIG`, else the one in the working
 * folder, else the one in the XDG configuration folder. Undefined where there is none: a
 * kubeconfig or SSH alone are enough to see a cluster.
 *
 * Paths in the result are absolute; `~` is the home folder, anything else relative to the file.
 *
 * @throws usage errors `configuration-missing`, `configuration-unreadable`,
 *   `configuration-malformed` (not YAML) and `configuration-invalid` (YAML, but not as expected),
 *   each with file, line and column
 */
export async function loadConfiguration(
  choice: ConfigurationChoice,
): Promise<Configuration | undefined> {
  const found = await findConfigurationFile(choice)
  if (!found) return undefined
  // YAML and schemas are loaded only where there is a file: `--help` never waits for them.
  const { parseConfiguration } = await import('./configuration/parse.ts')
  return parseConfiguration(found.bytes, {
    name: found.name,
    folder: dirname(found.path),
    home: choice.home,
  })
}

export interface ConfigurationText {
  readonly path: string
  /** As messages show it. */
  readonly name: string
  readonly bytes: Buffer
}

/**
 * The file that loadConfiguration reads, as it is.
 *
 * @throws usage errors `configuration-missing`, `configuration-unreadable`
 */
export async function findConfigurationFile(
  choice: ConfigurationChoice,
): Promise<ConfigurationText | undefined> {
  const { path, env, cwd } = choice
  const named = path ?? (env['BRAMBLE_CONFIG'] || undefined)
  if (named !== undefined)
    return namedFile(named, choice, path === undefined ? 'BRAMBLE_CONFIG' : '--config')
  const here = join(cwd, fileName)
  const bytes = await readBounded(here, fileName)
  if (bytes) return { path: here, name: fileName, bytes }
  const global = globalPath(choice)
  const globalBytes = await readBounded(global, global)
  return globalBytes && { path: global, name: global, bytes: globalBytes }
}

async function namedFile(
  name: string,
  { cwd, home }: ConfigurationChoice,
  by: string,
): Promise<ConfigurationText> {
  const path = resolve(cwd, name.startsWith('~/') ? join(home, name.slice(2)) : name)
  const bytes = await readBounded(path, name)
  if (bytes) return { path, name, bytes }
  throw usageError('configuration-missing', `There is no file ${name}, which ${by} names.`, {
    // What a variable names may have ended before the terminal that keeps it.
    next:
      by === 'BRAMBLE_CONFIG'
        ? 'Name an existing file; where it has gone for good, go on in a new terminal.'
        : 'Name an existing file, or copy examples/bramble.yaml and change it.',
  })
}

function globalPath({ env, home }: ConfigurationChoice): string {
  // https://specifications.freedesktop.org/basedir-spec/: a relative path is to be ignored.
  const xdg = env['XDG_CONFIG_HOME'] ?? ''
  return join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'bramble', fileName)
}
