import { describe, expect, test } from 'vitest'
import { checkPage, patternPage } from '#src/operations/explain.ts'
import { placeholders } from '#src/operations/page-names.ts'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { steps } from '#src/steps/index.ts'

/** What stands on every page of docs/reference and of `explain`. */

describe('the page of a check', () => {
  test('is headed by what is so where it passes, not by what is waited for', () => {
    for (const check of checks) {
      const [head = ''] = checkPage(check).split('\n')
      expect(head, check.id).toMatch(/^# (?:[A-Z]|apt|cmdline\.txt|config\.txt|etcd)/)
      expect(head, check.id).not.toMatch(
        /^# Waiting|(?:\bnode|\bnodes|\bpods|\bvolumes|\bit) to \w/,
      )
      expect(head.slice(2), check.id).not.toBe(check.title)
    }
    const headings = checks.map(({ docs }) => docs.heading)
    expect(new Set(headings).size).toBe(checks.length)
  })

  test('says the safe way out first: what it means to accept it comes after, by itself', () => {
    for (const { id, docs } of checks) {
      // "accepted" of a connection or a host key is another matter, and none is there.
      expect(docs.next, id).not.toMatch(/accept/i)
      expect(docs.accepting ?? '', id).not.toContain('--accept')
    }
  })

  test('says what it means to accept it, for every gate that lets somebody', () => {
    const gates = steps.flatMap(({ requires }) => requires)
    const open = gates.filter(({ kind }) => kind === 'availability').map(({ check }) => check)
    expect(open.length).toBeGreaterThan(10)
    expect(open.filter(({ docs }) => docs.accepting === undefined).map(({ id }) => id)).toEqual([])
    // What nobody may accept says nothing of it.
    const closed = checks.filter((check) => !open.includes(check) && check.docs.accepting)
    expect(closed.map(({ id }) => id)).toEqual([])
  })
})

describe('a placeholder', () => {
  const open = patterns.map((pattern) => patternPage(pattern))
  const pages = [...open, ...checks.map(checkPage)]

  test('stands on no page in braces, and what it stands for is said there', () => {
    for (const page of pages) {
      expect(page.match(/\{[a-z]+\}/gi), page.slice(0, 60)).toBeNull()
      // A name of ours stands in a sentence or between blanks of a command; `-o NAME,TRAN` is a column.
      for (const word of ['NODE', 'NAMESPACE', 'POD', 'VOLUME', 'SERVER'])
        if (new RegExp(`(?<![\\w,-])${word}(?![\\w,-])`).test(page))
          expect(page, page.slice(0, 60)).toMatch(new RegExp(`^- ${word}: .* lists it$`, 'm'))
    }
    expect(open.filter((page) => page.includes('\n- NODE: ')).length).toBeGreaterThan(40)
  })

  test('is one that a page can explain, and stands only where a finding fills it', () => {
    for (const { id, docs, title, rivals, decides = '' } of patterns) {
      const filled = [docs.meaning, docs.diagnosis, docs.mitigation, decides]
      const words = [...filled, ...rivals.map(({ tell }) => tell)].join('\n')
      for (const [, name = ''] of words.matchAll(/\{([a-z]+)\}/gi))
        expect(placeholders, id).toContain(name)
      expect(`${title}${docs.impact}${docs.references.join()}`, id).not.toMatch(/\{[a-z]+\}/i)
    }
  })
})
