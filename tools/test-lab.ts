import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs test/lab against real nodes. They are those of the inventory that BRAMBLE_INVENTORY names
 * (the form of `lab inventory`: anybody's boards), else those of the lab beside the repository,
 * which is then brought up and taken down again: first as bare nodes, for the tests that build a
 * cluster, and then with a cluster on them, for all others.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const lab = join(root, '../shared/lab/lab')
const building = 'test/lab/up'

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): number {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env })
  if (error) throw error
  return status ?? 1
}

function testWith(inventory: string, files: readonly string[]): number {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--config', 'vitest.lab.config.ts', ...files]
  return run(process.execPath, args, { ...process.env, BRAMBLE_INVENTORY: inventory })
}

const given = process.env.BRAMBLE_INVENTORY
const asked = process.argv.slice(2)
if (given !== undefined) {
  process.exitCode = testWith(given, asked)
} else if (!existsSync(lab) || spawnSync(lab, ['doctor']).status !== 0) {
  console.log(
    'skipped: no BRAMBLE_INVENTORY, and no lab beside the repository that this machine can run',
  )
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  const isBuilding = (file: string) => file.includes(building)
  const bare = asked.length === 0 ? [building] : asked.filter(isBuilding)
  const others =
    asked.length === 0 ? ['--exclude', `${building}*`] : asked.filter((file) => !isBuilding(file))
  const ends = [
    bare.length > 0 ? withOwnLab('up', bare) : 0,
    others.length > 0 ? withOwnLab('cluster', others) : 0,
  ]
  process.exitCode = Math.max(...ends)
}

function withOwnLab(how: 'up' | 'cluster', files: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-lab-'))
  try {
    if (run(lab, [how, '4']) !== 0) return 1
    const inventory = join(folder, 'inventory.json')
    writeFileSync(inventory, spawnSync(lab, ['inventory'], { encoding: 'utf8' }).stdout)
    return testWith(inventory, files)
  } finally {
    run(lab, ['down'])
    rmSync(folder, { recursive: true, force: true })
  }
}
