import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { RuleAnswer } from '#src/model/rule-answer.ts'
import { healthChecks as checks } from '#src/rules/health-checks.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { type NodeAnswers, observed } from '#test/support/autopsy.ts'
import { journal } from '#test/support/journal.ts'
import { diagnose } from './diagnose.ts'
import { answersOf } from './why.ts'

const day = '2026-11-24'
const rules = { patterns, checks }
const queries = [...patterns, ...checks].flatMap((rule) => rule.queries)
const kernel = (node: string, text: string): NodeAnswers => ({
  kernel: journal(text, { node, day }),
})
const failing = `07:58:00 kernel: mmc0: Card stuck being busy! __mmc_poll_for_busy
07:59:00 kernel: I/O error, dev mmcblk0, sector 1234 op 0x1:(WRITE)`

function answers(nodes: Record<string, NodeAnswers>, only?: string) {
  const observation = observed(nodes)
  const index = indexEvidence(observation.evidence, queries, Date.parse(observation.takenAt))
  const diagnosis = diagnose(rules, index, observation)
  return answersOf(rules, { index, observation, diagnosis, only })
}

const ofCard = (nodes: Record<string, NodeAnswers>) =>
  answers(nodes, 'sd-card-failing').map(({ answer, subjects }) => `${answer} ${subjects.join(' ')}`)

describe('what a rule answered', () => {
  test('is told of each node, and alike ones once', () =>
    expect(
      ofCard({
        pi01: kernel('pi01', '07:59:00 kernel: eth0: Link is Up'),
        pi02: kernel('pi02', failing),
        pi03: kernel('pi03', '07:59:00 kernel: eth0: Link is Up'),
        pi04: {},
      }),
    ).toEqual(['found node/pi02', 'quiet node/pi01 node/pi03', 'blind node/pi04']))

  test('is told once where it was found in lines that name no node', () => {
    const log = (id: string, text: string) => ({
      id,
      kind: 'log',
      source: 'paste',
      takenAt: '2026-11-24T08:00:00.000Z',
      outcome: 'answered' as const,
      text,
      log: { origin: 'unknown' as const },
      truncated: false,
      redacted: 0,
    })
    const unnamed = failing.replaceAll(/^\S+ kernel: /gm, '[  812.101012] ')
    const named = journal('07:58:00 kernel: hwmon hwmon1: Undervoltage detected!', {
      node: 'pi04',
      day,
    })
    const pieces = [log('e1', unnamed), log('e2', named)]
    const observation = { ...observed({}), evidence: pieces }
    const index = indexEvidence(pieces, queries, Date.parse(observation.takenAt))
    const diagnosis = diagnose(rules, index, observation)
    const told = answersOf(rules, { index, observation, diagnosis, only: 'sd-card-failing' })
    expect(told.map(({ answer, subjects }) => `${answer} ${subjects.join(' ')}`)).toEqual([
      'found cluster',
    ])
  })

  test('is over where only older lines say it', () =>
    expect(ofCard({ pi02: kernel('pi02', failing.replaceAll('07:5', '01:5')) })).toEqual([
      'over node/pi02',
    ]))

  test('names the words that it heard, and what it could not see', () => {
    const [heard] = answers(
      { pi02: kernel('pi02', '07:59:00 kernel: mmcblk0: error -110 transferring data, sector 8') },
      'under-voltage',
    )
    expect(heard).toMatchObject({
      answer: 'heard',
      why: expect.stringMatching(/error -110 transferring data.*not seen: .*power-supply/),
      subjects: ['node/pi02'],
    })
  })

  test('is blind where nothing that it asks for was seen', () => {
    const blind = answers({ pi02: {} }).filter(({ answer }) => answer === 'blind')
    expect(blind.map(({ rule }) => rule)).toContain('sd-card-failing')
    for (const { why } of blind) expect(why).toMatch(/no such log was read|not asked/)
  })

  test('comes from every rule, and one rule tells all its readings', () => {
    const all = answers({ pi02: kernel('pi02', failing) })
    expect(new Set(all.map(({ rule }) => rule))).toEqual(
      new Set([
        ...patterns.map(({ id }) => id),
        ...all.filter(({ kind }) => kind === 'check').map(({ rule }) => rule),
      ]),
    )
    for (const answer of all) expect(RuleAnswer.parse(answer)).toEqual(answer)
    const [one] = answers(
      { pi02: kernel('pi02', '07:59:00 kernel: eth0: up') },
      'thermal-throttling',
    )
    const readings = patterns.find(({ id }) => id === 'thermal-throttling')?.reads ?? {}
    expect(one?.read).toHaveLength(Object.keys(readings).length)
  })
})
