import { expect, test } from 'vitest'
import { classesOf, type Place } from './classes.ts'

/** `PHASE CALL` for a call, any other word for a statement; `/` changes the cluster, `+` the journal, `~` waits. */
function run(...words: readonly string[]): readonly Place[] {
  let cluster = 0
  let journal = 0
  let waits = 0
  return words.flatMap((word) => {
    if (word === '/') cluster += 1
    if (word === '+') journal += 1
    if (word === '~') waits += 1
    if ('/+~'.includes(word)) return []
    const number = /\d+$/.exec(word)?.[0]
    const state = { cluster: `c${cluster}`, journal: `j${journal}`, waits }
    const call = number === undefined ? undefined : Number(number)
    return [{ key: word, call, portable: `c${cluster} j${journal}`, ...state }]
  })
}

function classes(loses: 'runner' | 'power', ...words: readonly string[]): readonly string[] {
  return classesOf(run(...words), loses).map(({ places }) =>
    places.map(({ key }) => key).join(', '),
  )
}

test('what only reads changes nothing, so that a kill around it is one kill', () => {
  const reads = ['unsent GET 1', 'sent GET 1', 'unsent ssh 2', 'answered GET 1', 'answered ssh 2']
  expect(classes('runner', ...reads)).toEqual([reads.join(', ')])
})

test('what writes is not begun, under way, or done', () => {
  const write = ['before', 'unsent PATCH 1', 'sent PATCH 1', '/', 'answered PATCH 1', 'after']
  expect(classes('runner', ...write)).toEqual([
    'before, unsent PATCH 1',
    'sent PATCH 1',
    'answered PATCH 1, after',
  ])
})

test('what writes is told by what it does: a plug is switched by GET', () => {
  expect(classes('runner', 'unsent GET 1', 'sent GET 1', '/', 'answered GET 1')).toHaveLength(3)
})

test('what is started and not sent yet may be cut off in its middle', () => {
  const session = ['unsent ssh 1', 'before', 'sent ssh 1', '/', 'answered ssh 1']
  expect(classes('runner', ...session)).toHaveLength(4)
})

test('what was never answered may have done anything', () => {
  expect(classes('runner', 'unsent GET 1', 'sent GET 1', 'unsent GET 2')).toEqual([
    'unsent GET 1',
    'sent GET 1, unsent GET 2',
  ])
})

test('a line of the journal, and what the cluster does by itself, end a class', () => {
  expect(classes('runner', 'before', '+', 'after')).toEqual(['before', 'after'])
  expect(classes('runner', 'one', '/', 'two')).toEqual(['one', 'two'])
  expect(classes('runner', 'one', '~', 'two')).toEqual(['one, two'])
})

test('a runner that lives on knows each answer, and what it waited for', () => {
  const reads = [
    'unsent GET 1',
    'sent GET 1',
    'answered GET 1',
    'unsent GET 2',
    '~',
    'unsent GET 3',
  ]
  expect(classes('power', ...reads)).toEqual([
    'unsent GET 1, sent GET 1',
    'answered GET 1, unsent GET 2',
    'unsent GET 3',
  ])
  expect(classes('power', 'before', '+', 'after')).toEqual(['before, after'])
})

test('a session that only reads can be cut off by the power of its board', () => {
  expect(classes('power', 'unsent ssh 1', 'sent ssh 1', 'answered ssh 1')).toEqual([
    'unsent ssh 1',
    'sent ssh 1',
    'answered ssh 1',
  ])
})

test('a class is reached where its state is left, or what its open request makes of it', () => {
  const write = run('unsent PATCH 1', 'sent PATCH 1', '/', 'answered PATCH 1', '+', 'after')
  const left = classesOf(write, 'runner').map(({ portable }) => [...portable])
  expect(left).toEqual([['c0 j0'], ['c0 j0', 'c1 j0'], ['c1 j0'], ['c1 j1']])
})
