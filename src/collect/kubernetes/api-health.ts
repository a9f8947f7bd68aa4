import type * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import type { apiHealth } from '#src/model/facts/kubernetes.ts'
import { readClusterUid } from '#src/transport/kubernetes/cluster-uid.ts'
import type { CallOptions, KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { nodeCodeOf } from '#src/transport/kubernetes/failure.ts'
import { defined, textAt } from '#src/transport/kubernetes/fields.ts'

type ApiHealth = z.infer<typeof apiHealth.schema>

/**
 * Asks one address for `/readyz?verbose`. A silent or broken server is an answer too, so this
 * never rejects. https://kubernetes.io/docs/reference/using-api/health-checks/
 */
export async function readHealth(
  door: KubernetesDoor,
  address: string,
  options: CallOptions,
): Promise<ApiHealth> {
  const startedAt = performance.now()
  try {
    const answer = await door.text('/readyz?verbose', { ...options, address })
    const failedChecks = failedChecksOf(answer.text)
    return defined({
      address,
      ready: answer.status === 200,
      milliseconds: Math.round(answer.milliseconds),
      failedChecks,
      ...unexpected(answer.status, failedChecks),
      certificateNotAfter: door.certificateOf(address)?.notAfter,
    })
  } catch (error) {
    const ours = error instanceof BrambleError ? error : undefined
    return defined({
      address,
      ready: false,
      milliseconds: Math.round(performance.now() - startedAt),
      failedChecks: [],
      errorCode: nodeCodeOf(error) ?? ours?.code ?? 'UNKNOWN',
      errorMessage: ours?.message ?? String(error),
      certificateNotAfter: door.certificateOf(address)?.notAfter,
    })
  }
}

/** Names of the parts that are not well: `[-]etcd failed: reason withheld`. */
function failedChecksOf(text: string): string[] {
  return [...text.matchAll(/^\[-\]([^\s]+) /gm)].flatMap(([, name]) => name ?? [])
}

/** An answer that says neither ready nor what is not, such as 401 or a gateway's 502. */
function unexpected(status: number, failedChecks: readonly string[]) {
  if (status === 200 || failedChecks.length > 0) return {}
  return {
    errorCode: `HTTP_${status}`,
    errorMessage: `answered /readyz with HTTP status ${status}`,
  }
}

/** Which cluster answers; undefined where nobody says: what was seen is told all the same. */
export async function readUid(
  door: KubernetesDoor,
  options: CallOptions,
): Promise<string | undefined> {
  try {
    return await readClusterUid(door, options)
  } catch (error) {
    if (!(error instanceof BrambleError)) throw error
    return undefined
  }
}

/** The version of the server in use, `v1.36.3+k3s1`; undefined where it does not say. */
export async function readVersion(
  door: KubernetesDoor,
  options: CallOptions,
): Promise<{ address: string; version: string } | undefined> {
  try {
    const answer = await door.text('/version', options)
    const version = textAt(JSON.parse(answer.text), 'gitVersion')
    return version === undefined ? undefined : { address: answer.address, version }
  } catch {
    // That the server is silent is said by its health; a version is only nice to have.
    return undefined
  }
}
