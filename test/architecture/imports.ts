import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

export interface Import {
  /** Path from the root. */
  readonly from: string
  /** Path from the root, or a package's name. */
  readonly to: string
  readonly ours: boolean
}

/** Source files of the product, without tests. */
export function sources(): string[] {
  return globSync('src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'))
}

// Type-only imports count: a room that knows another one's types depends on it.
const statement =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

export function imports(): Import[] {
  return sources().flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8')
    return [...text.matchAll(statement)].map((found) => {
      const name = found[1] ?? found[2] ?? found[3] ?? ''
      if (name.startsWith('#src/')) return { from, to: name.slice(1), ours: true }
      if (name.startsWith('.'))
        return { from, to: relative(root, resolve(root, dirname(from), name)), ours: true }
      return { from, to: name, ours: false }
    })
  })
}

/** `rules` for src/rules/x.ts. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}
