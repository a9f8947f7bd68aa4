import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Explains an incident of our own writing: what somebody saved from four nodes one evening. The
 * evidence is made up; the answer is not prepared: it is what `bramble diagnose` says to it.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('examples/incident/*', { cwd: root }).sort()

console.log('An evening at home: pods vanish from pi03, kubectl hangs. Somebody saved this:\n')
for (const file of files) console.log(`  ${file}`)
console.log(`\n$ bramble diagnose examples/incident/*\n`)

const { status, error } = spawnSync(join(root, 'bin/bramble'), ['diagnose', ...files], {
  cwd: root,
  stdio: 'inherit',
})
if (error) throw error
// 1 says that something was found, which is what an incident is for.
process.exitCode = status === 1 ? 0 : (status ?? 70)
