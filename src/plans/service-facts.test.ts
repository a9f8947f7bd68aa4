import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { units } from '#src/model/facts/node.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { serviceOf } from './service-facts.ts'

const configuration = { nodes: { pi01: { address: '10.0.0.11', role: 'server' } } }

function restsOn(activeState: string, subState: string) {
  const seen = facts(units, [{ name: 'k3s.service', activeState, subState }], 'pi01')
  const index = indexEvidence([seen], [], Date.parse(takenAt))
  return serviceOf('pi01', index, { configuration } as unknown as Parameters<typeof serviceOf>[2])
    .restsOn
}

test('a plan made while K3s starts is good for K3s that runs, and for nothing else', () => {
  const running = restsOn('active', 'running')
  expect(restsOn('activating', 'start')).toEqual(running)
  for (const [activeState, subState] of [
    ['activating', 'auto-restart'],
    ['deactivating', 'stop-sigterm'],
    ['inactive', 'dead'],
    ['failed', 'failed'],
  ] as const)
    expect(restsOn(activeState, subState), subState).not.toEqual(running)
})
