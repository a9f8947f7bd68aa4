import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Secret } from '#src/model/config/secret.ts'
import { BrambleError } from '#src/model/error.ts'
import { readSecret } from './read-secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function refusal(secret: Secret, timeoutMilliseconds = 5000): Promise<BrambleError> {
  const error = await readSecret(secret, { env: process.env, timeoutMilliseconds }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof BrambleError)) throw new Error(`no refusal: ${String(error)}`)
  return error
}

describe('a secret', () => {
  test.each<[string, Secret, string]>([
    ['of the environment', { env: 'COMMUNITY' }, 'of the environment'],
    ['of a file, without its line end', { file: file('one', ' a b \n') }, ' a b '],
    ['that a program prints', { command: ['printf', '%s\n', '$HOME'] }, '$HOME'],
  ])('%s', async (_, secret, expected) => {
    const env = { ...process.env, COMMUNITY: 'of the environment' }
    expect(await readSecret(secret, { env })).toBe(expected)
  })

  test.each<[string, Secret, string]>([
    ['a variable that is not set', { env: 'BRAMBLE_NO_SUCH' }, 'secret-missing'],
    ['an empty file', { file: file('empty', '\n') }, 'secret-missing'],
    ['a file that is not there', { file: join(folder, 'none') }, 'secret-missing'],
    ['a folder', { file: folder }, 'secret-missing'],
    ['a file of many bytes', { file: file('long', 'x'.repeat(20_000)) }, 'secret-unfit'],
    ['two lines', { file: file('two', 'hunter2\nx: y\n') }, 'secret-unfit'],
    ['no such program', { command: [join(folder, 'none')] }, 'secret-missing'],
    ['a program that fails', { command: ['sh', '-c', 'echo hunter2; exit 3'] }, 'secret-failed'],
    ['a program without end', { command: ['sleep', '60'] }, 'secret-failed'],
  ])('is refused: %s', async (_, secret, code) => {
    const error = await refusal(secret, 300)
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.next}`).not.toContain('hunter2')
  })
})
