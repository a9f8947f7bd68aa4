import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '#src/model/diagnosis.ts'
import type { Coverage, Outcome } from '#src/model/evidence.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import { afterLook, changesSince, withMemory } from './live-findings.ts'

const start = Date.parse('2026-03-01T12:00:00.000Z')
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()

function finding(subject: string, parts: Partial<Finding> = {}): Finding {
  return {
    id: `under-voltage@${subject}`,
    cause: 'under-voltage',
    kind: 'cause',
    title: 'The supply cannot hold 5 V',
    subject,
    severity: 'warning',
    confidence: 'confirmed',
    evidence: [],
    explains: [],
    against: [],
    remedy: 'replace-power-supply',
    meaning: '',
    diagnosis: '',
    mitigation: '',
    ...parts,
  }
}

function door(name: Coverage['door'], target: string, outcome: Outcome = 'answered'): Coverage {
  return { door: name, target, outcome, missing: [] }
}

const everything = [door('api', 'https://pi01:6443'), door('ssh', 'pi01'), door('ssh', 'pi02')]

function look(
  minutes: number,
  findings: readonly Finding[],
  coverage: readonly Coverage[] = everything,
) {
  return { takenAt: at(minutes), findings: [...findings], coverage: [...coverage] }
}

function after(...looks: readonly ReturnType<typeof look>[]): LiveFinding[] {
  return looks.reduce<LiveFinding[]>((states, one) => afterLook(states, one), [])
}

const pi01 = finding('node/pi01')

describe('a finding from look to look', () => {
  test('keeps its id and its first time while it is seen', () => {
    const [state] = after(look(0, [pi01]), look(10, [pi01]), look(20, [pi01]))
    expect(state).toMatchObject({ id: pi01.id, firstSeenAt: at(0), lastSeenAt: at(20), returns: 0 })
    expect(state?.clearedAt).toBeUndefined()
  })

  test('began when its first line was written, if that is known', () => {
    const [state] = after(look(0, [finding('node/pi01', { firstSeenAt: at(-60) })]))
    expect(state?.firstSeenAt).toBe(at(-60))
  })

  test('is not cleared by one look, nor by two in a minute', () => {
    expect(after(look(0, [pi01]), look(60, []))[0]?.clearedAt).toBeUndefined()
    expect(after(look(0, [pi01]), look(60, []), look(61, []))[0]?.clearedAt).toBeUndefined()
  })

  test('is cleared by two looks five minutes apart, as of the first of them', () => {
    expect(after(look(0, [pi01]), look(60, []), look(65, []))[0]?.clearedAt).toBe(at(60))
  })

  test('is not cleared by looks that did not see its node', () => {
    const silent = [everything[0] as Coverage, door('ssh', 'pi01', 'silent'), door('ssh', 'pi02')]
    const looks = [10, 20, 30, 40].map((minutes) => look(minutes, [], silent))
    expect(after(look(0, [pi01]), ...looks)[0]).toMatchObject({ missedLooks: 0 })
    // Another node's silence is no reason to keep it.
    const other = [everything[0] as Coverage, door('ssh', 'pi01'), door('ssh', 'pi02', 'silent')]
    expect(after(look(0, [pi01]), look(10, [], other), look(20, [], other))[0]?.clearedAt).toBe(
      at(10),
    )
  })

  test('of the cluster is not cleared while any door is silent', () => {
    const cluster = finding('cluster')
    const silent = [...everything.slice(0, 2), door('ssh', 'pi02', 'no-permission')]
    const states = after(look(0, [cluster]), look(10, [], silent), look(20, [], silent))
    expect(states[0]?.clearedAt).toBeUndefined()
  })

  test('that only the API told is cleared while a node is silent, and not while the API is', () => {
    const evidence = [{ id: 'api/longhorn-volumes', text: 'degraded', count: 1, node: 'pi01' }]
    const volume = finding('volume/pvc-1', { evidence })
    const [api, ...boards] = everything as [Coverage, ...Coverage[]]
    const silentBoard = [api, door('ssh', 'pi01', 'silent'), door('ssh', 'pi02')]
    const silentApi = [{ ...api, outcome: 'silent' as const }, ...boards]
    const cleared = (coverage: Coverage[]) =>
      after(look(0, [volume]), look(10, [], coverage), look(20, [], coverage))[0]?.clearedAt
    expect([cleared(silentBoard), cleared(silentApi)]).toEqual([at(10), undefined])
  })

  test('of the cluster that one node told needs that node, and no other', () => {
    const evidence = [{ id: 'node/pi02/log/kernel', text: 'link down', count: 1, node: 'pi02' }]
    const cluster = finding('cluster', { evidence })
    const cleared = (silent: string) => {
      const coverage = everything.map((one) =>
        one.target === silent ? { ...one, outcome: 'silent' as const } : one,
      )
      return after(look(0, [cluster]), look(10, [], coverage), look(20, [], coverage))[0]?.clearedAt
    }
    expect([cleared('pi01'), cleared('pi02')]).toEqual([at(10), undefined])
  })

  test('that rests on something else too waits for every door', () => {
    const evidence = [
      { id: 'api/events', text: 'a', count: 1 },
      { id: 'journal-trends', text: 'b', count: 1 },
    ]
    const silent = [...everything.slice(0, 2), door('ssh', 'pi02', 'silent')]
    const states = after(
      look(0, [finding('cluster', { evidence })]),
      look(10, [], silent),
      look(20, [], silent),
    )
    expect(states[0]?.clearedAt).toBeUndefined()
  })

  test('that comes back after it was cleared is new, and says how often', () => {
    const states = after(look(0, [pi01]), look(60, []), look(70, []), look(600, [pi01]))
    expect(states).toHaveLength(1)
    expect(states[0]).toMatchObject({ firstSeenAt: at(600), returns: 1, missedLooks: 0 })
    expect(states[0]?.clearedAt).toBeUndefined()
  })

  test('that only older lines tell is not seen', () => {
    expect(after(look(0, [finding('node/pi01', { clearedAt: at(-90) })]))).toEqual([])
    expect(after(look(0, [finding('node/pi01', { kind: 'benign' })]))).toEqual([])
  })

  test('is forgotten a month after it was cleared', () => {
    const gone = [look(0, [pi01]), look(60, []), look(70, [])]
    expect(after(...gone, look(29 * 1440, []))).toHaveLength(1)
    expect(after(...gone, look(31 * 1440, []))).toEqual([])
  })
})

test('whatever is seen and missed, an open finding was seen and a cleared one was missed', () => {
  const anything = fc.array(
    fc.record({ gap: fc.integer({ min: 1, max: 30 }), seen: fc.boolean(), reached: fc.boolean() }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(anything, (looks) => {
      let minutes = 0
      let states: LiveFinding[] = []
      let lastSeen: string | undefined
      for (const { gap, seen, reached } of looks) {
        minutes += gap
        const coverage = reached ? everything : [door('api', 'pi01', 'silent')]
        states = afterLook(states, look(minutes, seen ? [pi01] : [], coverage))
        if (seen) lastSeen = at(minutes)
        expect(states[0]?.lastSeenAt).toBe(lastSeen)
        for (const { clearedAt, firstSeenAt, lastSeenAt } of states) {
          expect(seen && clearedAt !== undefined).toBe(false)
          expect((clearedAt ?? '9') > lastSeenAt).toBe(true)
          expect(firstSeenAt <= lastSeenAt).toBe(true)
        }
      }
    }),
  )
})

test('since a moment: what appeared, went on and was cleared', () => {
  const old = finding('node/pi02')
  const states = after(look(0, [old, finding('cluster')]), look(60, [old]), look(70, [old, pi01]))
  const changes = changesSince(states, at(30))
  expect(changes.appeared.map(({ id }) => id)).toEqual([pi01.id])
  expect(changes.continued.map(({ id }) => id)).toEqual([old.id])
  expect(changes.cleared.map(({ subject }) => subject)).toEqual(['cluster'])
})

test('a diagnosis carries the remembered times', () => {
  const diagnosis = {
    schema: 'bramble/diagnosis/1' as const,
    cluster: 'home',
    cause: 'under-voltage',
    next: [],
    undecided: [],
    ...look(20, [finding('node/pi01', { firstSeenAt: at(15) })]),
  }
  const states = after(look(0, [pi01]), diagnosis)
  expect(withMemory(diagnosis, states).findings[0]).toMatchObject({
    firstSeenAt: at(0),
    lastSeenAt: at(20),
  })
})
