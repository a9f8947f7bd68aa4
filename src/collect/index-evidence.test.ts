import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../model/evidence.ts'
import type { EvidenceIndex } from '../model/evidence-index.ts'
import { lines } from '../model/line.ts'
import { indexEvidence } from './index-evidence.ts'

const takenAt = '2026-11-24T12:00:00.000Z'
const failed = lines('it failed')
const queries = [failed, lines('Under-voltage detected!', undefined, ['kernel'])]

function evidence(id: string, parts: Partial<Evidence>): Evidence {
  return {
    id,
    kind: 'log',
    source: `file ${id}`,
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    ...parts,
  }
}

const index = (pieces: readonly Evidence[]) => indexEvidence(pieces, queries, Date.parse(takenAt))
const counted = (found: EvidenceIndex) =>
  found.lines.get(failed)?.map(({ count, node, text }) => [count, node, text]) ?? []
const line = (second: number, word = 'disk') =>
  `Nov 24 01:02:${String(second).padStart(2, '0')} pi03 app[7]: ${word} it failed`

describe('indexEvidence', () => {
  const all = [
    evidence('a', { text: [line(1), line(2), '[  900.1] usb it failed'].join('\n') }),
    evidence('b', { text: [line(2), line(3, 'mouse')].join('\n') }),
    evidence('c', {
      node: 'pi04',
      text: 'it failed\nUnder-voltage detected!',
      log: { origin: 'kernel' },
    }),
    evidence('d', { kind: 'mounts', node: 'pi02', records: [{ target: '/' }, { target: '/mnt' }] }),
    evidence('e', { kind: 'nodes', records: [{ name: 'pi09' }, { name: 'pi01' }] }),
    evidence('f', {
      text: 'NAME  STATUS  ROLES  AGE  VERSION\npi05  Ready  <none>  4d  v1.36.3+k3s1',
    }),
  ]

  test('is the same for evidence in any order', () => {
    const known = index(all)
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const found = index(shuffled)
        expect([...found.lines]).toEqual([...known.lines])
        expect([...found.facts]).toEqual([...known.facts])
        expect(found.nodes).toEqual(known.nodes)
      }),
    )
  })

  test('orders lines by time, undated ones last', () => {
    expect(counted(index(all)).map(([, node]) => node)).toEqual([undefined, 'pi03', 'pi03', 'pi04'])
  })

  test('counts a line that two texts hold with the same time once', () => {
    expect(counted(index(all.slice(0, 2)))).toEqual([
      [1, undefined, '[  900.1] usb it failed'],
      [2, 'pi03', line(1)],
      [1, 'pi03', line(3, 'mouse')],
    ])
  })

  test('counts a line twice that one text holds twice', () => {
    const text = [line(1), line(1)].join('\n')
    expect(counted(index([evidence('a', { text })]))).toEqual([[2, 'pi03', line(1)]])
    expect(counted(index([evidence('a', { text }), evidence('b', { text: `${text}\n` })]))).toEqual(
      [[2, 'pi03', line(1)]],
    )
  })

  test('reads the same text of the same node once, and of another node again', () => {
    const text = 'it failed'
    expect(counted(index([evidence('a', { text }), evidence('b', { text })]))).toEqual([
      [1, undefined, text],
    ])
    expect(
      counted(
        index([evidence('a', { text, node: 'pi01' }), evidence('b', { text, node: 'pi02' })]),
      ),
    ).toEqual([
      [1, 'pi01', text],
      [1, 'pi02', text],
    ])
  })

  test('keeps a table that was pasted twice once', () => {
    const text = 'NAME  STATUS  ROLES  AGE  VERSION\npi05  Ready  <none>  4d  v1.36.3+k3s1'
    const twice = [evidence('a', { text }), evidence('b', { text: `again:\n${text}` })]
    expect(index(twice).facts.get('nodes')).toHaveLength(1)
  })

  test('takes nothing in a log that Bramble read for a table, a prompt or a sentence', () => {
    const text = [
      line(1),
      'NAME  STATUS    ROLES  AGE  VERSION',
      'pi05  NotReady  <none>  4d  v1.36.3+k3s1',
      '$ df -h',
      '/dev/sda1  1G  1G  0  100% /',
      line(2),
      'I think that the power supply of this board is too weak, since it browns out every night.',
    ].join('\n')
    const kinds = (log: Evidence['log']) =>
      [...index([evidence('x', { node: 'pi03', text, log })]).facts.keys()].toSorted()
    expect(kinds({ origin: 'system' })).toEqual(expect.arrayContaining(['nodes', 'told']))
    expect(kinds({ origin: 'system', complete: true })).toEqual(['log-coverage'])
  })

  test('names every node that any evidence speaks of', () => {
    expect(index(all).nodes).toEqual(['pi01', 'pi02', 'pi03', 'pi04', 'pi05', 'pi09'])
  })

  test('gives records their evidence and node, and tables the node that they name', () => {
    const { facts } = index(all)
    expect(facts.get('mounts')).toEqual([
      { evidence: 'd', node: 'pi02', target: '/' },
      { evidence: 'd', node: 'pi02', target: '/mnt' },
    ])
    expect(facts.get('nodes')).toEqual([
      { evidence: 'e', name: 'pi09' },
      { evidence: 'e', name: 'pi01' },
      expect.objectContaining({ evidence: 'f', node: 'pi05', name: 'pi05' }),
    ])
  })

  test('asks for lines of an origin', () => {
    const [, underVoltage] = queries
    expect(index(all).lines.get(underVoltage ?? failed)).toEqual([
      expect.objectContaining({ node: 'pi04', origin: 'kernel' }),
    ])
  })

  test('knows where each piece came from', () => {
    expect(index(all).sources.get('c')).toEqual({ source: 'file c', takenAt })
  })
})
