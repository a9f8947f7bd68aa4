import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { digestOf } from '#src/model/canonical-json.ts'
import type { Plan } from '#src/model/plan.ts'
import { approveByCode, issueCode } from './one-time-code.ts'
import { approverFile, hasPassphrase, isPassphrase, keepPassphrase } from './passphrase.ts'

let folder: string
let journal: Journal
let now: number
const clock = { now: () => now }
const minute = 60_000

beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z')
  folder = mkdtempSync(join(tmpdir(), 'bramble-code-'))
  journal = openJournal({ folder: join(folder, 'journal'), who: 'ann@desk', clock })
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

function stored(target: string): string {
  const plan: Plan = {
    schema: 'bramble/plan/1',
    cluster: 'home',
    goal: { name: 'drain', target, options: {} },
    steps: [],
    restsOn: [],
    accepted: [],
  }
  const digest = digestOf(plan)
  journal.storePlan(digest, plan)
  return digest
}

const site = () => ({ journal, clock })
const refusalOf = (code: string, digest: string, undo?: number): string => {
  try {
    approveByCode(code, { digest, undo }, site())
    return 'approved'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a code', () => {
  test('approves its plan, in any spelling, and says who gave it out', () => {
    const digest = stored('pi03')
    const { code } = issueCode({ digest }, site())
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    const id = approveByCode(
      code.toLowerCase().replace('-', ' '),
      { digest: digest.slice(0, 12) },
      site(),
    )
    expect(journal.approval(id)).toMatchObject({
      digest,
      approvedBy: 'code of ann@desk',
      used: false,
    })
  })

  test('is kept nowhere, and is another one each time', () => {
    const digest = stored('pi03')
    const codes = Array.from({ length: 20 }, () => issueCode({ digest }, site()).code)
    expect(new Set(codes).size).toBe(20)
    const kept = JSON.stringify(journal.entries()).toUpperCase()
    for (const code of codes)
      for (const spelling of [code, code.replace('-', '')]) expect(kept).not.toContain(spelling)
  })

  test('is good for no other plan', () => {
    const { code } = issueCode({ digest: stored('pi03') }, site())
    const other = stored('pi02')
    expect(refusalOf(code, other)).toBe('code-wrong')
    issueCode({ digest: other }, site())
    expect(refusalOf(code, other)).toBe('code-wrong')
  })

  test('for a way back is good for that run alone, and not for its plan', () => {
    const digest = stored('pi03')
    const back = issueCode({ digest, undo: 4 }, site()).code
    expect(refusalOf(back, digest)).toBe('code-wrong')
    expect(refusalOf(back, digest, 5)).toBe('code-wrong')
    const forth = issueCode({ digest }, site()).code
    expect(refusalOf(forth, digest, 4)).toBe('code-wrong')
    refusalOf('0000-0000', digest, 4)
    expect(journal.entries().at(-1)?.happening).toMatchObject({ kind: 'code-refused', undo: 4 })
    const id = approveByCode(back, { digest, undo: 4 }, site())
    expect(journal.undoApproval(id)).toMatchObject({ digest, run: 4, used: false })
    expect(() => journal.approval(id)).toThrow('knows no approval')
    expect(refusalOf(back, digest, 4)).toBe('code-used')
    const plan = approveByCode(forth, { digest }, site())
    expect(() => journal.undoApproval(plan)).toThrow('knows no approval')
  })

  test('is good once', () => {
    const digest = stored('pi03')
    const { code } = issueCode({ digest }, site())
    expect(refusalOf(code, digest)).toBe('approved')
    expect(refusalOf(code, digest)).toBe('code-used')
  })

  test('that two use in the same moment begins one run', () => {
    const digest = stored('pi03')
    const { code } = issueCode({ digest }, site())
    const first = approveByCode(code, { digest }, site())
    // What a second process writes that had looked before the first one wrote.
    const about = { digest, goal: journal.plan(digest).plan.goal, approvedBy: 'code of ann@desk' }
    const codeEntry = journal.entries().find(({ happening }) => happening.kind === 'code-issued')
    const second = journal.append({ kind: 'plan-approved', ...about, code: codeEntry?.id ?? 0 }).id
    expect(journal.approval(first).used).toBe(false)
    expect(journal.approval(second).used).toBe(true)
  })

  test('is good for 15 minutes, and a new one makes the old one worthless', () => {
    const digest = stored('pi03')
    const { code } = issueCode({ digest }, site())
    now += 15 * minute
    expect(refusalOf(code, digest)).toBe('code-old')
    const first = issueCode({ digest }, site()).code
    now += 15 * minute - 1
    const second = issueCode({ digest }, site()).code
    expect(refusalOf(first, digest)).toBe('code-wrong')
    expect(refusalOf(second, digest)).toBe('approved')
  })

  test('is void after five wrong ones', () => {
    const digest = stored('pi03')
    const { code } = issueCode({ digest }, site())
    const wrong = code.startsWith('0') ? '1111-1111' : '0000-0000'
    for (let guess = 1; guess <= 5; guess += 1) expect(refusalOf(wrong, digest)).toBe('code-wrong')
    expect(refusalOf(code, digest)).toBe('code-old')
    expect(refusalOf(issueCode({ digest }, site()).code, digest)).toBe('approved')
  })
})

describe('the passphrase', () => {
  const env = () => ({ HOME: folder })

  test('is known again, however it is typed, and cannot be read from what is kept', async () => {
    expect(hasPassphrase(env())).toBe(false)
    await keepPassphrase('fünf graue Esel', env())
    expect(hasPassphrase(env())).toBe(true)
    expect(await isPassphrase('fünf graue Esel'.normalize('NFD'), env())).toBe(true)
    expect(await isPassphrase('fünf graue Ese', env())).toBe(false)
    const path = approverFile(env())
    expect(readFileSync(path, 'utf8')).not.toContain('Esel')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('has its own salt', async () => {
    await keepPassphrase('five grey donkeys', env())
    const first = readFileSync(approverFile(env()), 'utf8')
    await keepPassphrase('five grey donkeys', env())
    expect(readFileSync(approverFile(env()), 'utf8')).not.toBe(first)
  })

  test('is refused where it is short, or where others may write what is kept', async () => {
    await expect(keepPassphrase('donkeys', env())).rejects.toMatchObject({
      code: 'passphrase-short',
    })
    expect(hasPassphrase(env())).toBe(false)
    await keepPassphrase('five grey donkeys', env())
    chmodSync(approverFile(env()), 0o620)
    await expect(isPassphrase('five grey donkeys', env())).rejects.toMatchObject({
      code: 'approver-file',
    })
  })
})
