import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Approvals } from '#src/model/config/approvals.ts'
import type { Plan } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import { askAtTerminal, askToGoBack, sayYes } from './approval.ts'
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

/** How somebody's `undo` of a drain is answered, and what they read before it is. */
async function back(
  keys: string,
  {
    isTerminal,
    isNamed = false,
    approvals = {},
  }: { isTerminal: boolean; isNamed?: boolean; approvals?: object },
) {
  const goal = { name: 'drain', target: 'pi03', options: {} }
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const terminal = { inIsTerminal: isTerminal, errIsTerminal: isTerminal } as Terminal
  const site = { terminal, approvals: Approvals.parse(approvals) }
  const ask = askToGoBack({ id: 4, goal }, isNamed, site, { input, output })
  const plan = { goal, steps: [] } as unknown as Plan
  const answer = ask({ digest: 'd', plan, risk: 'disruptive' }).then(
    (by) => ({ by }),
    ({ code, message, next }: Record<string, string>) => ({ code, message, next }),
  )
  input.write(keys)
  return { ...(await answer), shown: String(output.read() ?? '') }
}

test('a run that Bramble chose itself is taken back only after a yes', async () => {
  expect(await back('y\r', { isTerminal: true })).toMatchObject({
    by: 'terminal',
    shown: expect.stringContaining('Take back run 4, drain pi03? [y/N] '),
  })
  expect(await back('\r', { isTerminal: true })).toMatchObject({ by: undefined })
  expect(await back('', { isTerminal: true, isNamed: true })).toEqual({ by: 'terminal', shown: '' })
})

test('without a terminal the way back needs what the way there needed', async () => {
  const needed = {
    code: 'approval-needed',
    next: expect.stringMatching(/`bramble approve --undo 4`.*`bramble undo 4 --code CODE`/),
  }
  expect(await back('', { isTerminal: false })).toMatchObject(needed)
  expect(await back('', { isTerminal: false, isNamed: true })).toMatchObject(needed)
  const free = { risk: { disruptive: 'none' } }
  expect(await back('', { isTerminal: false, approvals: free })).toMatchObject({
    by: 'bramble.yaml',
  })
  const strict = { goals: { drain: { approval: 'code' } } }
  expect(await back('', { isTerminal: true, isNamed: true, approvals: strict })).toMatchObject({
    code: 'approval-needed',
    message: 'bramble.yaml asks for a one-time code here',
  })
})
