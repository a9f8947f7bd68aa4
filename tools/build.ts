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
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
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
  plugins: [prepareHelp],
  // Some dependencies are CommonJS and ask for Node's own modules by require().
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
})

// The compile cache has to be switched on before the first module of ours is loaded.
writeFileSync(
  join(out, 'bramble.js'),
  "#!/usr/bin/env node\nimport { enableCompileCache } from 'node:module'\nenableCompileCache()\nawait import('./lib/main.js')\n",
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
