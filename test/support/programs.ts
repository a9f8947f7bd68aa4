import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Environment variable that names the folder of bundled programs, where there is one. */
export const builtFolder = 'BRAMBLE_TEST_BUILT'

const sources = {
  cli: '../../src/faces/cli/main.ts',
  'kill-goal': '../kill/goals/program.ts',
  'kill-preload': '../kill/preload.ts',
  'kill-program': '../kill/program.ts',
  'kill-runner': '../kill/runner.ts',
} as const

/** What Node starts for a program: its bundle where a test run has made one, else its source. */
export function programFile(name: keyof typeof sources): string {
  const folder = process.env[builtFolder]
  if (folder !== undefined) return join(folder, `${name}.mjs`)
  return fileURLToPath(new URL(sources[name], import.meta.url))
}
