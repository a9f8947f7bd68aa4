import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Journal } from '#src/journal/journal.ts'
import type { Clock } from '#src/model/clock.ts'
import type { Entry } from '#src/model/entry.ts'
import { usageError } from '#src/model/error.ts'

type Site = { readonly journal: Journal; readonly clock: Clock }

/** What a code says yes to: a stored plan, or the way back of one run of it. */
export interface CodeSubject {
  /** Of the plan, or the start of it. */
  readonly digest: string
  readonly undo?: number | undefined
}

interface IssuedCode {
  /** `7KQF-2MXP`; shown once, and kept nowhere. */
  readonly code: string
  /** ISO 8601 UTC. */
  readonly until: string
}

/** Crockford's base 32: no letter that is read as a digit. https://www.crockford.com/base32.html */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 8
const holdsMilliseconds = 15 * 60_000
/** Of 32^8 codes; whoever guesses gets this far. */
const mostWrong = 5

/** Makes a code for one stored plan, or for one way back, and writes its hash into the journal. */
export function issueCode({ digest, undo }: CodeSubject, { journal, clock }: Site): IssuedCode {
  const { plan, digest: whole } = journal.plan(digest)
  const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  const salt = randomBytes(16).toString('hex')
  const until = new Date(clock.now() + holdsMilliseconds).toISOString()
  const hash = hashOf(code, salt, whole)
  const about = { digest: whole, goal: plan.goal, ...ofUndo(undo) }
  journal.append({ kind: 'code-issued', ...about, salt, hash, until })
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, until }
}

/**
 * Approves a plan, or a way back, by a code that was issued for it. The same code again is refused
 * where a run begins, under the lock: two that come at once cannot both find it unused.
 *
 * @returns id of the approval
 * @throws usage error `code-wrong`, `code-old` or `code-used`
 */
export function approveByCode(
  code: string,
  { digest, undo }: CodeSubject,
  { journal, clock }: Site,
): number {
  const { plan, digest: whole } = journal.plan(digest)
  const entries = journal.entries({ about: whole })
  const issued = entries.filter(isIssued).findLast(({ happening }) => happening.undo === undo)
  const what = undo === undefined ? 'this plan' : `the way back of run ${undo}`
  const words = undo === undefined ? whole.slice(0, 12) : `--undo ${undo}`
  const next = `At a terminal: \`bramble approve ${words}\`.`
  if (!issued) throw usageError('code-wrong', `No code was given out for ${what}.`, { next })
  const { salt, hash, until } = issued.happening
  if (clock.now() >= Date.parse(until))
    throw usageError('code-old', `The code for ${what} was good until ${until}.`, { next })
  const isOfThis = ({ happening }: Entry) =>
    'code' in happening && happening.code === issued.id ? happening.kind : undefined
  const kinds = entries.map(isOfThis)
  if (kinds.includes('plan-approved') || kinds.includes('undo-approved'))
    throw usageError('code-used', 'This code was used already.', { next })
  if (kinds.filter((kind) => kind === 'code-refused').length >= mostWrong)
    throw usageError('code-old', 'Too many wrong codes were tried: this one is void.', { next })
  const given = code.toUpperCase().replaceAll(/[\s-]/g, '')
  const about = { digest: whole, goal: plan.goal, code: issued.id }
  if (!isSame(hashOf(given, salt, whole), hash)) {
    journal.append({ kind: 'code-refused', ...about, ...ofUndo(undo) })
    throw usageError('code-wrong', `This is not the code that was given out for ${what}.`, { next })
  }
  const approvedBy = `code of ${issued.who}`
  const approved =
    undo === undefined
      ? journal.append({ kind: 'plan-approved', ...about, approvedBy })
      : journal.append({ kind: 'undo-approved', ...about, undo, approvedBy })
  return approved.id
}

function ofUndo(undo: number | undefined): { undo?: number } {
  return undo === undefined ? {} : { undo }
}

type Issued = Entry & { happening: Extract<Entry['happening'], { kind: 'code-issued' }> }

function isIssued(entry: Entry): entry is Issued {
  return entry.happening.kind === 'code-issued'
}

function hashOf(code: string, salt: string, digest: string): string {
  return createHash('sha256').update(`${salt} ${digest} ${code}`).digest('hex')
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
