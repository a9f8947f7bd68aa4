import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Diagnosis } from '#src/model/diagnosis.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { cliProgram } from '#test/support/cli.ts'
import { runProgram } from '../program.ts'
import { width } from '../render/text.ts'
import diagnose from './diagnose.ts'

const folder = mkdtempSync(join(tmpdir(), 'bramble-why-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'paste.txt')
writeFileSync(
  file,
  `Nov 24 03:12:30 pi03 kernel: mmc0: Card stuck being busy! __mmc_poll_for_busy
Nov 24 03:12:35 pi03 kernel: I/O error, dev mmcblk0, sector 1234 op 0x1:(WRITE)
`,
)

async function call(columns: number, ...args: readonly string[]) {
  let out = ''
  let err = ''
  const code = await runProgram([diagnose], {
    argv: ['diagnose', ...args],
    version: '1.2.3',
    signal: new AbortController().signal,
    terminal: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      outIsTerminal: true,
      errIsTerminal: false,
      inIsTerminal: false,
      inIsPiped: false,
      columns,
      errColumns: columns,
      colors: false,
      timeZone: 'Europe/Zurich',
      env: {},
      cwd: folder,
      program: [],
    },
  })
  return { code, out, err }
}

test('what follows --why is a rule, or a file, or neither', async () => {
  const one = await call(80, '--why', 'under-voltage', file)
  expect(one.out).toMatch(/^under-voltage · cause · /m)
  expect(one.out).not.toMatch(/rules looked/)
  for (const order of [
    ['--why', file],
    [file, '--why'],
  ])
    expect((await call(80, ...order)).out).toMatch(/^\d{2,} rules looked$/m)
  const typo = await call(80, '--why', 'under-votlage', file)
  expect(typo).toEqual({
    code: exitCode.usage,
    out: '',
    err: 'bramble: --why: "under-votlage" is no rule and no file\nnext: bramble explain --list\n',
  })
})

test('the rules and the timeline fit the terminal, and are in the JSON', async () => {
  for (const columns of [80, 120]) {
    const { out } = await call(columns, '--why', '--timeline', '--all', file)
    expect(out).toMatch(/^ {2}found +sd-card-failing {2}pi03$/m)
    expect(out).toMatch(/^ {2}04:12:30 .*Card stuck being busy/m)
    for (const line of out.split('\n')) expect(width(line), line).toBeLessThanOrEqual(columns)
  }
  const { out } = await call(80, '--why', '--timeline', '--json', file)
  const diagnosis = Diagnosis.parse(JSON.parse(out))
  expect(diagnosis.timeline?.rows).toHaveLength(2)
  expect(diagnosis.rules?.filter(({ answer }) => answer === 'found')).toMatchObject([
    { rule: 'sd-card-failing', subjects: ['node/pi03'] },
  ])
})

test('what is piped in without a dash is not read in silence', () => {
  const said = (input: string) =>
    spawnSync('sh', ['-c', `${input.replace('BRAMBLE', '"$@" diagnose')}`, 'sh', ...cliProgram], {
      cwd: folder,
      env: { HOME: folder, PATH: process.env['PATH'] },
      encoding: 'utf8',
    }).stderr
  const note = 'note: what is piped in is not read; bramble diagnose - reads it\n'
  expect(said(`cat ${file} | BRAMBLE`)).toMatch(note)
  expect(said(`BRAMBLE < ${file}`)).toMatch(note)
  expect(said('BRAMBLE < /dev/null')).not.toMatch('note:')
  expect(said('BRAMBLE <&-')).not.toMatch('note:')
  expect(said(`cat ${file} | BRAMBLE -`)).not.toMatch('note:')
})
