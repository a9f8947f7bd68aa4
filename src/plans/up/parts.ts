import { usageError } from '#src/model/error.ts'
import type { Goal } from '#src/model/plan.ts'

const parts = ['boards', 'k3s', 'longhorn', 'monitoring'] as const
export type Part = (typeof parts)[number]

/** Which parts `--only` names; undefined where it stands not there: what is not Bramble's yet is then left. */
export function partsIn({ options }: Goal): readonly Part[] | undefined {
  const { only } = options
  if (only === undefined) return undefined
  const named = String(only)
    .split(',')
    .map((part) => part.trim())
  const known = parts.filter((part) => named.includes(part))
  const stray = named.find((name) => !parts.some((part) => part === name))
  if (stray === undefined && known.length > 0) return known
  throw usageError(
    'up-only',
    `--only is "${(stray ?? '').slice(0, 40)}"; expected ${parts.join(', ')}`,
    {
      next: 'bramble up --only boards,k3s --dry-run',
    },
  )
}
