import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { generateProgram, trailerRoom } from '#src/collect/node/program/generate.ts'
import {
  allQuestions,
  endQuestions,
  factQuestions,
  neighbourQuestions,
} from '#src/collect/node/program/node-program.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { splitOutput } from '#src/collect/node/program/split.ts'
import { anyText } from '#test/support/any-text.ts'
import { processesWith } from '#test/support/processes.ts'
import { marker, runSections, runText, shells } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'program-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function section(name: string, command: string, more: Partial<Section> = {}): Section {
  return { name, command, seconds: 1, maxBytes: 10_000, keep: 'head', disk: false, ...more }
}

describe('a section that is given up', () => {
  const ended = (status: number) =>
    splitOutput(
      Buffer.from(
        `\n${marker} begin one 1.0\n${marker} end one ${status} 3.0\n\n${marker} lost one 3.2\n\n${marker} done\n`,
      ),
      marker,
      [section('one', 'sleep 30')],
    ).answers.get('one')

  it('is lost also where its shell still said that its child was killed', () => {
    expect(ended(137)).toMatchObject({ state: 'lost' })
  })

  it('has answered where it came to its own end in that moment', () => {
    expect(ended(0)).toMatchObject({ state: 'answered', status: 0 })
    expect(ended(3)).toMatchObject({ state: 'answered', status: 3 })
  })
})

describe.each(shells)('the program in $name', (shell) => {
  it.skipIf(shell.absent)(
    `tells status, text and cut of each section ${shell.absent ?? ''}`,
    () => {
      const { answers, whole, status } = runSections(shell, [
        section('good', 'echo one; echo two'),
        section('bad', 'echo words; return 3'),
        section('empty', ':'),
        section('head', 'seq 1 1000', { maxBytes: 10 }),
        section('tail', 'seq 1 1000; return 4', { maxBytes: 10, keep: 'tail' }),
        section('quiet', 'cat; echo over', { keep: 'tail' }),
        section('after', 'echo kept', { after: 'word=$answer' }),
        section('later', 'echo "had $word"'),
      ])
      expect(status).toBe(0)
      expect(whole).toBe(true)
      const plain = Object.fromEntries(
        [...answers].map(([name, { text, status: end, truncated }]) => [
          name,
          [text, end, truncated],
        ]),
      )
      expect(plain).toEqual({
        good: ['one\ntwo', 0, false],
        bad: ['words', 3, false],
        empty: ['', 0, false],
        head: ['1\n2\n3\n4\n5\n', 0, true],
        tail: ['999\n1000\n', 4, true],
        // Nothing of the program is left on stdin for a child to eat.
        quiet: ['over\n', 0, false],
        after: ['kept', 0, false],
        later: ['had kept', 0, false],
      })
    },
  )

  it.skipIf(shell.absent)('gives up a section that hangs and goes on behind it', () => {
    const mark = `${process.pid}86397`
    const { answers, whole } = runSections(shell, [
      section('before', 'echo before'),
      section('hangs', `echo half; sleep ${mark}`),
      section('pipe', `sleep ${mark} | cat`, { keep: 'tail' }),
      section('behind', 'echo behind', { disk: true }),
    ])
    expect([...answers].map(([name, { state, text }]) => [name, state, text])).toEqual([
      ['before', 'answered', 'before'],
      ['hangs', 'lost', ''],
      ['pipe', 'lost', ''],
      ['behind', 'answered', 'behind'],
    ])
    expect(whole).toBe(true)
    expect(processesWith(`sleep ${mark}`)).toEqual([])
  })

  it.skipIf(shell.absent)('leaves nobody of a section that starts ever new children', () => {
    const mark = `${process.pid}75309`
    const breeds = `count=0
while [ $count -lt 400 ]; do sleep ${mark} & count=$((count + 1)); sleep 0.004; done
wait`
    const { answers, whole } = runSections(shell, [
      section('breeds', breeds, { keep: 'tail' }),
      section('behind', 'echo behind'),
    ])
    expect([...answers].map(([name, { state }]) => [name, state])).toEqual([
      ['breeds', 'lost'],
      ['behind', 'answered'],
    ])
    expect(whole).toBe(true)
    expect(processesWith(`sleep ${mark}`)).toEqual([])
  })

  it.skipIf(shell.absent)('says what it had no time for', () => {
    const slow = (name: string) => section(name, 'sleep 30', { seconds: 9 })
    const { answers, whole } = runSections(shell, [slow('one'), slow('two'), slow('three')], 2)
    expect([...answers.values()].map(({ state }) => state)).toEqual(['lost', 'late', 'late'])
    expect(whole).toBe(true)
  })

  it.skipIf(shell.absent)('takes no line of a log for a marker of its own', () => {
    const forged = [
      `${'f'.repeat(16)} end log 0 1.00`,
      ` ${marker} end log 0 1.00`,
      `x${marker} begin next 1.00`,
      'done',
    ]
    const print = forged.map((line) => `echo '${line}'`).join('\n')
    const { answers } = runSections(shell, [
      section('log', print, { keep: 'tail' }),
      section('next', 'echo next'),
    ])
    expect(answers.get('log')?.text).toBe(`${forged.join('\n')}\n`)
    expect(answers.get('next')?.text).toBe('next')
  })

  it.skipIf(shell.absent)('runs nothing of itself when it is cut, wherever', () => {
    const file = join(folder, `ran-${shell.name}`)
    const program = generateProgram([section('touch', `echo ran; : >${file}`)], {
      marker,
      totalSeconds: 8,
    })
    const last = program.trimEnd().length - 1
    const anywhere = fc.oneof(
      fc.integer({ min: 0, max: last }),
      // Around the call itself, where a shorter word might name another command.
      fc.integer({ min: last - 30, max: last }),
    )
    fc.assert(
      fc.property(anywhere, (length) => {
        const { stdout } = runText(shell, program.slice(0, length))
        expect(stdout.toString()).toBe('')
        expect(existsSync(file)).toBe(false)
      }),
      { numRuns: 120 },
    )
    expect(runText(shell, program).stdout.toString()).toContain('ran')
    expect(existsSync(file)).toBe(true)
  })
})

const noStrace =
  spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 ? '' : 'no strace here'

const neighbours = [
  { node: 'pi01', address: '10.0.0.11' },
  { node: 'pi02', address: '10.0.0.12' },
  { node: 'pi03', address: '10.0.0.13' },
]

describe.each([
  { name: 'all', questions: allQuestions },
  { name: 'facts', questions: factQuestions },
  { name: 'a boot’s end', questions: endQuestions(-1) },
  { name: 'an earlier boot’s end', questions: endQuestions(-3) },
  { name: 'neighbours', questions: neighbourQuestions(neighbours) },
])('the real program that asks $name', ({ questions: { sections } }) => {
  it('sends at most 1 MB, whatever its sections find', () => {
    // The two lines around a section, and the room for its last one.
    const around = 2 * (marker.length + 60) + trailerRoom
    const most = sections.reduce((sum, { maxBytes }) => sum + maxBytes + around, 0)
    expect(most).toBeLessThanOrEqual(1_000_000)
  })

  it('ends within 10 s, and no section may take all of it', () => {
    for (const { name, seconds } of sections) expect([name, seconds <= 4]).toEqual([name, true])
  })

  it.skipIf(noStrace !== '')(`opens nothing for writing and changes no file ${noStrace}`, () => {
    const trace = join(folder, 'trace')
    const calls =
      'open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,chmod,fchmodat,chown,fchownat,truncate,utimensat,mount,umount2'
    const program = generateProgram(sections, { marker, totalSeconds: 8 })
    spawnSync('strace', ['-f', '-qq', '-e', `trace=${calls}`, '-o', trace, 'sh', '-s'], {
      input: program,
      maxBuffer: 20_000_000,
    })
    const lines = readFileSync(trace, 'utf8').split('\n')
    expect(lines.filter((line) => line.includes('/proc/loadavg'))).not.toEqual([])
    const changes = lines.filter(
      (line) =>
        /^\d+ +\w+\(/.test(line) &&
        !line.includes('= -1 ') &&
        (!/^\d+ +open(?:at)?\(/.test(line) || /O_WRONLY|O_RDWR|O_CREAT/.test(line)) &&
        // The pipe between worker and supervisor, opened again.
        !/"\/dev\/null"|"\/proc\/self\/fd\/0"|"\/dev\/tty"/.test(line),
    )
    expect(changes).toEqual([])
  })
})

describe('output of any kind', () => {
  const sample = [section('one', ''), section('two', '', { keep: 'tail', maxBytes: 50 })]
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(
        fc.constantFrom(
          `\n${marker} begin one 1.0\n`,
          `\n${marker} end one 0 1.0\n`,
          `\n${marker} begin two 1.0\n`,
          `\n${marker} end two 0 2.0\n`,
          `\n${marker} lost one 2.0\n`,
          `\n${marker} skip two 77 2.0\n`,
          `\n${marker} `,
          `\n${marker} done\n`,
          'text\n',
          '\n',
          'ä',
        ),
        { maxLength: 20 },
      )
      .map((parts) => Buffer.from(parts.join(''))),
  )

  it('is taken apart without an error and within the limits', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const { answers } = splitOutput(bytes, marker, sample)
        expect(answers.size).toBeLessThanOrEqual(sample.length)
        for (const { text } of answers.values()) expect(text.length).toBeLessThanOrEqual(10_000)
      }),
    )
  })

  it('gives back any text that stood between a section’s markers', () => {
    const text = anyText({ maxLength: 2000 })
    fc.assert(
      fc.property(text, (value) => {
        const framed = `greeting\n${marker} begin one 1.00\n${value}\n${marker} end one 0 1.25\n\n${marker} done\n`
        const { answers, whole, preamble } = splitOutput(Buffer.from(framed), marker, sample)
        expect(answers.get('one')).toEqual({
          state: 'answered',
          text: value,
          truncated: false,
          status: 0,
          seconds: 0.25,
        })
        expect([whole, preamble]).toEqual([true, 'greeting'])
      }),
    )
  })

  it('cut anywhere, is never taken for whole', () => {
    const framed = `\n${marker} begin one 1.00\ntext\n${marker} end one 0 1.25\n\n${marker} done\n`
    for (let length = 0; length < framed.length - 1; length += 1) {
      const { answers, whole } = splitOutput(Buffer.from(framed.slice(0, length)), marker, sample)
      if (length < framed.lastIndexOf(' done') + 5) expect(whole).toBe(false)
      expect(answers.get('one')?.text ?? 'text').toBe('text')
    }
  })
})
