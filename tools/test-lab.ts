import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Lab } from './lab-state.ts'

/**
 * Runs test/lab against real nodes. They are those of the inventory that BRAMBLE_INVENTORY names
 * (the form of `lab inventory`: anybody's boards), else those of the lab beside the repository. There
 * each file runs by itself, within a time, on what it needs: bare nodes or a cluster of four, which is
 * built anew where the file before left another. Ends with a line for each file and one for all.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = 'test/lab'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** These want a cluster on which nothing has happened yet. */
const first = ['ssh', 'contract', 'adopt', 'seeing']
/** No file that ends takes as long; one that hangs may not keep all others. */
const mostMinutes = 20

/** @returns its exit status; null where it took longer than it may */
function vitest(words: readonly string[], inventory: string, minutes?: number): number | null {
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [program, 'run', '--config', 'vitest.lab.config.ts', ...words],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, BRAMBLE_INVENTORY: inventory },
      ...(minutes !== undefined && { timeout: minutes * 60_000 }),
    },
  )
  return status
}

/** Bare nodes first, then all that share a cluster. */
function inOrder(files: readonly string[]): string[] {
  const place = (file: string) => {
    const found = first.indexOf(basename(file, '.test.ts'))
    return found < 0 ? first.length : found
  }
  return files.toSorted(
    (one, other) =>
      Number(isBuilding(other)) - Number(isBuilding(one)) ||
      place(one) - place(other) ||
      one.localeCompare(other),
  )
}

/** Whoever takes bare nodes says so in its imports. */
function isBuilding(file: string): boolean {
  return readFileSync(join(root, file), 'utf8').includes('#test/support/bare-lab.ts')
}

function testFile(file: string, lab: Lab): Count {
  const place = mkdtempSync(join(tmpdir(), 'bramble-lab-'))
  try {
    const trouble = lab.bring(isBuilding(file) ? 'bare' : 'cluster')
    if (trouble !== undefined) return failure(`${file}: ${trouble}`)
    const inventory = join(place, 'inventory.json')
    writeFileSync(inventory, lab.inventory())
    const counts = join(place, 'counts.json')
    const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${counts}`]
    vitest([file, ...reporters], inventory, mostMinutes)
    if (!existsSync(counts)) return failure(`${file} did not end within ${mostMinutes} minutes`)
    const left = lab.leftBehind()
    const count = countOf(JSON.parse(readFileSync(counts, 'utf8')) as Counted)
    if (left === undefined) return count
    console.log(`${file} left the lab otherwise than it found it: ${left}`)
    return { ...count, failed: count.failed + 1 }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

interface Counted {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly numPendingTests: number
}

function countOf(counted: Counted): Count {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = counted
  // A file that could not be loaded, or a hook that failed, has no test that did.
  const failed = Math.max(numFailedTests, Math.min(numFailedTestSuites, 1))
  return { passed: numPassedTests, failed, skipped: numPendingTests }
}

function failure(why: string): Count {
  console.log(why)
  return { passed: 0, failed: 1, skipped: 0 }
}

function told({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function testAll(files: readonly string[]): void {
  const lab = new Lab()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  const lines: string[] = []
  const startedAt = performance.now()
  const secondsSince = (start: number) => Math.round((performance.now() - start) / 1000)
  try {
    lab.prepare()
    for (const file of inOrder(files)) {
      const start = performance.now()
      const count = testFile(file, lab)
      for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += count[key]
      lines.push(`${told(count)} in ${secondsSince(start)} s: ${file}`)
    }
  } finally {
    lab.end()
  }
  console.log(`\n${lines.join('\n')}\n\nall in ${secondsSince(startedAt)} s\n${told(sum)}`)
  process.exitCode = sum.failed > 0 ? 1 : 0
}

/** A word is taken as vitest takes it: for a part of a path. */
function asked(words: readonly string[]): string[] {
  const all = globSync(`${folder}/**/*.test.ts`, { cwd: root })
  return words.length === 0
    ? all
    : all.filter((file) => words.some((word) => file.includes(word.replace(/^\.\//, ''))))
}

const given = process.env.BRAMBLE_INVENTORY
const words = process.argv.slice(2)
if (given !== undefined) {
  process.exitCode = vitest(words, given) ?? 1
} else if (!Lab.canRun()) {
  console.log(
    'skipped: no BRAMBLE_INVENTORY, and no lab beside the repository that this machine can run',
  )
  console.log('0 passed, 0 failed, 1 skipped')
} else {
  testAll(asked(words))
}
