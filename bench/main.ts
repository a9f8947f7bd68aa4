import { fileURLToPath } from 'node:url'
import { benchCluster } from './cluster.ts'
import type { Row } from './measure.ts'
import { benchScan } from './scan.ts'
import { benchStartup } from './startup.ts'

/**
 * Prints the budgets of design that exist so far. Ratios are within this one run; absolute times
 * belong to this machine. usage: npm run bench [-- startup|scan|cluster]
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const parts: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  startup: () => benchStartup(root),
  scan: () => benchScan(root),
  cluster: () => benchCluster(root),
}

const wanted = process.argv.slice(2)
const rows: Row[] = []
for (const [name, bench] of Object.entries(parts))
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()))
for (const { what, figure, budget, met } of rows)
  console.log(
    `${met === undefined ? '·' : met ? '✓' : '✗'} ${what.padEnd(46)} ${budget.padEnd(12)} ${figure}`,
  )
