import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { clusterError } from '#src/model/error.ts'
import { fingerprintOf } from '#src/transport/kubernetes/fingerprint.ts'
import type { LookOptions } from '../look-options.ts'
import type { Cluster } from '../open-cluster.ts'

/** Where every other command will look for the kubeconfig. */
export function kubeconfigPath(
  { kubeconfig, env }: Pick<LookOptions, 'kubeconfig' | 'env'>,
  { configuration }: Pick<Cluster, 'configuration'>,
): string {
  const listed = env['KUBECONFIG']?.split(delimiter).find((path) => path !== '')
  const own = join(env['HOME'] ?? homedir(), '.kube', 'config')
  return kubeconfig ?? configuration?.kubeconfig ?? listed ?? own
}

/**
 * Writes a new cluster's kubeconfig, for its owner alone. A file that is there may be the way into
 * another cluster: it stays.
 *
 * @throws cluster error `kubeconfig-exists` or `kubeconfig-unwritable`
 */
export async function keepKubeconfig(text: string, path: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, text, { mode: 0o600, flag: 'wx' })
    return path
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (code === 'EEXIST' && (await readFile(path, 'utf8').catch(() => '')) === text) return path
    if (code === 'EEXIST')
      throw clusterError('kubeconfig-exists', `${path} is there already, and leads elsewhere.`, {
        next: 'Name another file in bramble.yaml: kubeconfig: ./kubeconfig',
      })
    throw clusterError('kubeconfig-unwritable', `${path} cannot be written: ${code}.`, {
      next: 'Name another file in bramble.yaml: kubeconfig: ./kubeconfig',
      cause,
    })
  }
}

/**
 * Writes over a kubeconfig that trusts the authority which these nodes had before. Any other file
 * leads elsewhere, and stays: undefined.
 *
 * @param before SHA-256 of that authority as a kubeconfig words it, in base64
 */
export async function replaceKubeconfig(
  text: string,
  before: string | undefined,
  path: string,
): Promise<string | undefined> {
  const present = await readFile(path, 'utf8').catch(() => undefined)
  if (present === undefined) return keepKubeconfig(text, path)
  if (present === text) return path
  const trusted = authorityIn(present)
  if (trusted === undefined || sha256(trusted) !== before) return undefined
  const fresh = `${path}.bramble-new`
  await writeFile(fresh, text, { mode: 0o600, flush: true })
  await rename(fresh, path)
  return path
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Fingerprint of the authority that a kubeconfig of K3s names; undefined where it names none. */
export function authorityOf(kubeconfig: string): string | undefined {
  const encoded = authorityIn(kubeconfig) ?? ''
  try {
    return fingerprintOf(Buffer.from(encoded, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}

/** K3s's kubeconfig names one cluster, with its authority in base64. */
function authorityIn(kubeconfig: string): string | undefined {
  return /^\s*certificate-authority-data: *(\S+)\s*$/m.exec(kubeconfig)?.[1]
}
