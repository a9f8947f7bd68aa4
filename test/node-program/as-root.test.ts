import { describe, expect, test } from 'vitest'
import { generateProgram } from '#src/collect/node/program/generate.ts'
import { preparationQuestions } from '#src/collect/node/program/node-program.ts'
import { splitOutput } from '#src/collect/node/program/split.ts'
import { lookAsRoot } from '#src/steps/node-shell.ts'
import { marker, runText, shells } from './run.ts'

/** A look that becomes root first says the same as one that is root already. */
describe.each(shells)('$name', (shell) => {
  test.skipIf(shell.absent)('a look behind a password is carried out whole', () => {
    const program = generateProgram(preparationQuestions.sections, { marker, totalSeconds: 8 })
    // Root is what this shell plays: sudo is tried on practice boards.
    const wrapped = lookAsRoot(program, "it's $HOME `x`").replaceAll('"$(id -u)"', '0')
    const { stdout, status } = runText(shell, wrapped)
    expect(status).toBe(0)
    const { answers } = splitOutput(stdout, marker, preparationQuestions.sections)
    expect([...answers.keys()]).toEqual(preparationQuestions.sections.map(({ name }) => name))
    expect([...answers.values()].every(({ state }) => state === 'answered')).toBe(true)
    expect(stdout.toString('latin1')).not.toContain("it's")
  })
})
