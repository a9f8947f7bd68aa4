import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { exitCode } from '#src/model/exit-code.ts'
import type { Trends } from '#src/model/series.ts'
import { cliHome } from '#test/support/cli.ts'
import { drainObjects, nodeObject } from '#test/support/practice-drain.ts'
import { practice } from './support.ts'

const silent = () => ({
  ...nodeObject('pi03'),
  status: {
    conditions: [
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastTransitionTime: new Date(Date.now() - 600_000).toISOString(),
      },
    ],
  },
})

async function homeOn(objects: ReturnType<typeof drainObjects>) {
  const api = await practice({ objects })
  const home = cliHome({ kubeconfig: api.kubeconfig })
  onTestFinished(() => home.remove())
  const diagnose = async (...args: string[]) => {
    const { out, err, code } = await home.start('diagnose', '--json', ...args).ended
    return { err, code, diagnosis: JSON.parse(out) as Diagnosis }
  }
  return { api, home, diagnose }
}

test('the next look knows when a finding was first seen, and what changed since', async () => {
  const { api, diagnose } = await homeOn([...drainObjects(), silent()])
  const first = await diagnose()
  const before = first.diagnosis.findings.find(({ cause }) => cause === 'node-silent')
  expect(before?.firstSeenAt).toBeDefined()
  const second = await diagnose('--since', '1h')
  const again = second.diagnosis.findings.find(({ id }) => id === before?.id)
  expect(again?.firstSeenAt).toBe(before?.firstSeenAt)
  expect(String(again?.lastSeenAt) > String(before?.lastSeenAt)).toBe(true)
  expect(second.diagnosis.since?.appeared.map(({ id }) => id)).toContain(before?.id)
  // One look without it clears nothing yet.
  api.store.put(nodeObject('pi03'))
  const third = await diagnose('--since', '1h')
  expect(third.diagnosis.findings.map(({ id }) => id)).not.toContain(before?.id)
  expect(third.diagnosis.since?.cleared).toEqual([])
})

test('a memory that is damaged costs its history, not the answer', async () => {
  const { home, diagnose } = await homeOn([...drainObjects(), silent()])
  const whole = await diagnose()
  const file = join(home.state, 'evidence.db')
  writeFileSync(file, 'x'.repeat(8192))
  const broken = await diagnose()
  expect(broken.code).toBe(whole.code)
  expect(broken.diagnosis.cause).toBe(whole.diagnosis.cause)
  expect(broken.err).toContain('not remembered: ')
})

test('--since beside a file, or without a duration, is refused: 64', async () => {
  const { home } = await homeOn(drainObjects())
  for (const args of [
    ['--since', 'yesterday'],
    ['bramble.yaml', '--since', '1h'],
  ]) {
    const { code, err, out } = await home.start('diagnose', ...args).ended
    expect(code).toBe(exitCode.usage)
    expect(err).toContain('--since')
    expect(out).toBe('')
  }
})

test('trends add a reading each, and say what is too young', async () => {
  const { home } = await homeOn(drainObjects())
  await home.start('trends').ended
  const { out, code } = await home.start('trends', '--json').ended
  const { trends } = JSON.parse(out) as Trends
  const latency = trends.find(({ series }) => series === 'datastore-p99')
  expect(latency?.points).toHaveLength(2)
  expect(latency?.direction).toBe('unknown')
  expect(code).toBe(exitCode.well)
  expect((await home.start('trends').ended).out).toContain('too young to tell')
})
