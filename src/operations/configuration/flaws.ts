import type * as z from 'zod'
import { redactText } from '#src/collect/redact/redact.ts'
import { cleanLine } from '#src/model/text.ts'
import { inYaml, withSiblings } from './example.ts'
import { nearest } from './nearest.ts'
import type { Path } from './place.ts'
import { type Shape, shapeAt } from './shape.ts'

/** One thing in the file that is not as it should be. */
export interface Flaw {
  readonly path: Path
  /** True where the key is at fault, not its value. */
  readonly atKey: boolean
  /** What is there and what was expected. */
  readonly message: string
  /** A line that would be right. */
  readonly example?: string | undefined
}

type Issue = z.core.$ZodIssue

/** Says of each issue what is there, what is expected, and how it would be right. */
export function flawsOf(
  issues: readonly Issue[],
  value: unknown,
  root: z.core.$ZodType,
): readonly Flaw[] {
  const flaws = issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol')
    return secretFlaw(path, value, root) ?? flawOf(issue, path, { value, root })
  })
  // Two issues of one secret are one flaw.
  return flaws.filter(
    (flaw, place) =>
      flaws.findIndex(
        (other) => other.message === flaw.message && other.path.join() === flaw.path.join(),
      ) === place,
  )
}

interface Context {
  readonly value: unknown
  readonly root: z.core.$ZodType
}

function flawOf(issue: Issue, path: Path, context: Context): Flaw | Flaw[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(path, key, context))
  if (issue.code === 'invalid_key') return wrongKey(path, context)
  const shape = shapeAt(context.root, path)
  const expected = expectedBy(issue, shape)
  const present = at(context.value, path)
  const is = present === undefined ? 'is missing' : `is ${shown(path, present)}`
  return {
    path,
    atKey: false,
    message: `${nameOf(path)} ${is}; expected ${expected}`,
    example: exampleFor(path, shape, context),
  }
}

/** Whatever is wrong about a secret is said without its value. */
function secretFlaw(path: Path, value: unknown, root: z.core.$ZodType): Flaw | undefined {
  const depth = path.findIndex((_, index) => shapeAt(root, path.slice(0, index + 1))?.isSecret)
  if (depth < 0) return undefined
  const secret = path.slice(0, depth + 1)
  const present = at(value, secret)
  const isMissing = present === undefined
  const is = isMissing
    ? 'is missing'
    : typeof present === 'object'
      ? 'is no reference'
      : 'is a value, and secrets never stand in this file'
  return {
    path: secret,
    atKey: false,
    message: `${nameOf(secret)} ${is}; expected one of env, file and command`,
    example: `${String(secret.at(-1))}: { env: ${constantCase(String(secret.at(-1)))} }`,
  }
}

function unknownKey(path: Path, key: string, { root, value }: Context): Flaw {
  const keys = shapeAt(root, path)?.keys ?? []
  const close = nearest(key, keys)
  const known = close === undefined ? `one of ${keys.join(', ')}` : `did you mean ${close}?`
  const full = [...path, key]
  const shape = close === undefined ? undefined : shapeAt(root, [...path, close])
  return {
    path: full,
    atKey: true,
    message:
      close === undefined
        ? `${nameOf(full)} is no field of ${nameOf(path)}; expected ${known}`
        : `${nameOf(full)} is no field; ${known}`,
    example: close === undefined ? undefined : exampleFor([...path, close], shape, { root, value }),
  }
}

/** A key of a map with free names: a node's or a switch's. */
function wrongKey(path: Path, { root }: Context): Flaw {
  const parent = path.slice(0, -1)
  const expected =
    parent[0] === 'nodes'
      ? 'a node name of lower-case letters, digits, "-" and "."'
      : 'a name of letters, digits, "-", "_" and "."'
  const example = shapeAt(root, parent)?.example
  return {
    path,
    atKey: true,
    message: `${nameOf(parent)} holds the name ${shown([], path.at(-1))}; expected ${expected}`,
    example: example === undefined ? undefined : inYaml(example).replace(/^\{ (.*) \}$/, '$1'),
  }
}

function expectedBy(issue: Issue, shape: Shape | undefined): string {
  if (issue.code === 'custom' && typeof issue.params?.['expected'] === 'string')
    return issue.params['expected']
  return shape?.description ?? (issue.code === 'invalid_type' ? issue.expected : 'another value')
}

function exampleFor(
  path: Path,
  shape: Shape | undefined,
  { root, value }: Context,
): string | undefined {
  if (shape?.example === undefined) return undefined
  const key = String(path.at(-1) ?? '')
  if (/^\d+$/.test(key)) return inYaml(shape.example)
  const parent = path.slice(0, -1)
  return withSiblings({ key, example: shape.example, parent, root, siblings: at(value, parent) })
}

/** `nodes.pi03.role`; the file as a whole has no name. */
function nameOf(path: Path): string {
  return path.length === 0 ? 'this file' : cleanLine(path.join('.')).slice(0, 120)
}

/** A value as a message may show it: short, clean, and without a secret that stands there. */
function shown(path: Path, value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  const said = typeof value === 'string' ? value : JSON.stringify(value)
  const key = String(path.at(-1) ?? '')
  const prefix = `${key}: `
  const { text, redacted } = redactText(`${prefix}${cleanLine(said)}`)
  if (redacted > 0) return 'a secret'
  const short = text.slice(prefix.length, prefix.length + 60)
  return typeof value === 'string' ? JSON.stringify(short) : short
}

function at(value: unknown, path: Path): unknown {
  let part: unknown = value
  for (const step of path) {
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, step)) return undefined
    part = (part as Record<string | number, unknown>)[step]
  }
  return part
}

function constantCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
}
