import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Coverage, Evidence } from '#src/model/evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { bootEnds } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { facts, log, takenAt } from '#test/support/pattern.ts'
import { definePattern, type Pattern } from './define-pattern.ts'
import { diagnose } from './diagnose.ts'
import unreachable from './patterns/causes/server-unreachable-from-agent/pattern.ts'
import { presentOnly } from './present.ts'

const now = Date.parse(takenAt)
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString()
const line = (minutesAgo: number, node = 'pi01') =>
  log(`${at(minutesAgo).replace(/\.\d+Z/, '+0000')} ${node} kernel: oops happened\n`, {
    node,
    origin: 'kernel',
  })
const query = lines('oops happened')

function present(evidence: readonly Evidence[]): number {
  return presentOnly(indexEvidence(evidence, [query], now)).lines.get(query)?.length ?? 0
}

const notReady = (since: number, node = 'pi01') =>
  facts(nodes, [
    {
      name: node,
      conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionAt: at(since) }],
      unschedulable: false,
      taints: [],
      roles: [],
      addresses: [],
    },
  ])

describe('what is present', () => {
  test('is what was said in the last quarter of an hour', () => {
    expect([present([line(14)]), present([line(16)])]).toEqual([1, 0])
  })

  test('reaches back to ten minutes before a trouble that is still there, on that node', () => {
    expect(present([line(125), notReady(120)])).toBe(1)
    expect(present([line(135), notReady(120)])).toBe(0)
    expect(present([line(125, 'pi02'), notReady(120, 'pi01')])).toBe(0)
  })

  test('of an earlier boot is a day', () => {
    const boot = (hours: number) =>
      facts(
        bootEnds,
        [{ index: -1, lastAt: at(hours * 60), ending: 'cut', complete: true, lastLines: [] }],
        'pi01',
      )
    const left = (hours: number) =>
      presentOnly(indexEvidence([boot(hours)], [], now)).facts.get(bootEnds.kind)?.length
    expect([left(9), left(25)]).toEqual([1, 0])
  })

  test('holds what has no time: nothing says that it is old', () => {
    expect(present([log('oops happened', { node: 'pi01' })])).toBe(1)
  })
})

describe('a diagnosis', () => {
  const oops: Pattern = definePattern({
    id: 'kernel-crash-or-lockup',
    title: 'It crashed',
    severity: 'critical',
    stage: 'stable',
    since: '0.1.0',
    reads: { shown: query },
    rivals: [],
    remedy: 'none',
    docs: { meaning: 'm', impact: 'i', diagnosis: 'd', mitigation: 'm', references: [] },
    match: ({ shown }) => (shown.length > 0 ? match('confirmed', shown) : noMatch),
  })
  const door = (kind: Coverage['door']): Coverage => ({
    door: kind,
    target: 'pi01',
    outcome: 'answered',
    missing: [],
  })
  const explain = (kind: Coverage['door'], minutesAgo: number) => {
    const evidence = [line(minutesAgo)]
    const index = indexEvidence(evidence, [query], now)
    const observation = {
      schema: 'bramble/observation/1',
      cluster: 'x',
      takenAt,
      evidence,
      coverage: [door(kind)],
    } as const
    return diagnose({ patterns: [oops], checks: [] }, index, {
      ...observation,
      evidence: [...evidence],
      coverage: [door(kind)],
    })
  }

  test('of a living cluster names what is, and tells what is over apart', () => {
    expect(explain('ssh', 5).cause).toBe('kernel-crash-or-lockup')
    const old = explain('ssh', 300)
    expect(old.cause).toBe('unknown')
    expect(old.findings).toMatchObject([{ severity: 'info', clearedAt: at(300) }])
  })

  test('of a paste asks about that paste, however old', () => {
    expect(explain('file', 300)).toMatchObject({
      cause: 'kernel-crash-or-lockup',
      findings: [{ severity: 'critical' }],
    })
  })

  test('takes what the present state contradicts for past, with its time, and asks nobody to act', () => {
    const node = { node: 'pi02', origin: 'k3s' } as const
    const failing = (secondsAgo: number) =>
      log(
        `${new Date(now - secondsAgo * 1000).toISOString().replace(/\.\d+Z/, '+0000')} pi02 k3s[9]: level=error msg="failed to get CA certs: Get \\"https://10.0.0.11:6443/cacerts\\": dial tcp 10.0.0.11:6443: connect: connection refused"\n`,
        node,
      )
    const ready = (renewedSecondsAgo: number, status: 'True' | 'Unknown' = 'True') =>
      facts(
        nodes,
        [
          {
            name: 'pi02',
            conditions: [{ type: 'Ready', status, lastTransitionAt: at(60) }],
            leaseRenewedAt: new Date(now - renewedSecondsAgo * 1000).toISOString(),
            unschedulable: false,
            taints: [],
            roles: [],
            addresses: [],
          },
        ],
        'pi02',
      )
    const told = (...evidence: Evidence[]) => {
      const pattern = unreachable as Pattern
      const index = indexEvidence(evidence, pattern.queries, now)
      const coverage = [door('ssh')]
      const seen = { schema: 'bramble/observation/1', cluster: 'x', takenAt, evidence } as const
      const [found] = diagnose({ patterns: [pattern], checks: [] }, index, {
        ...seen,
        evidence: [...evidence],
        coverage,
      }).findings
      return found && [found.severity, found.clearedAt]
    }
    const past = new Date(now - 15_000).toISOString()
    expect(told(failing(15), ready(2))).toEqual(['info', past])
    // Its lease is older than the failure, or nobody renews it, or it failed a moment ago.
    expect(told(failing(15), ready(20))).toEqual(['critical', undefined])
    expect(told(failing(15), ready(2, 'Unknown'))).toEqual(['critical', undefined])
    expect(told(failing(4), ready(2))).toEqual(['critical', undefined])
    // Its own tunnel stands again.
    const tunnel = log(
      `${new Date(now - 5000).toISOString().replace(/\.\d+Z/, '+0000')} pi02 k3s[9]: level=info msg="Remotedialer connected to proxy" url="wss://10.0.0.11:6443/v1-k3s/connect"\n`,
      node,
    )
    expect(told(failing(15), tunnel)).toEqual(['info', past])
  })
})
