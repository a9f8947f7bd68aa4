import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Runs test/lab against real nodes. They are those of the inventory that BRAMBLE_INVENTORY names
 * (the form of `lab inventory`: anybody's boards), else those of the lab beside the repository,
 * which is then brought up and taken down again.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const lab = join(root, '../shared/lab/lab')

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): number {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env })
  if (error) throw error
  return status ?? 1
}

function testWith(inventory: string): number {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--config', 'vitest.lab.config.ts', ...process.argv.slice(2)]
  return run(process.execPath, args, { ...process.env, BRAMBLE_INVENTORY: inventory })
}

const given = process.env.BRAMBLE_INVENTORY
if (given !== undefined) {
  process.exitCode = testWith(given)
} else if (!existsSync(lab) || spawnSync(lab, ['doctor']).status !== 0) {
  console.log(
    'skipped: no BRAMBLE_INVENTORY, and no lab beside the repository that this machine can run',
  )
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  process.exitCode = withOwnLab()
}

function withOwnLab(): number {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-lab-'))
  try {
    if (run(lab, ['cluster', '4']) !== 0) return 1
    const inventory = join(folder, 'inventory.json')
    writeFileSync(inventory, spawnSync(lab, ['inventory'], { encoding: 'utf8' }).stdout)
    return testWith(inventory)
  } finally {
    run(lab, ['down'])
    rmSync(folder, { recursive: true, force: true })
  }
}
