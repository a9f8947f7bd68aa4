import { beforeAll, describe, expect, test } from 'vitest'
import { inPairs } from './child.ts'
import { type Trial, tryKill } from './trial.ts'

/** The places around everything that changes the cluster, or says that it is about to. */
const sample = [
  'after run-started',
  'before step-started',
  'after step-started',
  'unsent PATCH /api/v1/nodes/pi03',
  'sent PATCH /api/v1/nodes/pi03',
  'after request-intended',
  'unsent POST /api/v1/namespaces/default/pods/db-0/eviction',
  'sent POST /api/v1/namespaces/default/pods/db-0/eviction',
  'before request-answered',
  'before step-ended',
  'before run-ended',
]

let undisturbed: Trial
beforeAll(async () => {
  undisturbed = await tryKill({ killAt: 0 })
}, 60_000)

/** The number of the first place of this name, from 1. Requests count once the step has begun. */
function numberOf(name: string): number {
  const isRequest = / (PATCH|POST) /.test(name)
  const from = isRequest
    ? undisturbed.places.findIndex((place) => place.startsWith('after step-started'))
    : 0
  const found = undisturbed.places.findIndex((place, at) => at >= from && place.startsWith(name))
  expect(found, `no place is called ${name}`).toBeGreaterThan(-1)
  return found + 1
}

test('a drain that nobody disturbs does what every other one is compared with', () => {
  expect(undisturbed.wrong).toEqual([])
  expect(undisturbed.receivedFromKilled).toEqual(['db-0', 'web-1'])
  // Journal and wire are both counted; far fewer would mean that the preload sees nothing.
  expect(undisturbed.places.length).toBeGreaterThan(100)
})

describe(`a sample of ${sample.length} places (\`npm run test:kill\` tries every one)`, () => {
  test('killed there and resumed, each pod is evicted once and nothing is forgotten', async () => {
    const trials = await inPairs(sample, async (name) => {
      const killAt = numberOf(name)
      const { places, wrong, receivedFromKilled } = await tryKill({ killAt })
      const diedElsewhere = places.length !== killAt || !places.at(-1)?.startsWith(name)
      const all = [...wrong, ...(diedElsewhere ? [`it died at ${places.at(-1)}`] : [])]
      return { name, wrong: all, receivedFromKilled }
    })
    expect(trials.filter(({ wrong }) => wrong.length > 0)).toEqual([])
    expect(trials).toHaveLength(sample.length)
    // "sent" means that the server got the request, "unsent" that it did not.
    const received = (when: string) =>
      trials.find(({ name }) => name.startsWith(`${when} POST`))?.receivedFromKilled
    expect(received('unsent')).toEqual([])
    expect(received('sent')).toEqual(['db-0'])
  }, 180_000)
})

describe('these tests notice a journal that', () => {
  test('does not write what was true before it acts', async () => {
    const killAt = numberOf('answered PATCH /api/v1/nodes/pi03')
    const { wrong } = await tryKill({ killAt, drop: 'step-started' })
    expect(wrong).toContain('undo left the node cordoned')
  }, 30_000)

  test('does not write that it is about to evict', async () => {
    const killAt = numberOf('answered POST /api/v1/namespaces/default/pods/db-0')
    const { wrong } = await tryKill({ killAt, drop: 'request-intended' })
    expect(wrong).toContainEqual(expect.stringMatching(/^no intent was written for db-0/))
  }, 30_000)
})
