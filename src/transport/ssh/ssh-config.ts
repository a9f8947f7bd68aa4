import { lookup } from 'node:dns/promises'
import { access, readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runForText } from '../child.ts'

/** What OpenSSH's own configuration says of one Host. */
export interface ConfiguredHost {
  readonly host: string
  /** Its HostName. */
  readonly address: string
  /** The addresses that the HostName stands for; the HostName itself where it is one. */
  readonly resolved: readonly string[]
  readonly user?: string
  readonly port?: number
  readonly identityFile?: string
  readonly jump?: string
}

/** Beyond it a configuration is that of a firm, and no list to choose from. */
const mostHosts = 64
const lookupMilliseconds = 2000

/** The Hosts of ~/.ssh/config that are names and no patterns, as the file orders them. */
export async function hostNames(home: string): Promise<string[]> {
  const text = await readFile(join(home, '.ssh', 'config'), 'utf8').catch(() => '')
  const names = text.split('\n').flatMap((line) => {
    const words = /^\s*Host(?:\s+|\s*=\s*)(.*)$/i.exec(line)?.[1]?.split(/\s+/) ?? []
    return words.map((word) => word.replaceAll('"', '')).filter((word) => /^[\w.-]+$/.test(word))
  })
  return [...new Set(names)].filter((name) => !name.startsWith('-')).slice(0, mostHosts)
}

/** What `ssh -G` says of a Host; undefined where ssh does not answer. Nothing is connected to. */
export async function configuredHost(
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<ConfiguredHost | undefined> {
  const home = env['HOME']
  const ownFile = home === undefined ? [] : await configurationArguments(home)
  const end = await runForText({
    file: 'ssh',
    args: ['-G', ...ownFile, '--', host],
    env,
    input: '',
    timeoutMilliseconds: 5000,
    maxBytes: 256 * 1024,
  })
  if (end.exitCode !== 0) return undefined
  const settings = settingsIn(end.output)
  const address = settings.get('hostname')?.[0] ?? host
  return { host, address, resolved: await addressesOf(address), ...loginIn(settings) }
}

function loginIn(settings: ReadonlyMap<string, readonly string[]>) {
  const first = (key: string) => settings.get(key)?.[0]
  const [user, port, jump] = [first('user'), Number(first('port')), first('proxyjump')]
  const [identityFile, ...more] = settings.get('identityfile') ?? []
  return {
    ...(user !== undefined && { user }),
    ...(port > 0 && port !== 22 && { port }),
    // Several are ssh's own defaults: it tries them by itself.
    ...(identityFile !== undefined && more.length === 0 && { identityFile }),
    ...(jump !== undefined && jump !== 'none' && { jump }),
  }
}

// ssh looks for its configuration in the home folder of the user's entry, whatever HOME says.
async function configurationArguments(home: string): Promise<string[]> {
  if (home === userInfo().homedir) return []
  const file = join(home, '.ssh', 'config')
  const exists = await access(file).then(
    () => true,
    () => false,
  )
  return exists ? ['-F', file] : []
}

function settingsIn(text: string): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [key = '', ...words] = line.split(' ')
    settings.set(key, [...(settings.get(key) ?? []), words.join(' ')])
  }
  return settings
}

/** A name server that is silent must not hold up the rest. */
async function addressesOf(name: string): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name]
  const found = lookup(name, { all: true }).then(
    (all) => all.map(({ address }) => address),
    () => [],
  )
  return Promise.race([found, pause(lookupMilliseconds, [], { ref: false })])
}
