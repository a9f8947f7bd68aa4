import { redactText } from './redact.ts'

/** Removes secrets from a record: from its texts, and whatever stands under a secret's name. */
export function redactValue(value: unknown): { value: unknown; redacted: number } {
  let redacted = 0
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const result = redactText(part)
      redacted += result.redacted
      return result.text
    }
    if (Array.isArray(part)) return part.map(walk)
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
  }
  return { value: walk(value), redacted }
}
