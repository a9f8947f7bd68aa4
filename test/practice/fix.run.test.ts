import { expect, onTestFinished, test } from 'vitest'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import { nodeKind } from '#src/practice/kubernetes/shapes.ts'
import cordonLeftBehind from '#src/practice/scenarios/cordon-left-behind.ts'
import { runInProcess } from '#test/support/in-process.ts'

/** `bramble fix` of what was cured meanwhile, through real doors. */

test('what a fix saw and is gone at the next one is told with its last time, and is no mistake', async () => {
  const cluster = await startPracticeCluster(cordonLeftBehind)
  onTestFinished(() => cluster.close())
  const home = await writePracticeHome(cluster)
  onTestFinished(() => home.remove())
  const fix = (...more: readonly string[]) =>
    runInProcess(
      [
        ...['fix', 'cordon-left-behind', '--config', home.configuration, '--timeout', '60s'],
        ...more,
      ],
      home.folder,
    )
  const planned = await fix('--dry-run', '--json')
  expect(planned.code).toBe(0)
  expect(planned.out).toContain('bramble/planned/1')
  cluster.world.store.update({ kind: nodeKind, name: 'pi03' }, (node) => ({
    ...node,
    spec: { ...(node['spec'] as object), unschedulable: false },
  }))
  const gone = await fix()
  expect(gone.out).toMatch(/^Nothing to do: it is no longer seen\.\n/)
  expect(gone.out).toMatch(/\n {2}last seen {2}pi03 \d\d:\d\d:\d\d\n/)
  expect(gone.code).toBe(0)
  const again = JSON.parse((await fix('--json')).out) as object
  expect(again).toMatchObject({
    schema: 'bramble/not-seen/1',
    named: 'cordon-left-behind',
    seen: [{ subject: 'node/pi03', lastSeenAt: expect.stringMatching(/Z$/) }],
  })
}, 180_000)
