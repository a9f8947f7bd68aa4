import type { Outcome } from '#src/model/evidence.ts'
import type { Answers } from '../program/section.ts'

/** A fact that is not there, and why. */
export interface Absence {
  readonly outcome: Exclude<Outcome, 'answered'>
  readonly reason: string
}

/** Times by this machine's clock, in milliseconds since the epoch. */
export interface Moments {
  /** Not later than this the program began. */
  readonly begunAfter: number
  /** Its first words were here by then. */
  readonly heardBy: number
}

/** Reads one kind of fact out of what a node answered. Pure; what it reads may be any text. */
export interface FactReader {
  /** Kind of the fact, as the model names it. */
  readonly kind: string
  /** The command or file as a person would ask for it. */
  readonly source: string
  /** The section without which there is no such fact. */
  readonly section: string
  read(answers: Answers, moments: Moments): readonly object[] | Absence
}

export function absent(outcome: Absence['outcome'], reason: string): Absence {
  return { outcome, reason }
}

export function isAbsence(result: readonly object[] | Absence): result is Absence {
  return 'outcome' in result
}

/** A whole number, or undefined for what is none: an empty text is not zero. */
export function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** An object without the fields that are undefined. */
export function known<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as never
}
