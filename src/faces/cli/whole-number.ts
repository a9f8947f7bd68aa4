import { usageError } from '#src/model/error.ts'

/**
 * The number that an option was given.
 *
 * @throws usage error `whole-number`
 */
export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = /^-?\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw usageError(
    'whole-number',
    `${flag} is "${text.slice(0, 40)}"; expected a whole number from ${least} to ${most}`,
  )
}
