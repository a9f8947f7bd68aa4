import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '#test/support/any-text.ts'
import { sshArguments } from './arguments.ts'
import { quoteWord } from './quote.ts'
import { checkTarget } from './target.ts'

const hostile = [
  "'; touch x #",
  '$(touch x)',
  '`touch x`',
  '-n',
  '--',
  '\n\n',
  "'",
  '\\',
  '"$HOME"',
  '*',
]

describe('a value as one word of a shell', () => {
  it('comes back from sh as it went in, whatever it holds', () => {
    const value = fc.oneof(
      fc.constantFrom(...hostile),
      anyText().filter((text) => !text.includes('\0')),
    )
    const values = fc.array(value, { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(values, (words) => {
        const program = `printf '%s\\0' ${words.map(quoteWord).join(' ')}`
        const { stdout } = spawnSync('sh', ['-s'], { input: program, encoding: 'utf8' })
        expect(stdout.split('\0').slice(0, -1)).toEqual(words.map((word) => word.toWellFormed()))
      }),
      { numRuns: 40 },
    )
  })

  it('refuses a NUL', () => {
    expect(() => quoteWord('a\0b')).toThrow(/NUL/)
  })
})

describe('arguments of ssh', () => {
  const target = { node: 'pi03', address: '10.0.0.13' }
  const options = { connectTimeoutSeconds: 5, persistSeconds: 60 }

  it('never let ssh accept a key, ask, forward or run something by itself', () => {
    const settings = sshArguments(target, options)
    for (const setting of [
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      'ForwardAgent=no',
      'ClearAllForwardings=yes',
      'PermitLocalCommand=no',
      'RemoteCommand=none',
    ])
      expect(settings).toContain(setting)
  })

  it('keep an address last, behind the end of the options', () => {
    expect(sshArguments({ ...target, port: 2222, user: 'pi' }, options).slice(-2)).toEqual([
      '--',
      '10.0.0.13',
    ])
  })

  it.each([
    { ...target, address: '-oProxyCommand=touch x' },
    { ...target, address: 'a b' },
    { ...target, user: '-x' },
    { ...target, jump: '-oProxyCommand=touch x' },
    { ...target, jump: 'a;touch x' },
  ])('refuse what ssh would read as something else: %j', (bad) => {
    expect(() => checkTarget(bad)).toThrow(/pi03/)
  })

  it.each([
    { ...target, address: 'fe80::1%eth0' },
    { ...target, address: 'pi-03.home.arpa', user: 'first.last', jump: 'me@gate:2222,10.0.0.1' },
  ])('take what is one: %j', (good) => {
    expect(() => checkTarget(good)).not.toThrow()
  })
})
