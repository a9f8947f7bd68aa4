import { type BrambleError, clusterError } from '#src/model/error.ts'
import { listAt, numberAt, textAt } from './fields.ts'

/**
 * What an API server says where it does not do what was asked: its Status object.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export interface Refusal {
  readonly status: number
  /** `Forbidden`, `AlreadyExists`, `Expired`…; absent where the answer is no Status. */
  readonly reason?: string
  readonly message: string
  readonly causes: readonly { readonly reason: string; readonly message: string }[]
  readonly retryAfterSeconds?: number
}

const longestMessage = 500

export function readRefusal(status: number, text: string, headerSeconds?: number): Refusal {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    answer = undefined
  }
  const reason = textAt(answer, 'reason')
  const retryAfterSeconds = headerSeconds ?? numberAt(answer, 'details.retryAfterSeconds')
  return {
    status,
    ...(reason !== undefined && { reason }),
    message: shorten(textAt(answer, 'message') ?? text),
    causes: listAt(answer, 'details.causes').map((cause) => ({
      reason: textAt(cause, 'reason') ?? '',
      message: shorten(textAt(cause, 'message') ?? ''),
    })),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

function shorten(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim()
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line
}

/** What was asked, for messages: verb and object. */
export interface Asked {
  readonly verb: 'get' | 'list' | 'watch' | 'patch' | 'evict' | 'create' | 'delete' | 'read'
  /** `nodes`, `node pi03`, `/readyz`. */
  readonly what: string
  /** For `kubectl auth can-i`: `nodes`, `pods/eviction`. */
  readonly resource?: string
}

interface Words {
  readonly code: string
  readonly says: (asked: string, address: string) => string
  readonly next?: string
}

const busy: Words = {
  code: 'api-overloaded',
  says: (asked, address) => `${address} is too busy to ${asked}`,
  next: 'Try again in a minute; `bramble diagnose` shows why it is busy.',
}

const byStatus: ReadonlyMap<number, Words> = new Map([
  [
    401,
    {
      code: 'api-unauthorized',
      says: (_, address) => `${address} does not know who asks`,
      next: 'The credentials of the kubeconfig are wrong or have expired: copy it from the server again, or sign in again.',
    },
  ],
  [403, { code: 'api-forbidden', says: (asked) => `This user may not ${asked}` }],
  [404, { code: 'api-not-found', says: (asked) => `The API found nothing to ${asked}` }],
  [
    409,
    {
      code: 'api-conflict',
      says: (asked) => `The API refused to ${asked} because of a conflict`,
      next: 'Somebody else changed it: look at it again, then decide again.',
    },
  ],
  [
    410,
    {
      code: 'api-expired',
      says: (asked) => `The API no longer has the version from which to ${asked}`,
      next: 'List again.',
    },
  ],
  [429, busy],
  [503, busy],
])

/** The typed error of a refusal. */
export function refusalError(refusal: Refusal, asked: Asked, address: string): BrambleError {
  const { status, reason, message } = refusal
  const words = byStatus.get(status) ?? {
    code: status >= 500 ? 'api-failed' : 'api-refused',
    says: (what: string) =>
      `${address} answered ${status}${reason ? ` ${reason}` : ''} when asked to ${what}`,
  }
  const said = message === '' ? '' : `: ${message.replace(/\.$/, '')}`
  const next = status === 403 ? `See your rights: ${canI(asked)}` : words.next
  return clusterError(words.code, `${words.says(`${asked.verb} ${asked.what}`, address)}${said}.`, {
    next,
  })
}

function canI({ verb, what, resource }: Asked): string {
  const asked = verb === 'evict' ? 'create' : verb === 'read' ? 'get' : verb
  return `kubectl auth can-i ${asked} ${resource ?? what}`
}
