import type * as z from 'zod'
import type { apiHealth } from '#src/model/facts/kubernetes.ts'

type Answer = z.infer<typeof apiHealth.schema>

/** Codes of Node, of undici and of Bramble's own client: nobody spoke in time, or not to the end. */
const silences: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'ECONNRESET',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'api-timeout',
  'api-cut-off',
])

/** No answer: neither a refusal nor a word of what is not well. */
export function isSilence({ errorCode }: Answer): boolean {
  return errorCode !== undefined && silences.has(errorCode)
}
