import * as z from 'zod'
import type { Path } from './place.ts'

/** What a schema says of one field, whatever wraps it. */
export interface Shape {
  readonly schema: z.core.$ZodType
  /** What is expected here, in words. */
  readonly description: string | undefined
  readonly example: unknown
  readonly isSecret: boolean
  /** Names of the fields, where it has fixed ones. */
  readonly keys: readonly string[]
}

/** The shape of a field by its path; undefined where the schema has no such field. */
export function shapeAt(root: z.core.$ZodType, path: Path): Shape | undefined {
  let schema: z.core.$ZodType | undefined = root
  for (const step of path) {
    schema = schema && inner(unwrapped(schema), String(step))
    if (!schema) return undefined
  }
  return describe(schema)
}

function describe(schema: z.core.$ZodType): Shape {
  const meta = metaOf(schema)
  const plain = unwrapped(schema)
  return {
    schema: plain,
    description: meta?.description,
    example: meta?.['examples'] instanceof Array ? meta['examples'][0] : undefined,
    isSecret: meta?.title === 'secret',
    keys: keysOf(plain),
  }
}

/** `optional()` and `default()` keep what was said inside them. */
function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta | undefined {
  const own = z.globalRegistry.get(schema)
  if (own) return own
  const { def } = schema._zod
  return 'innerType' in def ? metaOf(def.innerType as z.core.$ZodType) : undefined
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod
  return 'innerType' in def ? unwrapped(def.innerType as z.core.$ZodType) : schema
}

function inner(schema: z.core.$ZodType, step: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape
    return Object.hasOwn(shape, step) ? shape[step] : undefined
  }
  if (schema instanceof z.ZodRecord) return schema.valueType as z.core.$ZodType
  if (schema instanceof z.ZodArray) return schema.element as z.core.$ZodType
  return undefined
}

function keysOf(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.map(String)
  return []
}
