import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, transform } from 'esbuild'
import { commands } from '#src/faces/cli/commands.ts'
import type { PreparedHelp } from '#src/faces/cli/prepared-help.ts'
import { helpOf } from '#src/faces/cli/program.ts'

/**
 * Makes the npm package in dist/: one bundle in chunks, so that `--help` loads little, with its own
 * manifest. It has no dependency and no Node of its own; the root package is for working on Bramble.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(root, process.argv[2] ?? 'dist')

interface Manifest {
  readonly version: string
  readonly description: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** `--help` at the width of whatever is no terminal, and wherever nothing has to be wrapped. */
const prepareHelp: Plugin = {
  name: 'prepare-help',
  setup(building) {
    const unwrapped = helpOf(commands, undefined, 1000)
    const widest = Math.max(...unwrapped.split('\n').map((line) => line.length))
    const prepared: PreparedHelp[] = [
      { from: 80, to: 80, text: helpOf(commands, undefined, 80) },
      { from: widest + 2, to: 1e6, text: unwrapped },
    ]
    building.onLoad({ filter: /[\\/]prepared-help\.ts$/ }, () => ({
      contents: `export const preparedHelp = ${JSON.stringify(prepared)}`,
    }))
  },
}

/**
 * Undici without what nothing here uses (fetch, web sockets, mocks, caches): its index loads all of it,
 * which takes twice as long as the client alone. A name that is asked for and not here breaks the build.
 */
const slimUndici: Plugin = {
  name: 'slim-undici',
  setup(building) {
    building.onLoad({ filter: /[\\/]undici[\\/]index\.js$/ }, ({ path }) => ({
      contents: `
        import Dispatcher from './lib/dispatcher/dispatcher.js'
        import request from './lib/api/api-request.js'
        Object.assign(Dispatcher.prototype, { request })
        export { default as Agent } from './lib/dispatcher/agent.js'
        export { default as Pool } from './lib/dispatcher/pool.js'
        export { default as buildConnector } from './lib/core/connect.js'`,
      resolveDir: dirname(path),
    }))
  },
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const { metafile } = await build({
  absWorkingDir: root,
  metafile: true,
  entryPoints: { main: 'src/faces/cli/main.ts' },
  outdir: join(out, 'lib'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [prepareHelp, slimUndici],
})

// Node loads a hundred small files sooner as CommonJS than as ES modules, and only the latter can esbuild part
// into chunks. Where a name is used before its chunk was run, both do the same.
const chunks = globSync('lib/*.js', { cwd: out }).map((name) => join(out, name))
await Promise.all(
  chunks.map(async (file) => {
    const { code } = await transform(readFileSync(file, 'utf8'), {
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      supported: { 'dynamic-import': false },
    })
    writeFileSync(file, code)
  }),
)
writeFileSync(join(out, 'lib/package.json'), '{"type":"commonjs"}\n')

// The compile cache has to be switched on before the first module of ours is loaded.
writeFileSync(
  join(out, 'bramble.js'),
  "#!/usr/bin/env node\nimport { createRequire, enableCompileCache } from 'node:module'\nenableCompileCache()\ncreateRequire(import.meta.url)('./lib/main.js')\n",
)
chmodSync(join(out, 'bramble.js'), 0o755)
writeFileSync(
  join(out, 'package.json'),
  `${JSON.stringify(
    {
      name: 'bramble',
      version: manifest.version,
      description: manifest.description,
      license: manifest.license,
      type: 'module',
      bin: { bramble: 'bramble.js' },
      engines: { node: '>=24' },
      files: ['bramble.js', 'lib', 'README.md', 'LICENSE', 'THIRD-PARTY.txt'],
    },
    null,
    2,
  )}\n`,
)
for (const name of ['README.md', 'LICENSE'])
  if (existsSync(join(root, name))) copyFileSync(join(root, name), join(out, name))
writeFileSync(join(out, 'THIRD-PARTY.txt'), thirdParty(bundled(Object.keys(metafile.inputs))))

const bytes = globSync('**/*.js', { cwd: out }).reduce(
  (sum, file) => sum + statSync(join(out, file)).size,
  0,
)
console.log(`${basename(out)}/ ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB`)

/** Packages that a file of ours or of theirs was taken from, and those that just-bash brings inside its own file. */
function bundled(inputs: readonly string[]): string[] {
  const packages = inputs.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  )
  const inside = packages.includes('just-bash') ? dependenciesOf('just-bash') : []
  return [...new Set([...packages, ...inside])].sort()
}

function dependenciesOf(name: string): string[] {
  const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  return Object.keys((JSON.parse(text) as Partial<Manifest>).dependencies ?? {})
}

/** The licences of what is bundled, as they ask for. */
function thirdParty(names: readonly string[]): string {
  return names
    .map((name) => {
      const folder = join(root, 'node_modules', name)
      const [file] = globSync('LICEN[CS]E*', { cwd: folder })
      return `${name}\n${'='.repeat(name.length)}\n${file ? readFileSync(join(folder, file), 'utf8') : 'see its package'}`
    })
    .join('\n\n')
}
