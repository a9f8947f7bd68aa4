import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { boardNamed } from '#src/practice/world/world.ts'

test('time that was stopped stands, while a board that loses power cuts its connections', async () => {
  const cluster = await startPracticeCluster(healthy)
  try {
    cluster.stopTime()
    const { clock } = cluster.world
    const at = clock.now()
    const board = boardNamed(cluster.world, 'pi03')
    const client = connect(cluster.ssh.port, board.address)
    await once(client, 'data')
    const closed = once(client, 'close')
    board.losePower()
    await closed
    expect(clock.now()).toBe(at)
    clock.advance(5)
    expect(clock.now()).toBe(at + 5000)
  } finally {
    await cluster.close()
  }
})
