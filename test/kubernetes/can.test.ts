import { expect, test } from 'vitest'
import type { Can } from '#src/model/can.ts'
import { exitCode } from '#src/model/exit-code.ts'
import type { PracticeOptions } from '#src/practice/kubernetes/start.ts'
import { drainObjects, podObject } from '#test/support/practice-drain.ts'
import { settingObject, storageNodeObject, volumeObjects } from '#test/support/practice-longhorn.ts'
import { brambleOn } from './support.ts'

const nodes = ['pi01', 'pi02', 'pi03']
const objects = [
  ...drainObjects(),
  ...nodes.map((name) => storageNodeObject(name)),
  settingObject('node-drain-policy', 'block-if-contains-last-replica'),
  ...volumeObjects('data', { wanted: 2, healthy: ['pi02', 'pi03'] }),
  ...volumeObjects('media', { wanted: 2, healthy: ['pi03'], failed: ['pi02'] }),
  podObject('cache-1', 'pi02', { volumes: [{ name: 'tmp', emptyDir: {} }] }),
]

const bramble = (argv: readonly string[], options: PracticeOptions = { objects }) =>
  brambleOn(argv, options)

test('a node may leave: 0, and nothing was changed', async () => {
  const { code, out, api } = await bramble(['can', 'drain', 'pi01'])
  expect(code).toBe(exitCode.well)
  expect(out).toMatch(/^Yes\. \d+ checked, nothing is against it\./)
  expect(out.trimEnd()).toMatch(/next: bramble drain pi01$/)
  expect(api.requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('a node with a last replica may not: 3, and --json holds the whole answer', async () => {
  const { code, out } = await bramble(['can', 'reboot', 'pi03', '--json'])
  expect(code).toBe(exitCode.refused)
  const answer = JSON.parse(out) as Can
  expect(answer).toMatchObject({
    schema: 'bramble/can/1',
    question: { leaving: 'reboot', node: 'pi03' },
    answer: 'no',
    acceptable: false,
  })
  const data = answer.gates.filter(({ kind, verdict }) => kind === 'data' && verdict === 'fail')
  expect(data.map(({ subject }) => subject)).toEqual(['volume/media'])
  expect(answer.outlook.volumes.map(({ name }) => name)).toEqual(['media', 'data'])
})

test('what may be accepted names the very words that the goal takes', async () => {
  const { code, out } = await bramble(['can', 'drain', 'pi02'])
  expect(code).toBe(exitCode.refused)
  const accept = /`bramble drain pi02 --accept "([^"]+)" --reason/.exec(out)?.[1] ?? ''
  expect(accept).toBe('emptydir/default/cache-1')
  const accepted = await bramble([
    'drain',
    'pi02',
    '--dry-run',
    '--accept',
    accept,
    '--reason',
    'x',
  ])
  expect(accepted.code).toBe(exitCode.well)
})

test('a list that is forbidden makes it unknown: 2', async () => {
  const { code, out } = await bramble(['can', 'drain', 'pi01'], {
    objects,
    forbid: (_, { resource }) => resource === 'replicas',
  })
  expect(code).toBe(exitCode.notSeen)
  expect(out).toMatch(/^Not known: \d+ of \d+ questions could not be answered\./)
  expect(out).toContain('unknown')
})

test.each([
  [['can', 'fly', 'pi01'], 'cannot be asked to "fly"'],
  [['can', 'drain', 'pi09'], 'lists no node "pi09"'],
  [['can', 'drain'], "missing required argument 'node'"],
])('%j: 64', async (argv, words) => {
  const { code, err } = await bramble(argv)
  expect(code).toBe(exitCode.usage)
  expect(err).toContain(words)
})
