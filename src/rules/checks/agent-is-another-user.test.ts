import { expect, test } from 'vitest'
import { agentIsAnotherUser } from './agent-is-another-user.ts'

const ask = (localAgents: readonly object[]) =>
  [agentIsAnotherUser.ask({ localAgents }, { now: 0 })].flat()

const found = { evidence: 'local-agents', agent: 'OpenClaw' }

test('well where no agent runs as this user', () => {
  expect(ask([])).toMatchObject([{ kind: 'pass' }])
})

test('says who it is, and what it could do with the passphrase', () => {
  expect(ask([{ ...found, seenIn: 'process', passphraseKept: true }])).toMatchObject([
    { kind: 'fail', reason: expect.stringMatching(/^OpenClaw runs .* could replace/) },
  ])
  expect(ask([{ ...found, seenIn: 'environment', passphraseKept: false }])).toMatchObject([
    { kind: 'fail', reason: expect.stringMatching(/^OpenClaw asks .* could choose/) },
  ])
})
