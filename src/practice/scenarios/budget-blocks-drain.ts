import { podsOf } from '../kubernetes/shapes.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi03'

export default defineScenario({
  id: 'budget-blocks-drain',
  title: 'A workload’s own budget forbids the drain',
  noticed: 'kubectl drain says “Cannot evict pod” again and again.',
  truth: { kind: 'refusal', goal: ['drain', 'pi03'], gate: /web\/page/ },
  also: ['pods-not-well'],
  tries: [
    'bramble can drain pi03',
    'bramble drain pi03 --dry-run',
    'bramble explain drain-blocked-by-budget',
  ],
  lastsSeconds: 600,
  happen({ store, faults }) {
    // One of the two copies does not start, so that the budget allows nothing.
    const pages = podsOf(store).filter(({ metadata }) => metadata.labels?.['app'] === 'page')
    const there = pages.find(({ spec }) => spec.nodeName !== node)?.spec.nodeName
    faults.set('page', { kind: 'crash', exitCode: 1, reason: 'Error' }, there)
  },
})
