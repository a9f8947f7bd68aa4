import { isInnocent, looksRandom, secretName, weak } from './names.ts'
import { marker } from './range.ts'
import { redactText } from './redact.ts'

/** Records are flat; a deeper value is no record of ours and is left out. */
const deepest = 64

/**
 * Removes secrets from a record: from its texts and keys, and whatever text stands under the name
 * of a secret, behind a flag in a list of arguments, or in the data of a Secret.
 *
 * @returns a copy; the value itself stays as it is
 */
export function redactValue(value: unknown): { value: unknown; redacted: number } {
  const walk = new Walk()
  return { value: walk.value(value, 0), redacted: walk.redacted }
}

class Walk {
  redacted = 0

  value(value: unknown, depth: number, name?: string): unknown {
    if (typeof value === 'string') return this.#text(value, name)
    if (value === null || typeof value !== 'object') return value
    if (depth >= deepest) return '[too deep]'
    if (Array.isArray(value)) return this.#list(value, depth, name)
    return this.#record(value, depth, name)
  }

  #text(text: string, name: string | undefined): string {
    if (name !== undefined && !isInnocent(text) && (name !== weak || looksRandom(text))) {
      this.redacted += 1
      return marker(name)
    }
    const result = redactText(text)
    this.redacted += result.redacted
    return result.text
  }

  /** `['--token', 'x']`: what follows a flag is its value. */
  #list(list: readonly unknown[], depth: number, name: string | undefined): unknown[] {
    return list.map((item, place) => {
      const before: unknown = list[place - 1]
      const isFlag = typeof before === 'string' && /^--?[\w.-]+$/.test(before)
      return this.value(item, depth + 1, isFlag ? secretName(before) : name)
    })
  }

  #record(record: object, depth: number, name: string | undefined): object {
    const entries = Object.entries(record)
    const isSecret = 'kind' in record && record.kind === 'Secret'
    const pairName =
      'name' in record && typeof record.name === 'string' ? secretName(record.name) : undefined
    return Object.fromEntries(
      entries.map(([key, inner]) => {
        const isData = (isSecret && key === 'data') || key === 'stringData'
        const named = key === 'value' ? (pairName ?? name) : name
        const own = isData ? 'Secret data' : (named ?? nameOf(key, inner))
        return [this.#text(key, undefined), this.value(inner, depth + 1, own)]
      }),
    )
  }
}

/** A map under a secret's name, such as `secret: { secretName: x }`, is judged by its own names. */
function nameOf(key: string, inner: unknown): string | undefined {
  return inner !== null && typeof inner === 'object' && !Array.isArray(inner)
    ? undefined
    : secretName(key)
}
