/** An answer other than the one that was asked for: a Status object and its HTTP status. */
export class Refusal extends Error {
  readonly code: number
  readonly reason: string
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly retryAfterSeconds: number | undefined
  readonly #continue: string | undefined

  constructor(
    code: number,
    reason: string,
    message: string,
    more: {
      details?: Readonly<Record<string, unknown>>
      retryAfterSeconds?: number
      continue?: string
    } = {},
  ) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = more.details
    this.retryAfterSeconds = more.retryAfterSeconds
    this.#continue = more.continue
  }

  get status(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.#continue === undefined ? {} : { continue: this.#continue },
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details && { details: this.details }),
      code: this.code,
    }
  }
}

/** The wording of each is the real API server's (1.36.3), seen on the lab. */

/** A kind as refusals name it. */
interface Named {
  readonly group: string
  readonly plural: string
}

/** Of what object a Status speaks. */
export function detailsOf({ group, plural }: Named, name: string) {
  return { name, ...(group !== '' && { group }), kind: plural }
}

/** `pods`, `leases.coordination.k8s.io` */
function resourceOf({ group, plural }: Named): string {
  return group === '' ? plural : `${plural}.${group}`
}

export function notFound(kind: Named, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${resourceOf(kind)} "${name}" not found`, {
    details: detailsOf(kind, name),
  })
}

export function alreadyExists(kind: Named, name: string): Refusal {
  return new Refusal(409, 'AlreadyExists', `${resourceOf(kind)} "${name}" already exists`, {
    details: detailsOf(kind, name),
  })
}

export function noSuchResource(): Refusal {
  return new Refusal(404, 'NotFound', 'the server could not find the requested resource', {
    details: {},
  })
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message)
}

export function conflict(kind: Named, name: string, why: string): Refusal {
  return new Refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": ${why}`,
    { details: detailsOf(kind, name) },
  )
}

/** @param next where to go on all the same */
export function expired(message: string, next?: string): Refusal {
  return new Refusal(410, 'Expired', message, next === undefined ? {} : { continue: next })
}

export function methodNotAllowed(): Refusal {
  return new Refusal(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    { details: {} },
  )
}
