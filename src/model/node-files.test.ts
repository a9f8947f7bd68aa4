import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nodeFileList, nodeFiles } from './node-files.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Constants that steps write or send to: each has to be on the list. */
const written = globSync('src/steps/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .flatMap((path) => [
    ...readFileSync(`${root}/${path}`, 'utf8').matchAll(
      /'(\/(?:etc|usr\/local|run\/bramble)[^'*$ ]*)'/g,
    ),
  ])
  .flatMap(([, path]) => path ?? [])

test('each file that a step names is on the list', () => {
  expect(written.length).toBeGreaterThan(3)
  for (const path of written) expect(nodeFileList(), path).toContain(path)
})

test('a line each, with a reason', () => {
  const lines = nodeFileList().trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(Object.keys(nodeFiles).length)
  for (const line of lines) expect(line).toMatch(/^\S+ {2,}\S/)
})
