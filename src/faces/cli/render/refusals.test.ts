import { describe, expect, test } from 'vitest'
import type { GateAnswer } from '#src/model/plan.ts'
import { makePaint } from './paint.ts'
import { renderRefusalNext, renderRefusals } from './refusals.ts'
import type { View } from './view.ts'

const view: View = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC' }

const budget: GateAnswer = {
  gate: 'budgets-allow-eviction',
  kind: 'availability',
  verdict: 'fail',
  subject: 'budget/default/web',
  reason: 'allows no disruption now',
  next: 'Wait until its pods are ready.',
  mayOpen: true,
  accepting: 'The drain waits for the budget.',
}
const volume: GateAnswer = {
  gate: 'volumes-survive-without-node',
  kind: 'data',
  verdict: 'fail',
  subject: 'volume/data',
  reason: 'its only healthy replica is here',
  next: 'Wait for the rebuild (`bramble volumes`).',
}

function shown(...refusals: readonly GateAnswer[]): string {
  const refused = { gates: refusals, refusals, goal: 'drain pi03' }
  return `${renderRefusals(refused, view)}\n${renderRefusalNext(refused)}`
}

describe('a refusal', () => {
  test('tells the safe way before what may be accepted, and ends with the safe one', () => {
    const text = shown(budget)
    expect(text.startsWith('No, not now. 1 reason of 1 checked.\n')).toBe(true)
    const places = ['Wait until its pods', 'The drain waits for the budget', '--accept', 'next: ']
    const flat = text.replace(/\s+/g, ' ')
    const found = places.map((words) => flat.indexOf(words))
    expect(found).not.toContain(-1)
    expect(found).toEqual(found.toSorted((one, other) => one - other))
    expect(text).toMatch(/\nnext: bramble drain pi03 --when-ready\n$/)
    expect(text).toContain('`bramble drain pi03 --accept "budget/default/web" --reason "…"`')
  })

  test('tells nothing of accepting where data refuses too', () => {
    expect(shown(budget, volume)).not.toMatch(/accept/)
    expect(shown(budget, volume)).toMatch(/\nnext: bramble volumes\n$/)
  })

  test('tells one silence once, however many questions it left open', () => {
    const silent = (gate: string, kind = 'pods', why = 'no answer'): GateAnswer => ({
      gate,
      kind: 'data',
      verdict: 'unknown',
      subject: `node/${gate}`,
      reason: `${kind}: ${why}`,
      unseen: { kind, why },
      next: '`bramble diagnose` says why.',
    })
    const storage = silent('d', 'longhorn-volumes')
    const late = silent('e', 'pods', 'too late')
    const merged = shown(silent('a'), silent('b'), storage, late).replace(/\s+/g, ' ')
    expect(merged).toContain('unknown pods, longhorn-volumes: no answer `bramble diagnose`')
    expect(merged).toContain('unknown pods: too late')
    const text = shown(silent('a'), silent('b'), silent('c'))
    expect(text).toContain('3 of 3 questions could not be answered')
    expect(text.match(/pods: no answer/g)).toHaveLength(1)
    // What is refused is told each time: each needs its own answer.
    const other = { ...volume, gate: 'b' }
    expect(shown(volume, other).match(/only healthy replica is here/g)).toHaveLength(2)
  })
})
