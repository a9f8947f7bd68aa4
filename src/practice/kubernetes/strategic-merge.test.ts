import { expect, test } from 'vitest'
import { jsonPatch } from './json-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

/** The examples of Kubernetes' own description of strategic merge patches. */

const pod = {
  spec: {
    containers: [
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'b', image: 'b:1' },
    ],
    tolerations: [{ key: 'old' }],
  },
}

test('elements of a list that has a key are merged by it, and others replace the list', () => {
  const patch = {
    spec: {
      containers: [
        { name: 'b', image: 'b:2' },
        { name: 'c', image: 'c:1' },
      ],
      tolerations: [{ key: 'new' }],
    },
  }
  expect(strategicMerge(pod, patch)).toEqual({
    spec: {
      containers: [
        pod.spec.containers[0],
        { name: 'b', image: 'b:2' },
        { name: 'c', image: 'c:1' },
      ],
      tolerations: [{ key: 'new' }],
    },
  })
})

test('an element is taken out by $patch: delete, and a list is replaced by $patch: replace', () => {
  const without = { spec: { containers: [{ $patch: 'delete', name: 'a' }] } }
  expect(strategicMerge(pod, without)).toMatchObject({ spec: { containers: [{ name: 'b' }] } })
  const instead = { spec: { containers: [{ $patch: 'replace' }, { name: 'z' }] } }
  expect(strategicMerge(pod, instead)).toMatchObject({ spec: { containers: [{ name: 'z' }] } })
  const whole = { spec: { $patch: 'replace', hostname: 'h' } }
  expect(strategicMerge(pod, whole)).toEqual({ spec: { hostname: 'h' } })
})

test('$setElementOrder orders, $retainKeys keeps, $deleteFromPrimitiveList takes out', () => {
  const order = {
    spec: {
      '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
      containers: [{ name: 'c' }],
    },
  }
  const { spec } = strategicMerge(pod, order) as typeof pod
  expect(spec.containers.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }
  expect(
    strategicMerge({ strategy }, { strategy: { $retainKeys: ['type'], type: 'Recreate' } }),
  ).toEqual({ strategy: { type: 'Recreate' } })
  const metadata = { finalizers: ['a', 'b'] }
  expect(
    strategicMerge({ metadata }, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }),
  ).toEqual({ metadata: { finalizers: ['b'] } })
  expect(strategicMerge({ metadata }, { metadata: { finalizers: ['b', 'c'] } })).toEqual({
    metadata: { finalizers: ['a', 'b', 'c'] },
  })
})

test('null takes a field away; an element without its key is refused', () => {
  expect(strategicMerge({ a: 1, b: 2 }, { a: null })).toEqual({ b: 2 })
  expect(() => strategicMerge(pod, { spec: { containers: [{ image: 'x' }] } })).toThrow(
    'does not contain declared merge key: name',
  )
})

test('a JSON patch does all of its operations, or is refused', () => {
  const node = { metadata: { labels: { 'a/b': 'x' } }, spec: { taints: [1, 3] } }
  const patched = jsonPatch(node, [
    { op: 'test', path: '/metadata/labels/a~1b', value: 'x' },
    { op: 'replace', path: '/metadata/labels/a~1b', value: 'y' },
    { op: 'add', path: '/spec/taints/1', value: 2 },
    { op: 'add', path: '/spec/taints/-', value: 4 },
    { op: 'remove', path: '/spec/taints/0' },
  ])
  expect(patched).toEqual({ metadata: { labels: { 'a/b': 'y' } }, spec: { taints: [2, 3, 4] } })
  expect(node.spec.taints).toEqual([1, 3])
  for (const wrong of [
    { op: 'test', path: '/spec/taints/0', value: 9 },
    { op: 'remove', path: '/spec/none' },
    { op: 'replace', path: '/none/none', value: 1 },
    { op: 'add', path: '/__proto__/polluted', value: 1 },
    { op: 'move', path: '/spec/taints' },
  ])
    expect(() => jsonPatch(node, [wrong])).toThrow('the server rejected our request')
  expect('polluted' in {}).toBe(false)
})
