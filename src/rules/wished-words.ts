import type { Wish } from './reading.ts'

/**
 * What a step wishes a check to look for. A check that was not told would look for nothing, and pass.
 *
 * @throws where the wish does not hold it: our own defect
 */
export function wishedWords(wish: Wish | undefined, name: string): readonly string[] {
  const words = wish?.[name]
  if (Array.isArray(words)) return words
  throw new TypeError(`A check needs to know which ${name} are wished for.`)
}

/** The same for a number. @throws where the wish does not hold it: our own defect */
export function wishedNumber(wish: Wish | undefined, name: string): number {
  const number = wish?.[name]
  if (typeof number === 'number') return number
  throw new TypeError(`A check needs to know how many ${name} are wished for.`)
}
