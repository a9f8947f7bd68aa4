import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Coverage, Evidence, Outcome } from '#src/model/evidence.ts'
import { apiHealth, nodes } from '#src/model/facts/kubernetes.ts'
import { load, memory, pressure, units } from '#src/model/facts/node.ts'
import { facts, takenAt } from '#test/support/pattern.ts'
import { diagnose } from './diagnose.ts'
import { patterns } from './patterns/index.ts'

/** What is said of a server that is dying, before its own lines say why: the cause, or one step. */

const queries = patterns.flatMap((pattern) => pattern.queries)

function look(...evidence: Evidence[]) {
  const coverage: Coverage[] = [{ door: 'ssh', target: 'pi01', outcome: 'answered', missing: [] }]
  const index = indexEvidence(evidence, queries, Date.parse(takenAt))
  const observation = { cluster: 'x', takenAt, evidence, coverage }
  const diagnosis = diagnose({ patterns, checks: [] }, index, {
    schema: 'bramble/observation/1',
    ...observation,
  })
  const [first] = diagnosis.findings
  return {
    cause: diagnosis.cause,
    first: first && `${first.confidence} ${first.cause}@${first.subject}`,
    command: diagnosis.next[0]?.command,
    words: first?.evidence.map(({ text }) => text).join('; ') ?? '',
  }
}

let sessions = 0
const ssh = (node: string, outcome: Outcome): Evidence => ({
  id: `s${sessions++}`,
  kind: 'ssh-session',
  node,
  source: 'ssh',
  takenAt,
  outcome,
  truncated: false,
  redacted: 0,
})

const api = (errorCode: string) =>
  facts(apiHealth, [
    {
      address: 'https://10.0.0.11:6443',
      ready: false,
      milliseconds: 5000,
      failedChecks: [],
      errorCode,
      errorMessage: 'https://10.0.0.11:6443 did not answer /readyz within 5.0 s.',
    },
  ])
const unit = (node: string, name: string, activeState = 'active', loadState = 'loaded') =>
  facts(units, [{ name, loadState, activeState }], node)
const server = [ssh('pi01', 'answered'), unit('pi01', 'k3s.service')]
const agent = [
  ssh('pi02', 'answered'),
  unit('pi02', 'k3s-agent.service'),
  unit('pi02', 'k3s.service', 'inactive', 'not-found'),
]
const busy = (node: string) => facts(load, [{ one: 20, five: 9, fifteen: 4, cpuCount: 4 }], node)
const gibibyte = 2 ** 30

describe('an API that is silent', () => {
  test('with its server short of CPU: too busy, as far as is seen', () => {
    expect(look(api('api-timeout'), ...server, ...agent, busy('pi01'))).toMatchObject({
      cause: 'apiserver-overload-tls-timeouts',
      first: 'suspected apiserver-overload-tls-timeouts@node/pi01',
    })
  })

  test('with its server out of memory and CPU: the board is overloaded', () => {
    const full = facts(
      memory,
      [{ totalBytes: 4 * gibibyte, availableBytes: gibibyte / 50 }],
      'pi01',
    )
    expect(look(api('api-timeout'), ...server, busy('pi01'), full).cause).toBe('node-overload')
  })

  test('with a busy agent: no cause, for an agent is not what answers', () => {
    const seen = look(api('api-timeout'), ...server, ...agent, busy('pi02'))
    expect(seen.cause).not.toBe('apiserver-overload-tls-timeouts')
  })

  test('with a server that runs at ease: it is asked on the server itself', () => {
    const seen = look(api('ETIMEDOUT'), ...server, ...agent)
    expect(seen).toMatchObject({ cause: 'unknown', first: 'confirmed api-not-ready@cluster' })
    expect(seen.command).toBe(`ssh pi01 'sudo timeout 20 k3s kubectl get --raw "/readyz?verbose"'`)
    expect(seen.words).toContain('on pi01, k3s.service is active')
  })

  test('with a server whose processes wait for a disk: the kernel is asked about it', () => {
    const waits = facts(
      pressure,
      [{ resource: 'io', someAvg10: 91, someAvg60: 88, someAvg300: 40 }],
      'pi01',
    )
    const seen = look(api('ETIMEDOUT'), ...server, waits)
    expect(seen.cause).toBe('unknown')
    expect(seen.command).toContain("ssh pi01 'sudo journalctl -k")
    expect(seen.words).toContain('wait for a disk 88 % of the time')
  })

  test('with a node that is silent too: the others are asked about it', () => {
    const seen = look(api('ETIMEDOUT'), ssh('pi01', 'silent'), ...agent)
    expect(seen).toMatchObject({ cause: 'unknown', command: 'bramble autopsy pi01' })
    expect(seen.words).toContain('pi01 does not answer over SSH either')
  })

  test('that refuses is not silent: its own checks are asked', () => {
    expect(look(api('ECONNREFUSED'), ...server).command).toBe('kubectl get --raw "/readyz?verbose"')
    expect(look(api('ECONNREFUSED'), ...server, busy('pi01')).cause).not.toBe(
      'apiserver-overload-tls-timeouts',
    )
  })
})

describe('a node that went silent just now', () => {
  const ready = (seconds: number) =>
    facts(nodes, [
      {
        name: 'pi03',
        conditions: [{ type: 'Ready', status: 'True' }],
        unschedulable: false,
        taints: [],
        roles: [],
        addresses: [],
        leaseRenewedAt: new Date(Date.parse(takenAt) - seconds * 1000).toISOString(),
      },
    ])

  test('is told before the API notices: SSH and the lease agree', () => {
    expect(look(ready(31), ssh('pi03', 'silent'))).toMatchObject({
      cause: 'unknown',
      first: 'suspected node-silent@node/pi03',
      command: 'bramble autopsy pi03',
    })
  })

  test('is not told by one of the two alone', () => {
    expect(look(ready(31), ssh('pi03', 'answered')).first).toBeUndefined()
    expect(look(ready(9), ssh('pi03', 'silent')).first).toBeUndefined()
    expect(look(ready(31), ssh('pi03', 'refused')).first).toBeUndefined()
  })

  test('is told without an API where others answer, and not where nobody does', () => {
    const [gone, other] = [ssh('pi03', 'silent'), ssh('pi02', 'answered')]
    expect(look(gone, other).first).toBe('suspected node-silent@node/pi03')
    const nobody = look(gone, ssh('pi02', 'silent'))
    expect(nobody.first).toBeUndefined()
    expect(nobody.command).toBe('ping -c 3 pi03')
    expect(look(gone).first).toBeUndefined()
  })
})
