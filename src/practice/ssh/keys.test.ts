import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { isWhole, newSshKey, type SshKey } from './keys.ts'

/** One key in 256 begins with a zero: so many tries miss it about never. */
const mostTries = 20_000

function brokenKey(): SshKey {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    const key = { privateKey: pair.private, publicKey: pair.public }
    if (lengthOf(key) !== 51) return key
  }
  throw new Error('the library makes whole keys only by now: newSshKey may take its first')
}

/** `ssh-ed25519` and 32 bytes, each behind its length of four bytes. */
function lengthOf({ publicKey }: SshKey): number {
  return Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').length
}

test('a key that the library cut short is not given out', () => {
  const broken = brokenKey()
  expect(isWhole(broken)).toBe(false)
  const made = [broken, broken]
  const key = newSshKey('practice', (comment) => made.pop() ?? newSshKey(comment))
  expect(made).toEqual([])
  expect(isWhole(key)).toBe(true)
  expect(lengthOf(key)).toBe(51)
})

test('where none is ever whole it ends', () => {
  const broken = brokenKey()
  expect(() => newSshKey('practice', () => broken)).toThrow('No Ed25519 key pair came out whole')
})
