import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Approvals } from '#src/model/config/approvals.ts'
import { approvalLevel } from '../run/approval-level.ts'
import { composeConfiguration } from './compose.ts'

const root = join(import.meta.dirname, '../../..')
const defaults = Approvals.parse({}).risk

test('what init writes about approvals is what holds without it, and what the pages say', () => {
  const composed = parse(composeConfiguration({ cluster: 'home', nodes: [] })) as {
    approvals: unknown
  }
  expect(Approvals.parse(composed.approvals).risk).toEqual(defaults)
  const example = parse(readFileSync(join(root, 'examples/bramble.yaml'), 'utf8')) as {
    approvals: unknown
  }
  expect(Approvals.parse(example.approvals).risk).toEqual(defaults)
  const level = (risk: 'safe' | 'disruptive' | 'destructive') =>
    approvalLevel(undefined, { goal: { name: 'x', target: '', options: {} } }, risk, new Date(0))
  expect([level('safe'), level('disruptive'), level('destructive')]).toEqual([
    'none',
    'ask',
    'ask-twice',
  ])
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  expect(readme).toMatch(
    /asked once, and twice before .*; what can disturb nothing.* runs without a/,
  )
})
