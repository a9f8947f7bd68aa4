import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { builtFolder } from './programs.ts'

/**
 * Before the first test: bundles what tests start as processes of their own. From source each would
 * load some 700 files, which takes four times as long, a hundred times over.
 */
export default async function buildPrograms(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-built-'))
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: {
      cli: 'src/faces/cli/main.ts',
      'kill-goal': 'test/kill/goals/program.ts',
      'kill-preload': 'test/kill/preload.ts',
      'kill-program': 'test/kill/program.ts',
      'kill-runner': 'test/kill/runner.ts',
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
    // Some dependencies are CommonJS and ask for Node's own modules by require().
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
  })
  process.env[builtFolder] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
