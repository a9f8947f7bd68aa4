import { type Asker, type Case, type Exchange, patchTypes } from './case.ts'
import type { Answer, Ask, Sent } from './client.ts'
import { type Shape, shapeOf } from './shape.ts'

/** An exchange as it went: what was sent, with its braces, and the form of the answer. */
export interface Exchanged extends Shape {
  readonly line: string
  readonly title: string
  readonly ask: string
}

/** As long as a server may keep its first moment. */
const mostRounds = 5000
const roundMilliseconds = 150

/** Sends all exchanges of a case, one after the other. `values` grows by what they keep. */
export async function converse(
  ask: Ask,
  { line, title, exchanges }: Case,
  values: Record<string, string>,
): Promise<Exchanged[]> {
  const exchanged: Exchanged[] = []
  for (const exchange of exchanges) {
    const answer = await answerTo(ask, exchange, values)
    for (const [name, path] of Object.entries(exchange.keep ?? {}))
      values[name] = String(valueAt(JSON.parse(answer.text), path))
    exchanged.push({ line, title, ask: exchange.ask, ...shapeOf(exchange, answer, values) })
  }
  return exchanged
}

async function answerTo(
  ask: Ask,
  exchange: Exchange,
  values: Readonly<Record<string, string>>,
): Promise<Answer> {
  const sent = sentOf(exchange, values)
  let answer = await ask(sent)
  for (let round = 0; isUnfinished(exchange, answer); round++) {
    if (round === mostRounds)
      throw new Error(`${exchange.ask}: not ${String(exchange.until)}: ${answer.text}`)
    await new Promise((wake) => setTimeout(wake, roundMilliseconds))
    answer = await ask(sent)
  }
  return answer
}

function isUnfinished({ until, holds = '' }: Exchange, { status, text }: Answer): boolean {
  if (!until) return !text.includes(holds)
  const [path, value] = until
  if (path === 'code') return String(status) !== value
  if (status !== 200) return false
  return String(valueAt(JSON.parse(text), path)) !== value || !text.includes(holds)
}

function sentOf(exchange: Exchange, values: Readonly<Record<string, string>>): Sent {
  const { ask, body, type = 'json', accept, by } = exchange
  const [method = '', target = ''] = fill(ask, values, encodeURIComponent).split(' ')
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  return {
    method,
    target,
    headers: {
      ...(accept !== undefined && { accept }),
      ...(body !== undefined && { 'content-type': patchTypes[type] }),
      ...(by && proofs[by]),
    },
    ...(text !== undefined && { body: fill(text, values, (value) => value) }),
    anonymous: by === 'nobody' || by === 'a stranger',
  }
}

const proofs: Readonly<Record<Asker, Readonly<Record<string, string>>>> = {
  nobody: {},
  'a stranger': { authorization: 'Bearer of-nobody' },
  alice: { 'impersonate-user': 'alice' },
}

function fill(
  text: string,
  values: Readonly<Record<string, string>>,
  encode: (value: string) => string,
): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`nothing stands for {${name}} in ${text}`)
    return encode(value)
  })
}

function valueAt(object: unknown, path: string): unknown {
  let value = object
  for (const part of path.split('.'))
    value = (value as Record<string, unknown> | null | undefined)?.[part]
  return value
}
