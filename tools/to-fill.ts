/** What each place of a new pattern begins with until its author has written it. */
export const toFill = 'FILL IN:'

/** Each place that is not filled in, with what belongs there: `docs.impact: what no longer works`. */
export function unfilledIn(value: unknown, place = ''): string[] {
  if (typeof value === 'string')
    return value.startsWith(toFill) ? [`${place}: ${value.slice(toFill.length).trim()}`] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    unfilledIn(inner, place === '' ? name : `${place}.${name}`),
  )
}
