import { complain } from '../controllers/complaints.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi01'
const server = { some: [71.4, 68.2, 60.3], full: [66.1, 63.7, 55.2] } as const

export default defineScenario({
  id: 'api-timeout-spiral',
  title: 'The datastore lies on a card that is too slow, and everything waits for it',
  noticed: 'kubectl is slow or times out, and every board says “TLS handshake timeout”.',
  truth: { kind: 'cause', cause: 'slow-datastore-disk', node },
  also: ['apiserver-overload-tls-timeouts'],
  tries: ['bramble check', 'bramble diagnose', 'bramble explain slow-datastore-disk'],
  lastsSeconds: 1200,
  happen(world) {
    const { clock, health } = world
    const board = boardNamed(world, node)
    health.latencies = [0.4, 1.8, 2.6, 5.2, 7.9, 3.1, 0.9, 4.4]
    board.pressure.io = server
    board.load = [9.8, 8.9, 6.1]
    for (let second = 20; second < 1200; second += 40)
      clock.after(second, () => {
        const stamp = `${new Date(board.now()).toISOString().slice(0, 19)}Z`
        board.sayK3s(
          `time="${stamp}" level=info msg="Slow SQL (started: ${stamp}) (total time: ${(2 + (second % 7)).toFixed(1)}s): SELECT * FROM ( SELECT ( SELECT MAX(rkv.id) AS id FROM kine AS rkv)) : [[/registry/leases/%]]"`,
        )
        for (const agent of world.boards) if (agent !== board) complain(agent, { kind: 'silent' })
      })
  },
})
