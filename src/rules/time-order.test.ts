import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Coverage, Evidence } from '#src/model/evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { load } from '#src/model/facts/node.ts'
import type { LogLine } from '#src/model/line.ts'
import { backdrop, because } from '#src/model/verdict.ts'
import { facts, log, takenAt } from '#test/support/pattern.ts'
import { diagnose } from './diagnose.ts'
import { patterns } from './patterns/index.ts'
import { courseOf, endedBefore } from './time-order.ts'

const now = Date.parse(takenAt)
const minute = 60_000
const queries = patterns.flatMap((pattern) => pattern.queries)

function explain(door: Coverage['door'], evidence: Evidence[]) {
  const coverage: Coverage[] = [{ door, target: 'pi01', outcome: 'answered', missing: [] }]
  const index = indexEvidence(evidence, queries, now)
  const observation = { cluster: 'x', takenAt, evidence, coverage }
  return diagnose({ patterns, checks: [] }, index, {
    schema: 'bramble/observation/1',
    ...observation,
  })
}

const iso = (minutesAgo: number) => new Date(now - minutesAgo * minute).toISOString()
const stamp = (minutesAgo: number) => iso(minutesAgo).replace(/\.\d+Z/, '+0000')

/** What an agent says of a server that is too busy, every ten seconds. */
function overload(from: number, until: number): Evidence {
  const spoken: string[] = []
  for (let ago = from; ago >= until; ago -= 1 / 6)
    spoken.push(
      `${stamp(ago)} pi02 k3s[812]: E0301 controller.go:195] "Failed to update lease" err="Get https://127.0.0.1:6443/apis/coordination.k8s.io: net/http: TLS handshake timeout"`,
    )
  return log(`${spoken.join('\n')}\n`, { node: 'pi02', origin: 'k3s' })
}

function silent(lease: number | undefined, turned?: number): Evidence {
  const told = turned === undefined ? {} : { lastTransitionAt: iso(turned) }
  return facts(nodes, [
    {
      name: 'pi03',
      conditions: [{ type: 'Ready', status: 'Unknown', ...told }],
      unschedulable: false,
      taints: [],
      roles: [],
      addresses: [],
      ...(lease !== undefined && { leaseRenewedAt: iso(lease) }),
    },
  ])
}

const findingOf = (diagnosis: ReturnType<typeof explain>, cause: string) =>
  diagnosis.findings.find((finding) => finding.cause === cause)

describe('an overload and a node that went silent', () => {
  test('that was over before: it is not the cause, and the silence says how long before', () => {
    const diagnosis = explain('ssh', [overload(14, 8), silent(1.5)])
    expect(diagnosis.cause).toBe('unknown')
    expect(diagnosis.findings[0]).toMatchObject({
      cause: 'node-silent',
      firstSeenAt: iso(1.5),
      against: ['apiserver-overload-tls-timeouts had ended 7 minutes before this began'],
    })
    expect(findingOf(diagnosis, 'apiserver-overload-tls-timeouts')).toMatchObject({
      severity: 'info',
      clearedAt: iso(8),
      explains: [],
    })
    expect(diagnosis.next[0]?.command).toBe('bramble autopsy pi03')
  })

  test('that goes on still: it is the cause', () => {
    const diagnosis = explain('ssh', [overload(14, 0), silent(9)])
    expect(diagnosis.cause).toBe('apiserver-overload-tls-timeouts')
    expect(findingOf(diagnosis, 'node-silent')?.against).toEqual([])
  })

  test('that led into it: it is the cause, even where the last words were lost', () => {
    expect(explain('ssh', [overload(14, 7), silent(6)]).cause).toBe(
      'apiserver-overload-tls-timeouts',
    )
  })

  test('that began it and is over: the node has been silent since', () => {
    expect(explain('ssh', [overload(14, 5), silent(9)]).cause).toBe(
      'apiserver-overload-tls-timeouts',
    )
  })

  test('whose pressure is measured now goes on, whatever its lines say', () => {
    const busy = facts(load, [{ one: 20, five: 20, fifteen: 20, cpuCount: 4 }])
    expect(explain('ssh', [overload(14, 8), busy, silent(1.5)]).cause).toBe(
      'apiserver-overload-tls-timeouts',
    )
  })

  test('where nothing tells when the silence began, the overload may have begun it', () => {
    expect(explain('ssh', [overload(14, 8), silent(undefined)]).cause).toBe(
      'apiserver-overload-tls-timeouts',
    )
  })

  test('without a lease the condition tells, less the time that the controller waits', () => {
    const turned = (ago: number) => explain('ssh', [overload(14, 8), silent(undefined, ago)])
    expect(turned(1).cause).toBe('unknown')
    expect(turned(5.5).cause).toBe('apiserver-overload-tls-timeouts')
  })

  test('where clocks are known to differ, the order of two nodes says nothing', () => {
    const skewed = log(
      `${stamp(1)} pi02 chronyd[400]: System clock wrong by 3600.123456 seconds\n`,
      { node: 'pi02', origin: 'k3s' },
    )
    const { findings } = explain('ssh', [overload(14, 8), skewed, silent(1.5)])
    expect(findings.map(({ cause }) => cause)).toContain('clock-skew')
    const overloaded = findings.find(({ cause }) => cause === 'apiserver-overload-tls-timeouts')
    expect(overloaded?.explains).toContain('node-silent@node/pi03')
  })

  test('in a paste: the newer trouble comes first, and nothing is called cleared', () => {
    const diagnosis = explain('file', [overload(40, 30), silent(1.5)])
    expect(diagnosis.cause).toBe('unknown')
    expect(diagnosis.findings.map(({ cause }) => cause)).toEqual([
      'node-silent',
      'apiserver-overload-tls-timeouts',
    ])
    expect(diagnosis.findings[1]).toMatchObject({ severity: 'critical' })
    expect(diagnosis.findings[1]).not.toHaveProperty('clearedAt')
  })
})

describe('old trouble in the same logs', () => {
  const old = [
    'pi03 kernel: Out of memory: Killed process 812 (k3s-server) total-vm:4812345kB, anon-rss:3012345kB',
    'pi03 kernel: hwmon hwmon1: Undervoltage detected!',
    'pi03 kernel: mmc0: Timeout waiting for hardware interrupt.',
    'pi03 kernel: Kernel panic - not syncing: Fatal exception',
    'pi02 k3s[812]: E0301 controller.go:195] "Failed to update lease" err="Get https://127.0.0.1:6443/apis: net/http: TLS handshake timeout"',
    'pi02 k3s[812]: Error: x509: certificate has expired or is not yet valid',
  ]
  const asLog = (said: readonly (readonly [number, string])[]) =>
    said.map(([ago, words]) =>
      log(`${stamp(ago)} ${words}\n`, {
        node: words.slice(0, 4),
        origin: words.includes('kernel:') ? 'kernel' : 'k3s',
      }),
    )
  const said = fc.tuple(fc.integer({ min: 45, max: 5000 }), fc.constantFrom(...old))

  test('changes nothing of what is the first cause now', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), fc.boolean(), (before, isOverload) => {
        const trouble = [...(isOverload ? [overload(9, 3)] : []), silent(5)]
        const cause = explain('ssh', trouble).cause
        expect(cause).toBe(isOverload ? 'apiserver-overload-tls-timeouts' : 'unknown')
        expect(explain('ssh', [...asLog(before), ...trouble]).cause).toBe(cause)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the course of a match', () => {
  const line = (firstAt: number, lastAt: number, count: number, boot?: number): LogLine => ({
    evidence: 'e',
    text: 'x',
    origin: 'k3s',
    count,
    groups: {},
    firstAt,
    lastAt,
    ...(boot !== undefined && { boot }),
  })
  const began = (at: number) => courseOf([line(at, at, 1)])
  const ended = (reasons: Parameters<typeof courseOf>[0], at: number) =>
    endedBefore(courseOf(reasons), began(at))

  test('has ended when it was quiet for three times its own rhythm', () => {
    const each = 2 * minute
    const spoken = [line(0, 10 * each, 11)]
    expect(ended(spoken, 13 * each)).toBeUndefined()
    expect(ended(spoken, 13 * each + 1)).toBe(3 * each + 1)
  })

  test('has no end where a part of it has no date, except for what lies behind it', () => {
    const fact = because({ evidence: 'f' }, 'the load is high')
    expect(courseOf([line(0, minute, 7), fact])).not.toHaveProperty('lastSignAt')
    expect(courseOf([line(0, minute, 7), backdrop(fact)]).lastSignAt).toBe(minute)
  })

  test('may have said more where a crash cut its log off', () => {
    expect(ended([line(0, minute, 7)], 9 * minute)).toBe(8 * minute)
    expect(ended([line(0, minute, 7, -1)], 9 * minute)).toBeUndefined()
  })

  test('begins anew after a long pause', () => {
    const twice = [line(0, minute, 3), line(60 * minute, 61 * minute, 3)]
    expect(courseOf(twice).beganAt).toBe(60 * minute)
    expect(courseOf([line(0, 55 * minute, 3), ...twice]).beganAt).toBe(0)
  })

  test('is the same whenever it was, and in any order', () => {
    const span = fc.tuple(fc.nat(5000), fc.nat(900), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1 }),
        fc.integer({ min: 0, max: 1e9 }),
        (spans, by) => {
          const at = (shift: number) =>
            spans.map(([first, long, count]) =>
              line(shift + first * 1000, shift + (first + long) * 1000, count),
            )
          const { beganAt = 0, lastSignAt = 0, quietMilliseconds } = courseOf(at(0))
          expect(courseOf(at(by * 1000).toReversed())).toEqual({
            beganAt: beganAt + by * 1000,
            lastSignAt: lastSignAt + by * 1000,
            quietMilliseconds,
          })
        },
      ),
    )
  })
})
