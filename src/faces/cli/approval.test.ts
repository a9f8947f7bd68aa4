import { expect, test } from 'vitest'
import { Approvals } from '#src/model/config/approvals.ts'
import type { Plan } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import { askAtTerminal } from './approval.ts'
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
