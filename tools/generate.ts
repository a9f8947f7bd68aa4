import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkIndex, patternIndex } from './generate/indexes.ts'
import { pages } from './generate/pages.ts'
import { schemas } from './generate/schemas.ts'
import { wasmCode } from './generate/wasm.ts'

/**
 * Writes everything that follows from the code: the indexes of patterns and checks, their pages,
 * the command reference, the JSON Schemas, and the scan's compiled code. With --check it writes nothing and fails when a file differs.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const checking = process.argv.includes('--check')
const stale: string[] = []

function write(path: string, content: string): void {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  stale.push(path)
  if (checking) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** A page whose pattern is gone must go too. */
function removeOthers(folder: string, kept: ReadonlySet<string>): void {
  if (!existsSync(join(root, folder))) return
  for (const name of readdirSync(join(root, folder))) {
    const path = `${folder}/${name}`
    if (kept.has(path)) continue
    stale.push(path)
    if (!checking) rmSync(join(root, path), { recursive: true })
  }
}

write('src/collect/text/wasm/code.ts', await wasmCode())

// The indexes come first: the pages are made from the modules that they import.
write(
  'src/rules/patterns/index.ts',
  patternIndex(globSync('src/rules/patterns/*/*/pattern.ts', { cwd: root }).sort()),
)
write(
  'src/rules/checks/index.ts',
  checkIndex(globSync('src/rules/checks/*.ts', { cwd: root }).sort()),
)

for (const { folder, files } of [await pages(), await schemas()]) {
  for (const [path, content] of files) write(path, content)
  removeOthers(folder, new Set(files.keys()))
}

if (stale.length > 0) {
  console.log(`${checking ? 'not up to date' : 'written'}:\n  ${stale.join('\n  ')}`)
  if (checking) {
    console.log('next: npm run generate')
    process.exitCode = 1
  }
}
