import { describe, expect, test } from 'vitest'
import { forms } from '#test/support/paste-forms.ts'
import { leaks, password, shapes } from '#test/support/secrets.ts'
import { textEvidence } from './text-evidence.ts'

const evidenceOf = (text: string) =>
  textEvidence({ source: 'notes.md', text }, { id: 'e1', takenAt: '' })

/** Of a text in lines that belong together, each with a sign before it, nobody knows what it says. */
const breaksLists = /bullets|code/

describe('a secret in a paste', () => {
  test.each(forms.filter(([form]) => !breaksLists.test(form)))('is found behind %s', (_, wrap) => {
    const all = shapes()
    const leaked = all.flatMap(({ name, secrets, text }, place) => {
      const other = all[(place + 7) % all.length] ?? { secrets: [], text: '' }
      const alone = evidenceOf(wrap(text.split('\n')))
      const both = evidenceOf(wrap(`${text}\n${other.text}`.split('\n')))
      return leaks(secrets, alone.text ?? '').length > 0 ||
        leaks([...secrets, ...other.secrets], both.text ?? '').length > 0
        ? [name]
        : []
    })
    expect(leaked).toEqual([])
  })

  test.each([
    ['a name', (s: string) => `| DB_PASSWORD | ${s} |`],
    ['a name in code', (s: string) => `| \`K3S_TOKEN\` | \`${s}\` | for joining |`],
    ['a name in bold', (s: string) => `| **admin password** | ${s} |`],
  ])('is found in the cell behind %s', (_, row) => {
    const secret = password()
    const table = `| what | value |\n|---|---|\n${row(secret)}\n| user | {"token": "${password()}"} |`
    const { text, redacted } = evidenceOf(table)
    expect(leaks([secret], text ?? '')).toEqual([])
    expect(redacted).toBe(2)
  })

  test('is none in a table that tells what options are for', () => {
    const table = '| option | for |\n|---|---|\n| token | required |\n| password | string |'
    expect(evidenceOf(table)).toMatchObject({ text: table, redacted: 0 })
  })
})
