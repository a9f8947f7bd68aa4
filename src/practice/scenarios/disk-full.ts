import { fillDisk } from '../world/trouble.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const node = 'pi02'

export default defineScenario({
  id: 'disk-full',
  title: 'A board’s disk is full',
  noticed: 'Pods do not start on one board, and it wants to be rid of those that it has.',
  truth: { kind: 'cause', cause: 'node-disk-full', node },
  also: ['longhorn-disk-unschedulable@node/pi02', 'pods-not-well'],
  tries: ['bramble status', 'bramble diagnose', 'bramble trends pi02'],
  lastsSeconds: 1800,
  happen(world) {
    const board = boardNamed(world, node)
    fillDisk(board, 99)
    for (let minute = 1; minute < 30; minute += 5)
      world.clock.after(minute * 60, () => {
        board.sayK3s(
          `E1126 02:00:00.000000    305 container_gc_manager.go:86] "Attempting to delete unused containers"`,
        )
        board.sayK3s(
          `time="2026-11-26T02:00:02Z" level=error msg="write /var/lib/rancher/k3s/agent/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device"`,
        )
      })
  },
})
