import type * as z from 'zod'
import type { Path } from './place.ts'
import { shapeAt } from './shape.ts'

interface Wanted {
  readonly key: string
  readonly example: unknown
  readonly parent: Path
  readonly root: z.core.$ZodType
  /** What the file holds beside the field. */
  readonly siblings: unknown
}

/**
 * One line of YAML that would be right: with the plain fields that stand beside it, so that it can
 * take the wrong line's place.
 */
export function withSiblings({ key, example, parent, root, siblings }: Wanted): string {
  const own = `${key}: ${inYaml(example)}`
  const name = parent.at(-1)
  if (name === undefined || parent.length < 2) return own
  const others = siblings !== null && typeof siblings === 'object' ? siblings : {}
  const kept = Object.entries(others)
    .filter(([other, value]) => other !== key && isPlain(value, [...parent, other], root))
    .map(([other, value]) => `${other}: ${inYaml(value)}`)
  return `${name}: { ${[...kept, own].join(', ')} }`
}

/** Fields that the schema does not know may hold anything, a password too. */
function isPlain(value: unknown, path: Path, root: z.core.$ZodType): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const shape = shapeAt(root, path)
  return (
    shape !== undefined &&
    !shape.isSecret &&
    /^[\w.:/~-]{1,60}$/.test(String(value)) &&
    'safeParse' in shape.schema &&
    (shape.schema as z.ZodType).safeParse(value).success
  )
}

/** A value in YAML's flow style. */
export function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([key, inner]) => `${key}: ${inYaml(inner)}`)
    return `{ ${fields.join(', ')} }`
  }
  if (typeof value !== 'string') return String(value)
  const isSafe = /^[A-Za-z~/][\w./~@+-]*(?::[\w./-]+)*$|^\d+\.\d+\.[\d.]+$/.test(value)
  return isSafe && !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value)
}
