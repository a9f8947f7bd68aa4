import { podsOf } from '../kubernetes/shapes.ts'
import { kinds } from '../longhorn/shapes.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const app = 'immich'
const driver = 'driver.longhorn.io'

export default defineScenario({
  id: 'volumes-do-not-mount',
  title: 'Longhorn’s CSI plugin did not come back on one node',
  noticed: 'A board was restarted an hour ago. The photos have been starting ever since.',
  truth: { kind: 'cause', cause: 'longhorn-csi-driver-not-registered' },
  also: ['pods-not-well', 'volume-not-mounting', 'power-loss'],
  tries: [
    'bramble status',
    'bramble diagnose',
    'bramble explain longhorn-csi-driver-not-registered',
  ],
  lastsSeconds: 3600,
  happen(world) {
    const { store, faults, clock } = world
    const node = podsOf(store).find(({ metadata }) => metadata.labels?.['app'] === app)?.spec
      .nodeName
    const claim = store.list(kinds.claim).find(({ metadata }) => metadata.name === `${app}-content`)
    const { volumeName } = (claim?.['spec'] ?? {}) as { volumeName?: string }
    if (node === undefined || volumeName === undefined) throw new Error(`${app} runs nowhere`)
    const board = boardNamed(world, node)
    board.losePower()
    clock.after(30, () => {
      faults.set('longhorn-csi-plugin', { kind: 'crash', exitCode: 1, reason: 'Error' }, node)
      store.update({ kind: kinds.csiNode, name: node }, (one) => ({
        ...one,
        spec: { drivers: [] },
      }))
      faults.set(
        app,
        {
          kind: 'mount',
          message: `MountVolume.MountDevice failed for volume "${volumeName}" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${driver} not found in the list of registered CSI drivers`,
        },
        node,
      )
      board.powerOn()
    })
  },
})
