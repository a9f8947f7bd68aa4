import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { imports, roomOf, root, sources } from './imports.ts'

/** What each room may import, and why the rest is closed to it. */
const rooms: Readonly<Record<string, { may: readonly string[]; because: string }>> = {
  model: { may: [], because: 'the nouns are open to every room, so they can lean on none' },
  transport: {
    may: ['model'],
    because: 'the door to a cluster knows nothing of what is asked through it',
  },
  collect: {
    may: ['model', 'transport'],
    because: 'answers become evidence here; judging them is for rules',
  },
  rules: {
    may: ['model'],
    because: 'judgement is pure, so that any incident replays from its evidence',
  },
  steps: {
    may: ['model', 'rules', 'transport'],
    because: 'a step changes the cluster and asks checks; it decides nothing',
  },
  plans: {
    may: ['model', 'rules', 'steps'],
    because: 'plans are pure: what is judged is asked of the rules; they order steps and say why',
  },
  journal: { may: ['model'], because: 'the record must not depend on what it records' },
  operations: {
    may: ['model', 'transport', 'collect', 'rules', 'steps', 'plans', 'journal'],
    because: 'operations wire the rooms; no face is among them',
  },
  faces: {
    may: ['model', 'operations'],
    because: 'a face parses, calls one operation and renders: no judgement, no cluster',
  },
  practice: {
    may: ['model'],
    because: 'the simulated cluster must not share code with what it tests',
  },
}

const found = imports()

describe('rooms', () => {
  test('every source file lies in a room', () => {
    expect(sources().filter((path) => !(roomOf(path) in rooms))).toEqual([])
  })

  for (const [room, { may, because }] of Object.entries(rooms))
    test(`${room} imports ${may.length > 0 ? may.join(', ') : 'nothing of ours'}: ${because}`, () => {
      const wrong = found
        .filter(({ from, ours }) => ours && roomOf(from) === room)
        .filter(({ to }) => roomOf(to) !== room && !may.includes(roomOf(to)))
        // The one named exception: the command that starts the practice cluster.
        .filter(
          ({ from, to }) =>
            !(from === 'src/faces/cli/commands/practice.ts' && roomOf(to) === 'practice'),
        )
        .map(({ from, to }) => `${from} imports ${to}`)
      expect(wrong).toEqual([])
    })

  test('the scan sees imports at all, type-only and dynamic ones too', () => {
    const has = (from: string, to: string) =>
      found.some((one) => one.from === from && one.to === to)
    expect(has('src/rules/judge.ts', 'src/model/line.ts')).toBe(true)
    expect(has('src/faces/cli/commands/check.ts', 'src/operations/check.ts')).toBe(true)
    expect(found.filter(({ ours, to }) => ours && !existsSync(join(root, to)))).toEqual([])
  })

  test('cross-room imports are absolute, so that a move shows', () => {
    expect(
      found.filter(({ from, to, ours }) => ours && roomOf(from) !== roomOf(to)).length,
    ).toBeGreaterThan(10)
  })
})

describe('doors', () => {
  const users = (name: string) => [
    ...new Set(found.filter(({ to }) => to === name).map(({ from }) => roomOf(from))),
  ]

  test('node:sqlite is behind one module', () => {
    const files = [
      ...new Set(found.filter(({ to }) => to === 'node:sqlite').map(({ from }) => from)),
    ]
    expect(files.length).toBeLessThanOrEqual(1)
  })

  test('only the doors open connections or start programs', () => {
    for (const name of [
      'undici',
      'node:https',
      'node:http',
      'node:net',
      'node:tls',
      'node:child_process',
      'tinyexec',
    ])
      expect(
        users(name).filter((room) => !['transport', 'practice', 'operations'].includes(room)),
        name,
      ).toEqual([])
  })

  test('ssh2 and kubernetes-models are never loaded by the product', () => {
    expect(users('ssh2').filter((room) => room !== 'practice')).toEqual([])
  })

  test('pure rooms read no clock, file or environment', () => {
    const impure = found.filter(
      ({ from, to }) => ['rules', 'plans'].includes(roomOf(from)) && to.startsWith('node:'),
    )
    expect(impure).toEqual([])
  })
})
