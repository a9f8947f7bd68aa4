import type * as z from 'zod'

/**
 * One kind of fact: a name that evidence carries and the schema of its records. Collectors
 * write facts, rules read them; neither knows the other.
 */
export interface Fact<T> {
  readonly reading: 'fact'
  readonly kind: string
  readonly schema: z.ZodType<T>
}

/** What every record that a rule reads carries besides its own fields. */
export interface Origin {
  /** Id of the evidence that the record came from. */
  readonly evidence: string
  /** Node that the record speaks of; absent for the cluster as a whole or for an unnamed paste. */
  readonly node?: string
}

export function defineFact<T>(kind: string, schema: z.ZodType<T>): Fact<T> {
  return { reading: 'fact', kind, schema }
}
