import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchCluster } from './cluster.ts'
import { benchLarge } from './large.ts'
import type { Row } from './measure.ts'
import { benchStartup } from './startup.ts'
import { benchUp } from './up.ts'

/**
 * Prints the budgets of the design that exist so far. Ratios are within this one run; absolute
 * times belong to this machine. usage: npm run bench [-- startup|cluster|large|up|scan]
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const parts: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  startup: () => benchStartup(root),
  cluster: () => benchCluster(root),
  large: () => benchLarge(root),
  up: () => benchUp(root),
}

const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
for (const [name, bench] of Object.entries(parts)) {
  if (!isWanted(name)) continue
  for (const { what, figure, budget, met } of await bench())
    console.log(
      `${met === undefined ? '·' : met ? '✓' : '✗'} ${what.padEnd(46)} ${budget.padEnd(12)} ${figure}`,
    )
}
// A process of its own, so that its memory is measured alone.
if (isWanted('scan'))
  spawnSync(process.execPath, [join(root, 'bench/scan.ts')], { stdio: 'inherit' })
