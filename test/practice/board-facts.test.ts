import { describe, expect, test } from 'vitest'
import { generateProgram } from '#src/collect/node/program/generate.ts'
import { allQuestions, endQuestions } from '#src/collect/node/program/node-program.ts'
import { splitOutput } from '#src/collect/node/program/split.ts'
import { readAnswers } from '#src/collect/node/read-answers.ts'
import type { Board } from '#src/practice/world/board.ts'
import { hangDisk, underVoltage } from '#src/practice/world/trouble.ts'
import { onBoard, runningBoard } from './board.ts'

const marker = '0123456789abcdef0123456789abcdef'

async function ask(board: Board, questions = allQuestions) {
  const program = generateProgram(questions.sections, { marker, totalSeconds: 8 })
  const { bytes } = await onBoard(board, 'exec nice -n 10 sh -s', program)
  const split = splitOutput(bytes, marker, questions.sections)
  const moments = { begunAfter: board.now(), heardBy: board.now() }
  const pieces = readAnswers(split.answers, moments, questions)
  const records = (kind: string) =>
    (pieces.find((piece) => piece.kind === kind)?.records ?? []) as readonly Record<
      string,
      unknown
    >[]
  return { ...split, pieces, records }
}

const boards = [
  ['a Pi 5 that serves', 'server', 'Raspberry Pi 5 Model B Rev 1.0', 'nvme0n1'],
  ['a Pi 4 agent', 'agent', 'Raspberry Pi 4 Model B Rev 1.5', 'mmcblk0'],
] as const

describe.each(boards)('a look at %s', (_title, role, model, device) => {
  test('answers every question, but for what such a board really lacks', async () => {
    const { board } = runningBoard({ role, model, device })
    const { answers, pieces, whole } = await ask(board)
    expect(whole).toBe(true)
    for (const { name } of allQuestions.sections)
      expect([name, answers.get(name)?.state]).toEqual([name, 'answered'])
    const missing = pieces.filter(({ outcome }) => outcome !== 'answered')
    const lacks = board.isPi5 ? ['log/system'] : ['power-supply', 'log/system']
    expect(missing.map(({ name, outcome }) => [name, outcome])).toEqual(
      lacks.map((name) => [name, 'not-applicable']),
    )
  })

  test('tells what is true of it', async () => {
    const { board } = runningBoard({ role, model, device })
    underVoltage(board, true)
    board.hardware.celsius = 61.2
    const { records } = await ask(board)
    expect(records('node-identity')[0]).toEqual({
      hostname: 'pi01',
      model,
      architecture: 'aarch64',
      kernelRelease: board.kernel,
      operatingSystem: board.osName,
      bootId: board.boot.id,
      uptimeSeconds: 1800,
      cpuCount: 4,
      pageSizeBytes: board.isPi5 ? 16_384 : 4096,
      addresses: ['10.0.0.11'],
      k3sVersion: board.k3sVersion,
    })
    expect(records('memory')[0]).toMatchObject({
      totalBytes: board.memoryBytes,
      availableBytes: board.memoryBytes - board.memoryUsedBytes,
    })
    expect(records('throttling')[0]).toMatchObject({ bits: 0x10001, underVoltageNow: true })
    expect(records('temperatures')).toEqual([{ zone: 'cpu-thermal', celsius: 61.2 }])
    expect(records('filesystems')[0]).toMatchObject({
      source: `/dev/${device}p2`,
      target: '/',
      sizeBytes: board.diskBytes,
    })
    expect(records('block-devices').map(({ name, model: disk }) => [name, disk])).toEqual([
      [device, board.disk.model],
      [`${device}p1`, undefined],
      [`${device}p2`, undefined],
    ])
    expect(records('block-devices')).toContainEqual({
      name: `${device}p2`,
      kind: 'part',
      transport: device === 'mmcblk0' ? 'mmc' : 'nvme',
      parent: device,
      sizeBytes: expect.any(Number),
      mountpoints: ['/'],
    })
    expect(records('certificates').length).toBe(role === 'server' ? 10 : 4)
    expect(records('datastore')[0]).toMatchObject(
      role === 'server'
        ? { kind: 'sqlite', source: `/dev/${device}p2`, sizeBytes: board.datastoreBytes }
        : { kind: 'none' },
    )
    expect(records('time-sync')[0]).toMatchObject({ synchronized: true, ntpEnabled: true })
    expect(Math.abs(Number(records('time-sync')[0]?.['offsetSeconds']))).toBeLessThan(0.01)
    expect(records('journal-storage')[0]).toMatchObject({
      persistent: true,
      boots: [{ index: -1 }, { index: 0, id: board.boot.id.replaceAll('-', '') }],
    })
    expect(records('units')[role === 'server' ? 0 : 1]).toMatchObject({
      name: `${board.k3sUnit}.service`,
      activeState: 'active',
    })
    expect(records('pressure').length).toBe(3)
    expect(records('kernel-settings')[0]).toMatchObject({
      commandLine: board.commandLine.split(' '),
      cgroupVersion: 2,
      cgroupControllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
      watchdogUsec: 6e7,
    })
  })
})

test('how an earlier boot ended is told by its journal, the login records and the chip', async () => {
  const { board, clock } = runningBoard()
  board.say('kernel', 'the last line')
  board.losePower()
  clock.advance(60)
  board.powerOn()
  const { records, pieces, answers } = await ask(board, endQuestions(-1))
  const previous = pieces.find(({ name }) => name === 'log/previous-boot')
  expect(`${previous?.text}`.trim().endsWith('pi01 kernel: the last line')).toBe(true)
  expect(records('boot-records').map(({ ending }) => ending)).toEqual([
    'running',
    'crash',
    'shutdown',
  ])
  expect(records('reset-status')[0]).toMatchObject({ powerOn: true, chipReset: false })
  expect(answers.get('log_end_2')?.text).toContain('Journal stopped')
})

test('a volatile journal, and a user without root, are what they are on a real board', async () => {
  const { board } = runningBoard()
  board.keepsJournal = false
  board.sudo = 'password'
  const { records, pieces } = await ask(board)
  expect(records('journal-storage')[0]).toMatchObject({
    persistent: false,
    setting: 'volatile',
    boots: [{ index: 0 }],
  })
  const of = (name: string) => pieces.find((piece) => piece.name === name)
  expect(of('certificates')).toMatchObject({ outcome: 'no-permission' })
  expect(of('log/previous-boot')?.reason).toContain('volatile')
})

test('a disk that hangs loses one section, and the next look adds none', async () => {
  const { board } = runningBoard()
  hangDisk(board, true)
  const first = await ask(board)
  expect(first.answers.get('root')?.state).toBe('lost')
  expect(first.answers.get('journal')?.state).toBe('skipped')
  expect(first.answers.get('files')?.state).toBe('answered')
  expect(first.whole).toBe(true)
  const second = await ask(board)
  expect(second.answers.get('filesystems')).toMatchObject({ state: 'skipped', text: '5000' })
  expect(second.records('hung-processes')).toMatchObject([{ pid: 5000, command: 'sh' }])
  expect(board.processes.length).toBe(1)
  hangDisk(board, false)
  const third = await ask(board)
  expect(third.answers.get('root')?.state).toBe('answered')
}, 20_000)
