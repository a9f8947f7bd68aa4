import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { namedOutlets } from '#src/model/facts/power.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'
import { facts, fixture, log, takenAt, testPattern } from '#test/support/pattern.ts'
import { judge } from '../../../judge.ts'
import { rank } from '../../../rank.ts'
import pattern from './pattern.ts'

const node = (status: 'True' | 'False' | 'Unknown', more = {}) => ({
  name: 'pi03',
  conditions: [{ type: 'Ready', status, ...more }],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [],
})

testPattern(pattern, {
  finds: [
    {
      name: 'Ready is Unknown',
      confidence: 'confirmed',
      subject: 'node/pi03',
      evidence: [facts(nodes, [node('Unknown', { reason: 'NodeStatusUnknown' })])],
    },
    {
      name: 'still Ready, but the lease is old',
      confidence: 'suspected',
      subject: 'node/pi03',
      evidence: [facts(nodes, [{ ...node('True'), leaseRenewedAt: '2026-03-01T11:58:20.000Z' }])],
    },
    {
      name: 'a row of a table',
      confidence: 'suspected',
      evidence: [facts(nodes, [node('False')])],
    },
    {
      name: 'a row of a pasted table',
      confidence: 'suspected',
      subject: 'node/pi03',
      evidence: [
        log(
          'pi01   Ready      control-plane   4d   v1.36.3+k3s1\npi03   NotReady   <none>          4d   v1.36.3+k3s1',
        ),
      ],
    },
    {
      name: 'a description',
      confidence: 'suspected',
      evidence: [log(fixture(import.meta.url, 'describe.txt'))],
    },
  ],
  staysQuiet: [
    {
      name: 'Ready, lease fresh',
      evidence: [facts(nodes, [{ ...node('True'), leaseRenewedAt: '2026-03-01T11:59:55.000Z' }])],
    },
    {
      name: 'a kubelet that says itself why it is not ready',
      rival: 'cni-not-ready',
      evidence: [
        facts(nodes, [
          node('False', {
            reason: 'KubeletNotReady',
            message: 'container runtime network not ready',
          }),
        ]),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'no Ready condition',
      evidence: [facts(nodes, [{ ...node('True'), conditions: [] }])],
    },
  ],
})

describe('where its power can be switched', () => {
  const silent = facts(nodes, [node('Unknown', { reason: 'NodeStatusUnknown' })])
  const outlet = facts(namedOutlets, [{ name: 'closet port 3' }], 'pi03')
  // How a session went stands in the evidence itself.
  const session = (outcome: 'silent' | 'answered') => ({
    ...facts(sshSessions, [{ outcome }], 'pi03'),
    outcome,
  })
  const wordsOf = (...evidence: Evidence[]) => {
    const index = indexEvidence(evidence, pattern.queries, Date.parse(takenAt))
    const [finding] = rank(judge([pattern], index).matched).findings
    return finding?.mitigation ?? ''
  }

  test('a power cycle is named, last, behind the questions that decide', () => {
    const words = wordsOf(silent, outlet, session('silent'))
    const commands = [...words.matchAll(/`(bramble [^`]+)`/g)].map(([, command]) => command)
    expect(commands).toEqual([
      'bramble autopsy pi03',
      'bramble can lose pi03',
      'bramble power-cycle pi03',
    ])
    expect(words.indexOf('Save what a reset destroys first')).toBe(0)
  })

  test('it is not named without an outlet, for another node, or where the node answers', () => {
    const others = facts(namedOutlets, [{ name: 'closet port 2' }], 'pi02')
    expect(wordsOf(silent, session('silent'))).not.toContain('bramble power-cycle')
    expect(wordsOf(silent, others, session('silent'))).not.toContain('bramble power-cycle')
    expect(wordsOf(silent, outlet, session('answered'))).not.toContain('bramble power-cycle')
  })
})
