import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './architecture/imports.ts'

/** The npm package as it would be published, in a folder of its own: no node_modules, no sources. */
let folder = ''
const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(folder, 'bramble.js'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, NODE_COMPILE_CACHE: join(folder, 'cache') },
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-package-'))
  execFileSync(process.execPath, [join(root, 'tools/build.ts'), folder])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('its manifest asks for Node 24 and brings neither dependencies nor a Node', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object
  expect(manifest).toMatchObject({
    name: 'bramble',
    bin: { bramble: 'bramble.js' },
    engines: { node: '>=24' },
  })
  expect(Object.keys(manifest).filter((key) => /dependencies|scripts|private/i.test(key))).toEqual(
    [],
  )
})

test('it says its version, and explains the incident of the demo as the sources do', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  expect(run('--version').stdout).toBe(`${version}\n`)
  const files = ['kubectl.txt', 'pi01.log', 'pi02.log', 'pi03.log', 'pi04.log'].map((name) =>
    join(root, 'examples/incident', name),
  )
  const { stdout, status } = run('diagnose', '--json', ...files)
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ cause: 'sd-card-failing' })
})
