const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a duration as people write it: `500ms`, `5s`, `2m`, `1.5h`, `7d`.
 *
 * @returns milliseconds, or undefined for anything else; a bare number has no unit and is nothing
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) return undefined
  return Number(amount) * unitMilliseconds[unit as keyof typeof unitMilliseconds]
}
