import { expect, test } from 'vitest'
import { helpAgainst } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

test('a finding is told what helps against its own lines, and not the whole page', () => {
  const help = helpAgainst(
    pattern,
    'level=fatal msg="failed to evacuate root cgroup: permission denied"',
  )
  expect(help).toContain('--privileged')
  expect(help).not.toContain('cluster-cidr')
  expect(pattern.docs.mitigation).toContain(help?.split('. ').at(-1))
  expect(pattern.docs.mitigation).toContain('cluster-cidr')
})

test('ranges that do not fit are told that they cannot be changed', () =>
  expect(
    helpAgainst(
      pattern,
      'level=fatal msg="cluster-dns: 10.9.0.10 is out the range of cluster cidr"',
    ),
  ).toContain('cannot be changed afterwards'))
