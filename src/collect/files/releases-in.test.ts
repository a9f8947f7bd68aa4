import { expect, test } from 'vitest'
import { releasesIn } from './releases-in.ts'

const noise = Buffer.alloc(500, 0xe9)
const program = Buffer.concat([noise, Buffer.from('\0v1.36.3+k3s12\0v2.0\0+k3s\0'), noise])

test('a program names its release, wherever its bytes are divided', () => {
  for (let at = 0; at <= program.length; at += 1) {
    const releases = releasesIn()
    releases.take(program.subarray(0, at))
    releases.take(program.subarray(at))
    expect(releases.found(), `cut at ${at}`).toEqual(['v1.36.3+k3s12'])
  }
})

test.each([1, 7, 79, 80, 81, 100, 161])('and into pieces of %i bytes', (size) => {
  for (let first = 0; first <= size; first += 1) {
    const releases = releasesIn()
    releases.take(program.subarray(0, first))
    for (let at = first; at < program.length; at += size)
      releases.take(program.subarray(at, at + size))
    expect(releases.found(), `${first} first`).toEqual(['v1.36.3+k3s12'])
  }
})

test('what names none tells none, and a pre-release is named whole', () => {
  const told = (text: string) => {
    const releases = releasesIn()
    releases.take(Buffer.from(text))
    return releases.found()
  }
  expect(told('k3s+k3s1 v1.36+k3s1 v1.36.3')).toEqual([])
  expect(told('v1.36.4-rc1+k3s2')).toEqual(['v1.36.4-rc1+k3s2'])
})
