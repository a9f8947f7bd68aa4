import { createHash } from 'node:crypto'

/**
 * JSON with the keys of every object in code unit order and without spaces, so that equal values
 * give equal bytes (RFC 8785 for the values that we use: no number here needs its own form).
 * Undefined fields are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? sorted(part) : part))
}

/** SHA-256 of a value's canonical JSON: 64 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  // A null prototype, so that a key named __proto__ stays a key.
  const result = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value).sort()) result[key] = value[key]
  return result
}
