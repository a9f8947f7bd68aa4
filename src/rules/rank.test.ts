import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { answer } from './answer.ts'
import { definePattern, defineSymptom, type Explains, type Pattern } from './define-pattern.ts'
import { judge } from './judge.ts'
import { rank } from './rank.ts'

const docs = { meaning: 'm', impact: 'i', diagnosis: 'ssh {node}', mitigation: 'm', references: [] }
const shared = {
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  rivals: [],
  remedy: 'none',
  docs,
} as const

/** A pattern that matches when its one line is there: confirmed if the line says so. */
function pattern(
  id: string,
  explains: Explains = {},
  kind: 'cause' | 'symptom' = 'cause',
): Pattern {
  const parts = {
    ...shared,
    title: id,
    explains,
    reads: { shown: lines(`line of ${id}`) },
    match: ({ shown }: { shown: readonly LogLine[] }) =>
      shown.length === 0
        ? noMatch
        : match(
            shown.some((line) => line.text.includes('sure')) ? 'confirmed' : 'suspected',
            shown,
          ),
  }
  return kind === 'symptom'
    ? defineSymptom({ ...parts, id })
    : definePattern({ ...parts, id: id as 'power-loss' })
}

interface Shown {
  id: string
  node?: string
  at?: number
  sure?: boolean
}

function indexOf(patterns: readonly Pattern[], shown: readonly Shown[]): EvidenceIndex {
  const found = new Map<Pattern['queries'][number], LogLine[]>()
  for (const [place, { id, node, at, sure }] of shown.entries()) {
    const query = patterns.find((one) => one.id === id)?.queries[0]
    if (!query) throw new Error(id)
    const line: LogLine = {
      evidence: `e${place}`,
      text: `line of ${id}${sure ? ' sure' : ''}`,
      origin: 'unknown',
      count: 1,
      groups: {},
      ...(node !== undefined && { node }),
      ...(at !== undefined && { firstAt: at, lastAt: at }),
    }
    found.set(query, [...(found.get(query) ?? []), line])
  }
  const nodes = [...new Set(shown.flatMap(({ node }) => node ?? []))].sort()
  return {
    facts: new Map(),
    lines: found,
    nodes,
    takenAt: 0,
    asked: new Set(),
    gaps: new Map(),
    sources: new Map(),
  }
}

function order(patterns: readonly Pattern[], shown: readonly Shown[]): string[] {
  return rank(judge(patterns, indexOf(patterns, shown)).matched).findings.map(
    (finding) => finding.id,
  )
}

const slowDisk = pattern('slow-datastore-disk', { anywhere: ['apiserver-overload-tls-timeouts'] })
const overload = pattern('apiserver-overload-tls-timeouts', { anywhere: ['silent'] })
const memory = pattern('oom-killer-node', { onSameNode: ['silent'] })
const silent = pattern('silent', {}, 'symptom')
const harmless = pattern('benign-k3s-noise')
const all = [slowDisk, overload, memory, silent, harmless]

describe('rank', () => {
  test('puts the cause before what it brings about, through a chain', () => {
    const shown = [
      { id: 'silent', node: 'b', at: 3, sure: true },
      { id: 'apiserver-overload-tls-timeouts', node: 'b', at: 2, sure: true },
      { id: 'slow-datastore-disk', node: 'a', at: 1, sure: true },
    ]
    expect(order(all, shown)).toEqual([
      'slow-datastore-disk@node/a',
      'apiserver-overload-tls-timeouts@node/b',
      'silent@node/b',
    ])
    const [first] = rank(judge(all, indexOf(all, shown)).matched).findings
    expect(first?.explains).toEqual(['apiserver-overload-tls-timeouts@node/b', 'silent@node/b'])
  })

  test('of the same words a cause with a mechanism of its own says more than a general one', () => {
    const { reads, queries } = slowDisk
    const special: Pattern = { ...pattern('app-fault'), reads, queries }
    const ofTheSame: Pattern = { ...special, isGeneral: true }
    const general: Pattern = { ...pattern('app-fault'), isGeneral: true }
    const shown = [{ id: 'slow-datastore-disk' }]
    expect(order([ofTheSame, slowDisk], shown)).toEqual([
      'slow-datastore-disk@cluster',
      'app-fault@cluster',
    ])
    expect(order([special, slowDisk], shown)[0]).toBe('app-fault@cluster')
    expect(order([general, slowDisk], [...shown, { id: 'app-fault' }])[0]).toBe('app-fault@cluster')
  })

  test('a suspicion never dethrones what is confirmed', () => {
    const shown = [
      { id: 'slow-datastore-disk', sure: false },
      { id: 'apiserver-overload-tls-timeouts', sure: true },
    ]
    expect(order(all, shown)[0]).toBe('apiserver-overload-tls-timeouts@cluster')
  })

  test('a suspicion explains a symptom', () => {
    const shown = [
      { id: 'silent', sure: true },
      { id: 'apiserver-overload-tls-timeouts', sure: false },
    ]
    expect(order(all, shown)[0]).toBe('apiserver-overload-tls-timeouts@cluster')
  })

  test('what came later explains nothing before it', () => {
    const hour = 3_600_000
    const findings = rank(
      judge(
        all,
        indexOf(all, [
          { id: 'slow-datastore-disk', at: hour, sure: true },
          { id: 'apiserver-overload-tls-timeouts', at: 1, sure: true },
        ]),
      ).matched,
    ).findings
    expect(findings.flatMap((finding) => finding.explains)).toEqual([])
  })

  test('a cause on one node does not explain another node, where it says so', () => {
    const findings = rank(
      judge(
        all,
        indexOf(all, [
          { id: 'oom-killer-node', node: 'a', sure: true },
          { id: 'silent', node: 'b', sure: true },
        ]),
      ).matched,
    ).findings
    expect(findings.flatMap((finding) => finding.explains)).toEqual([])
  })

  test('an ill agent explains nothing on a server or another agent', () => {
    const spread = pattern('oom-killer-node', {
      anywhere: ['silent', 'apiserver-overload-tls-timeouts'],
    })
    const busy = pattern('apiserver-overload-tls-timeouts')
    const both = [spread, busy]
    const shown = [
      { id: 'oom-killer-node', node: 'agent', sure: true },
      { id: 'apiserver-overload-tls-timeouts', node: 'server', sure: true },
    ]
    const explained = (agents: string[]) =>
      rank(judge(both, indexOf(both, shown)).matched, new Set(agents)).findings.flatMap(
        ({ explains }) => explains,
      )
    expect(explained([])).toHaveLength(1)
    expect(explained(['agent'])).toEqual([])
  })

  describe('of causes that pass by themselves', () => {
    const minute = 60_000
    const disk = { ...slowDisk, passes: true } as const
    const busy = { ...overload, passes: true } as const
    const both = [disk, busy, silent]
    const ranked = (shown: readonly Shown[]) =>
      rank(judge(both, indexOf(both, shown)).matched).findings
    const silence = { id: 'silent', node: 'b', at: 30 * minute, sure: true }
    const slow = { id: 'slow-datastore-disk', node: 'a', at: minute, sure: true }
    const busyAt = (at: number) =>
      ({ id: 'apiserver-overload-tls-timeouts', node: 'b', at, sure: true }) as const

    test('one that was over explains through what it began and what went on', () => {
      const [first] = ranked([silence, slow, ...[3, 12, 21, 29].map((ago) => busyAt(ago * minute))])
      expect(first).toMatchObject({
        cause: 'slow-datastore-disk',
        explains: ['apiserver-overload-tls-timeouts@node/b', 'silent@node/b'],
      })
    })

    test('one that was over long before comes last, with nothing between', () => {
      const findings = ranked([silence, slow])
      expect(findings.map(({ cause }) => cause)).toEqual(['silent', 'slow-datastore-disk'])
      expect(findings[0]?.against).toEqual([])
      expect(ranked([silence, busyAt(minute)])[0]?.against).toEqual([
        'apiserver-overload-tls-timeouts had ended 29 minutes before this began',
      ])
    })

    test('an older time of the same two changes nothing for the newest', () => {
      const day = 24 * 60 * minute
      const times = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 })
      fc.assert(
        fc.property(times, fc.boolean(), fc.integer({ min: -5, max: 5 }), (old, isBusy, shift) => {
          const moved = ({ at = 0, ...rest }: Shown) => ({ ...rest, at: at + shift * day })
          const newest = [silence, ...(isBusy ? [busyAt(29 * minute)] : [])].map(moved)
          const before = old.flatMap((ago) =>
            [slow, { ...silence, at: 5 * minute }].map((one) =>
              moved({ ...one, at: one.at - ago * day }),
            ),
          )
          const cause = isBusy ? 'apiserver-overload-tls-timeouts' : 'silent'
          expect(ranked(newest)[0]?.cause).toBe(cause)
          expect(ranked([...before, ...newest])[0]?.cause).toBe(cause)
        }),
      )
    })
  })

  describe('a critical symptom that nothing explains', () => {
    /** Confirmed, and a warning only; `follows` is the subject that it hangs on. */
    const warning = (follows?: string): Pattern => ({
      ...pattern('volume-attached-elsewhere'),
      severity: 'warning',
      match: ({ shown }: { shown: readonly LogLine[] }) =>
        shown.length === 0
          ? noMatch
          : match('confirmed', shown, follows === undefined ? {} : { follows }),
    })
    const gone = pattern('gone', { anywhere: ['volume-attached-elsewhere'] }, 'symptom')

    const found = (sure: boolean, follows?: string) => {
      const patterns = [warning(follows), gone]
      const shown = [{ id: 'gone', node: 'a', sure }, { id: 'volume-attached-elsewhere' }]
      const { findings } = rank(judge(patterns, indexOf(patterns, shown)).matched)
      return findings.map(({ cause, explains }) => [cause, explains.length])
    }

    test('stands above a cause that hangs on its very subject, and explains it', () => {
      expect(found(true, 'node/a')).toEqual([
        ['gone', 1],
        ['volume-attached-elsewhere', 0],
      ])
    })

    test('explains no cause that hangs on another subject, or on none', () => {
      for (const follows of ['node/b', undefined])
        expect(found(true, follows)).toEqual([
          ['gone', 0],
          ['volume-attached-elsewhere', 0],
        ])
    })

    test('comes after a confirmed cause, and explains nothing, while it is a mere suspicion', () => {
      expect(found(false, 'node/a')).toEqual([
        ['volume-attached-elsewhere', 0],
        ['gone', 0],
      ])
    })
  })

  test('two independent causes stay two', () => {
    const shown = [
      { id: 'oom-killer-node', node: 'a', sure: true },
      { id: 'slow-datastore-disk', node: 'b', sure: true },
    ]
    const findings = rank(judge(all, indexOf(all, shown)).matched).findings
    expect(findings.map((finding) => finding.cause).sort()).toEqual([
      'oom-killer-node',
      'slow-datastore-disk',
    ])
  })

  test('never depends on the order of evidence or patterns', () => {
    const piece = fc.record({
      id: fc.constantFrom(...all.map(({ id }) => id)),
      node: fc.constantFrom('a', 'b', 'c'),
      at: fc.integer({ min: 0, max: 5 }),
      sure: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer(), (shown, seed) => {
        const turned = [...shown].sort(
          (one, other) => ((one.at * 31 + seed) % 7) - ((other.at * 31 + seed) % 7),
        )
        expect(order([...all].reverse(), turned.reverse())).toEqual(order(all, shown))
      }),
    )
  })
})

describe('answer', () => {
  const well = { wellSeen: true, failing: false, undecided: false }
  const findings = (...shown: Shown[]) => rank(judge(all, indexOf(all, shown)).matched).findings

  test('is the first cause', () => {
    expect(answer(findings({ id: 'oom-killer-node' }, { id: 'benign-k3s-noise' }), well)).toBe(
      'oom-killer-node',
    )
  })
  test('is unknown where only a symptom was found', () => {
    expect(answer(findings({ id: 'silent', sure: true }), well)).toBe('unknown')
  })
  test('is none where only a symptom for information was found, and never hides another', () => {
    const [silent] = findings({ id: 'silent', sure: true })
    if (!silent) throw new Error('the symptom was not found')
    const outlook = { ...silent, severity: 'info' as const }
    expect(answer([outlook], well)).toBe('none')
    expect(answer([outlook], { ...well, wellSeen: false })).toBe('unknown')
    expect(answer([outlook], { ...well, wellSeen: false, failing: true })).toBe('unknown')
    expect(answer([outlook, ...findings({ id: 'benign-k3s-noise' })], well)).toBe(
      'benign-k3s-noise',
    )
    expect(answer([outlook, silent], well)).toBe('unknown')
  })
  test('is the benign slug where only that was found, and not while a check fails', () => {
    expect(answer(findings({ id: 'benign-k3s-noise' }), well)).toBe('benign-k3s-noise')
    const failing = { ...well, wellSeen: false, failing: true }
    expect(answer(findings({ id: 'benign-k3s-noise' }), failing)).toBe('unknown')
  })
  test('is unknown where a rule left a question open beside harmless lines, unless all is seen to be well', () => {
    const open = { ...well, wellSeen: false, undecided: true }
    const harmless = findings({ id: 'benign-k3s-noise' })
    expect(answer(harmless, open)).toBe('unknown')
    expect(answer(harmless, { ...open, undecided: false })).toBe('benign-k3s-noise')
    expect(answer(harmless, { ...open, wellSeen: true })).toBe('benign-k3s-noise')
  })
  test('is none only where checks were asked and passed', () => {
    expect(answer([], well)).toBe('none')
    expect(answer([], { ...well, wellSeen: false })).toBe('unknown')
  })
})

describe('judge', () => {
  test('does not pin unnamed evidence on the node it was asked for', () => {
    const { matched } = judge(
      all,
      indexOf(all, [{ id: 'oom-killer-node' }, { id: 'silent', node: 'b' }]),
    )
    expect(matched.map(({ subject }) => subject).sort()).toEqual(['cluster', 'node/b'])
  })

  test('tells unnamed evidence once, with the node that it was seen with', () => {
    const both = [{ id: 'oom-killer-node' }, { id: 'oom-killer-node', node: 'b', sure: true }]
    const { matched } = judge(all, indexOf(all, both))
    expect(matched.map(({ subject }) => subject)).toEqual(['node/b'])
  })

  test('fills the commands with the node, and leaves a readable place where none is known', () => {
    const [named] = rank(
      judge(all, indexOf(all, [{ id: 'oom-killer-node', node: 'pi7' }])).matched,
    ).findings
    const [bare] = rank(judge(all, indexOf(all, [{ id: 'oom-killer-node' }])).matched).findings
    expect([named?.diagnosis, bare?.diagnosis]).toEqual(['ssh pi7', 'ssh NODE'])
  })
})
