import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const demo = fileURLToPath(new URL('../../tools/demo.ts', import.meta.url))
const hasTerminal = spawnSync('script', ['--version']).status === 0

/** Whoever tried a practice cluster before has its variables still in that terminal. */
test.skipIf(!hasTerminal)('the demo shows its own cluster, whatever the terminal knows', () => {
  const { status, stdout } = spawnSync(process.execPath, [demo], {
    encoding: 'utf8',
    timeout: 180_000,
    env: {
      ...process.env,
      BRAMBLE_CONFIG: '/gone/bramble-practice/bramble.yaml',
      KUBECONFIG: '/gone/kubeconfig',
      XDG_STATE_HOME: '/gone',
    },
  })
  expect(stdout).toContain('run 1: done')
  expect(stdout).toContain('Nothing is wrong')
  expect(status).toBe(0)
})
