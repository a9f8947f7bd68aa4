import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runForText } from '../child.ts'
import { sshArguments } from './arguments.ts'
import { failureOf, type SshFailure } from './failure.ts'
import { type HostKey, hostKeysIn } from './known-hosts.ts'
import { checkTarget, type SshTarget } from './target.ts'

export interface HostKeyOptions {
  readonly timeoutMilliseconds: number
  readonly signal?: AbortSignal
  readonly env?: NodeJS.ProcessEnv
}

export type HostKeyAnswer =
  | { readonly key: HostKey; readonly failure?: undefined }
  | { readonly key?: undefined; readonly failure: SshFailure }

/**
 * Settings that come before those of a session; ssh takes the first value that it is given. The
 * key is accepted into a file of its own that is thrown away: nothing is trusted by this. No login
 * is tried, so an agent is not asked and a node counts no failed key.
 */
const onlyTheKey = {
  StrictHostKeyChecking: 'accept-new',
  HashKnownHosts: 'no',
  CheckHostIP: 'no',
  PreferredAuthentications: 'none',
}

/**
 * The host key with which a node answers now. By ssh and not by ssh-keyscan, because the reader's
 * own configuration has to count: ports, jump hosts and names.
 */
export async function fetchHostKey(
  target: SshTarget,
  { timeoutMilliseconds, signal, env }: HostKeyOptions,
): Promise<HostKeyAnswer> {
  checkTarget(target)
  const folder = await mkdtemp(join(tmpdir(), 'bramble-key-'))
  const knownHostsFile = join(folder, 'known_hosts')
  const connectTimeoutSeconds = Math.max(1, Math.min(5, Math.floor(timeoutMilliseconds / 1000)))
  try {
    const end = await runForText({
      file: 'ssh',
      args: [
        ...Object.entries(onlyTheKey).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
        ...sshArguments(
          { ...target, knownHostsFile },
          { connectTimeoutSeconds, persistSeconds: 0 },
        ),
        'true',
      ],
      ...(env && { env }),
      input: '',
      timeoutMilliseconds,
      maxBytes: 4096,
      ...(signal && { signal }),
    })
    const [key] = hostKeysIn(await readFile(knownHostsFile, 'utf8').catch(() => ''))
    if (key) return { key }
    const ended = end.ended === 'timeout' || end.ended === 'aborted' ? end.ended : 'exit'
    const failure = failureOf({
      node: target.node,
      address: target.address,
      port: target.port ?? 22,
      ended,
      timeoutMilliseconds,
      exitCode: end.exitCode,
      errorText: end.startError?.message ?? end.errorText,
      loggedIn: false,
      outputBytes: 0,
    })
    return { failure: failure ?? { kind: 'local', reason: 'ssh ended without a host key' } }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
