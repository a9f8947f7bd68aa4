import { accessSync, constants } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import type { Terminal } from './define-command.ts'

const mainOfClone = 'src/faces/cli/main.ts'

/** The folder of `bramble` where it runs from its sources; undefined where it is installed. */
export function binOfClone(program: readonly string[]): string | undefined {
  const main = program.at(-1) ?? ''
  return main.endsWith(`/${mainOfClone}`)
    ? join(main.slice(0, -mainOfClone.length), 'bin')
    : undefined
}

/**
 * What a shell here finds this program by: `bramble` where it is on PATH, else where it lies in its
 * clone, as one types it from here.
 */
export function ownName({ program, env, cwd }: Pick<Terminal, 'program' | 'env' | 'cwd'>): string {
  const bin = binOfClone(program)
  if (bin === undefined || isOnPath(env['PATH'] ?? '')) return 'bramble'
  const path = join(bin, 'bramble')
  const near = relative(cwd, path)
  if (near.startsWith('..')) return path
  // Without a slash a shell looks on PATH alone.
  return near.includes('/') ? near : `./${near}`
}

function isOnPath(path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'bramble'), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The line that says what comes next, in words that can be typed. */
export function typeable(text: string, name: () => string): string {
  return text.replace(/^next: bramble (?=\S)/gm, () => `next: ${name()} `)
}
