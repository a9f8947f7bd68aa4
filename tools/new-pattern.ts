import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '#package' with { type: 'json' }
import { isCause } from '#src/model/causes.ts'
import { skeletonOf } from './pattern-skeleton.ts'
import { toFill } from './to-fill.ts'

/** Makes the folder of a new pattern. usage: npm run new:pattern -- [--symptom] ID */
const root = fileURLToPath(new URL('..', import.meta.url))
const symptom = process.argv.includes('--symptom')
const id = process.argv.slice(2).find((word) => !word.startsWith('--'))

function stop(message: string): never {
  console.error(message)
  process.exit(64)
}

if (id === undefined || !/^[a-z][a-z0-9-]+$/.test(id))
  stop('usage: npm run new:pattern -- [--symptom] ID')
if (!symptom && !isCause(id))
  stop(
    `"${id}" is no slug of src/model/causes.ts: add it to its group there; a symptom needs --symptom`,
  )
const folder = join(root, 'src/rules/patterns', symptom ? 'symptoms' : 'causes', id)
if (existsSync(folder)) stop(`${id} exists already`)

mkdirSync(join(folder, 'fixtures'), { recursive: true })
const skeleton = skeletonOf({ id, symptom, version: manifest.version })
for (const [name, text] of Object.entries(skeleton)) writeFileSync(join(folder, name), text)
const path = folder.slice(root.length)
console.log(`${path}: ${Object.keys(skeleton).join(', ')}
What is yours begins with "${toFill}"; the test names each place until it is filled in:
  bin/node node_modules/vitest/vitest.mjs run ${path}
next: docs/adding-a-pattern.md`)
