import { describe, expect, it } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Coverage, Evidence } from '#src/model/evidence.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import type { SshFailureKind } from '#src/transport/ssh/failure.ts'
import { type CollectNodeOptions, collectNode } from './collect-node.ts'

const target = { node: 'pi03', address: '10.0.0.13' }
const options: CollectNodeOptions = {
  clock: fixedClock('2026-11-24T02:30:00Z'),
  deadlineMilliseconds: 10_000,
  redact: (text) => ({
    text: text.replaceAll('hunter2', '[redacted]'),
    redacted: text.split('hunter2').length - 1,
  }),
}
const times = {
  startedAt: 1_795_487_400_000,
  loggedInAt: 1_795_487_400_200,
  firstByteAt: 1_795_487_400_250,
  endedAt: 1_795_487_400_700,
}

/** A door whose node answers with what `say` makes of the run's marker. */
function doorThat(
  say: (marker: string) => string,
  more: Partial<SshAnswer> = {},
): SshDoor & { programs: string[] } {
  const programs: string[] = []
  const door = {
    programs,
    targets: [target],
    async run(_target: unknown, program: string): Promise<SshAnswer> {
      programs.push(program)
      const marker = /^mark=(\w+)$/m.exec(program)?.[1] ?? ''
      const output = Buffer.from(say(marker))
      return { output, errorText: '', truncated: false, times, ...more }
    },
    async stream(): Promise<SshAnswer> {
      throw new Error('not asked for')
    },
    send: () => Promise.reject(new Error('nothing is sent')),
    async close() {},
  }
  return door
}

const section = (marker: string, name: string, text: string, status = 0) =>
  `\n${marker} begin ${name} 10.00\n${text}\n${marker} end ${name} ${status} 10.10\n`

const bootId = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
const answered = (marker: string) =>
  section(marker, 'clock', '1795487400.225000000') +
  section(
    marker,
    'files',
    `/proc/sys/kernel/hostname:pi03\n/proc/sys/kernel/random/boot_id:${bootId}\n/proc/cmdline:password=hunter2`,
  ) +
  section(marker, 'journal', '@volatile\n@plain') +
  section(marker, 'log_k3s', '1795487399.0 pi03 k3s[1]: token hunter2 hunter2\n') +
  section(marker, 'log_previous', '', 43)

describe('one node’s evidence', () => {
  it('has ids that stay, the boot it speaks of, and no secret', async () => {
    const { evidence, coverage } = await collectNode(
      doorThat((marker) => `${answered(marker)}\n${marker} done\n`),
      target,
      options,
    )
    for (const piece of evidence) {
      Evidence.parse(piece)
      expect(piece).toMatchObject({ node: 'pi03', bootId, takenAt: '2026-11-24T02:30:00.000Z' })
    }
    expect(new Set(evidence.map(({ id }) => id)).size).toBe(evidence.length)
    expect(evidence.find(({ id }) => id === 'node/pi03/log/k3s')).toMatchObject({
      kind: 'log',
      outcome: 'answered',
      text: '1795487399.0 pi03 k3s[1]: token [redacted] [redacted]\n',
      log: { origin: 'k3s', boot: 0, complete: true },
      redacted: 2,
    })
    expect(evidence.find(({ kind }) => kind === 'kernel-settings')).toMatchObject({
      records: [{ commandLine: ['password=[redacted]'] }],
      redacted: 1,
    })
    expect(JSON.stringify(evidence)).not.toContain('hunter2')
    expect(evidence.find(({ kind }) => kind === 'time-sync')?.records).toEqual([
      { clockAt: '2026-11-24T02:30:00.225Z', offsetSeconds: 0, uncertaintySeconds: 0.025 },
    ])
    Coverage.parse(coverage)
    expect(coverage).toMatchObject({ outcome: 'answered', milliseconds: 700 })
    // What a node does not have costs nothing; what it did not say is named.
    expect(coverage.missing.map(({ kind }) => kind)).not.toContain('log/previous-boot')
    expect(coverage.missing.map(({ kind }) => kind)).toContain('units')
  })

  it('keeps what came before the connection broke', async () => {
    const failure = { kind: 'cut' as const, reason: 'the connection broke midway' }
    const { evidence, coverage } = await collectNode(
      doorThat(answered, { failure }),
      target,
      options,
    )
    expect(coverage).toMatchObject({ outcome: 'answered', reason: 'the connection broke midway' })
    expect(evidence.find(({ id }) => id === 'node/pi03/node-identity')?.outcome).toBe('answered')
    expect(evidence.find(({ id }) => id === 'node/pi03/units')?.outcome).toBe('failed')
  })

  it.each<[SshFailureKind, string]>([
    ['connect-timeout', 'silent'],
    ['login-silent', 'silent'],
    ['refused', 'refused'],
    ['host-key-changed', 'refused'],
    ['permission-denied', 'no-permission'],
    ['aborted', 'not-asked'],
  ])('of a node that does not answer is that it does not: %s', async (kind, outcome) => {
    const failure = { kind, reason: 'some words', next: 'a way on' }
    const { evidence, coverage } = await collectNode(
      doorThat(() => '', { failure }),
      target,
      options,
    )
    expect(evidence).toMatchObject([{ id: 'node/pi03/ssh', outcome, reason: 'some words' }])
    expect(coverage).toMatchObject({ outcome, reason: 'some words', next: 'a way on', missing: [] })
  })

  it('says so where a login works and no program runs', async () => {
    const { coverage } = await collectNode(
      doorThat(() => 'This account is currently not available.\n', { exitStatus: 1 }),
      target,
      options,
    )
    expect(coverage).toMatchObject({
      outcome: 'failed',
      reason: 'logged in, but no shell ran the program: This account is currently not available.',
    })
  })

  it('uses another marker for each run', async () => {
    const door = doorThat(answered)
    await collectNode(door, target, options)
    await collectNode(door, target, options)
    const [one, two] = door.programs.map((program) => /^mark=(\w{32})$/m.exec(program)?.[1])
    expect(one).toBeDefined()
    expect(one).not.toBe(two)
  })
})
