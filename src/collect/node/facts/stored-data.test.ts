import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { generateProgram } from '../program/generate.ts'
import { lossQuestions } from '../program/node-program.ts'
import { storedPieces } from './stored-data.ts'

const read = (text: string) =>
  storedPieces.read(
    new Map([['stored_data', { state: 'answered', status: 0, text, truncated: false }]]),
    { begunAfter: 0, heardBy: 1 },
  )

test('each folder with its bytes, whatever is in its name; a list without an end is none', () => {
  expect(
    read(
      'piece 12\t/var/lib/rancher/k3s/server/db\npiece 4\t/var/lib/longhorn/replicas/a b\nall\n',
    ),
  ).toEqual([
    { path: '/var/lib/rancher/k3s/server/db', sizeBytes: 12_288 },
    { path: '/var/lib/longhorn/replicas/a b', sizeBytes: 4096 },
  ])
  expect(read('all\n')).toEqual([])
  expect(read('piece 12\t/var/lib/rancher/k3s/server/db\n')).toMatchObject({ outcome: 'failed' })
})

test('the program that asks is a program that dash takes', () => {
  const program = generateProgram(lossQuestions.sections, {
    marker: 'a'.repeat(32),
    totalSeconds: 28,
  })
  expect(() => execFileSync('sh', ['-n'], { input: program })).not.toThrow()
})
