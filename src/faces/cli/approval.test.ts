import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Approvals } from '#src/model/config/approvals.ts'
import type { Plan } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import { askAtTerminal, mayGoBack, sayYes } from './approval.ts'
import type { Terminal } from './define-command.ts'

/** Whose word it was, and what the person at the terminal read of it. */
async function unasked(risk: Risk, approvals: object) {
  let said = ''
  const terminal = { errColumns: 100, err: (text: string) => (said += text) } as unknown as Terminal
  const plan = { goal: { name: 'uncordon', target: 'pi03', options: {} }, steps: [] }
  const ask = askAtTerminal(terminal, Approvals.parse(approvals))
  return { by: await ask({ digest: 'd', plan: plan as unknown as Plan, risk }), said }
}

test('what nobody asked about is approved by the defaults, unless bramble.yaml says so', async () => {
  expect(await unasked('safe', {})).toEqual({
    by: 'the defaults',
    said: 'This is safe, and so begins without a question; bramble.yaml may ask for one.\n',
  })
  expect(await unasked('disruptive', { risk: { disruptive: 'none' } })).toEqual({
    by: 'bramble.yaml',
    said: 'This is disruptive, and begins without a question: bramble.yaml asks for none.\n',
  })
})

/** A person's keys at a terminal, and what stands there afterwards. */
async function typed(keys: string, questions = ['Go? [y/N] ']) {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const answer = sayYes(questions, { input, output }).then(
    (yes) => ({ yes }),
    ({ code, message }: { code: string; message: string }) => ({ code, message }),
  )
  for (const key of keys) {
    input.write(key)
    // What is typed before a question stands there answers none.
    await setImmediate()
  }
  return { ...(await answer), shown: String(output.read()) }
}

test('Ctrl-C at the question is no defect: nothing was changed, and it says so on its own line', async () => {
  expect(await typed('\u0003')).toMatchObject({
    code: 'interrupted',
    message: 'stopped before anything was changed',
    shown: expect.stringMatching(/Go\? \[y\/N\].*\n$/s),
  })
  expect(await typed('y\r\u0003', ['Go? ', 'Really? '])).toMatchObject({ code: 'interrupted' })
})

test('Ctrl-D, Enter and anything but a yes are a no', async () => {
  for (const keys of ['\u0004', '\r', 'n\r', 'yep\r'])
    expect(await typed(keys), keys).toMatchObject({ yes: false })
  expect(await typed('y\r')).toMatchObject({ yes: true })
  expect(await typed('YES\ry\r', ['Go? ', 'Really? '])).toMatchObject({ yes: true })
})

test('a run that Bramble chose itself is taken back only after a yes, where somebody can give one', async () => {
  const goal = { name: 'drain', target: 'pi03', options: {} }
  const asked = async (keys: string, isTerminal: boolean) => {
    const input = new PassThrough()
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
    const terminal = { inIsTerminal: isTerminal, errIsTerminal: isTerminal } as Terminal
    const answer = mayGoBack({ id: 4, goal }, terminal, { input, output })
    input.write(keys)
    return { yes: await answer, shown: String(output.read() ?? '') }
  }
  expect(await asked('y\r', true)).toMatchObject({
    yes: true,
    shown: expect.stringContaining('Take back run 4, drain pi03? [y/N] '),
  })
  expect(await asked('\r', true)).toMatchObject({ yes: false })
  expect(await asked('', false)).toEqual({ yes: true, shown: '' })
})
