import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
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

test.each(['60', '80', '90', '200'])(
  'its prepared help is what the sources print, at %s columns',
  (columns) => {
    const env = { PATH: process.env['PATH'], HOME: folder, COLUMNS: columns }
    const help = (main: string) =>
      spawnSync(process.execPath, [main, '--help'], { encoding: 'utf8', env }).stdout
    const built = help(join(folder, 'bramble.js'))
    expect(built).toContain('Begin with a cluster:')
    expect(built).toBe(help(join(root, 'src/faces/cli/main.ts')))
  },
)

test('it answers --help and --version without loading a command', () => {
  for (const flag of ['--help', '--version']) {
    const { stderr } = spawnSync(process.execPath, [join(folder, 'bramble.js'), flag], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, COLUMNS: '80', NODE_DEBUG: 'module' },
    })
    const loaded = [...new Set(stderr.match(/lib\/[\w-]+\.js/g))]
    const bytes = loaded.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    expect(loaded, flag).toContain('lib/main.js')
    // The commands and commander are some 100 kB.
    expect(bytes, `${flag} loads ${loaded.join(', ')}`).toBeLessThan(25_000)
  }
})

test('a command that neither ends nor waits for anything has not gone well', () => {
  const hooks = `import { registerHooks } from 'node:module'
    const source = 'export const start = () => new Promise(() => {})'
    registerHooks({ load: (url, context, next) => url.endsWith('/cli/start.ts')
      ? { format: 'module', shortCircuit: true, source } : next(url, context) })`
  const { status } = spawnSync(process.execPath, [
    ...['--import', `data:text/javascript,${encodeURIComponent(hooks)}`],
    ...[join(root, 'src/faces/cli/main.ts'), 'check'],
  ])
  expect(status).toBe(13)
})
