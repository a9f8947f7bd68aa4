import { csiPlugin } from '../controllers/csi-plugin.ts'
import { podsOf, podsOn } from '../kubernetes/shapes.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

const app = 'immich'

/**
 * After a hard start the plugin's sandbox has no way to longhorn-backend, and its container ends
 * with exit code 1 as often as it is started: the words in longhorn/longhorn#1478, #2647 and #4220.
 * Starting the container again keeps the sandbox. Another pod gets another one, and with it all of
 * this ends.
 */
export default defineScenario({
  id: 'volumes-do-not-mount',
  title: 'Longhorn’s CSI plugin did not come back on one node',
  noticed: 'A board was restarted an hour ago. The photos have been starting ever since.',
  truth: { kind: 'cause', cause: 'longhorn-csi-driver-not-registered' },
  also: ['pods-not-well', 'volume-not-mounting', 'power-loss'],
  tries: [
    'bramble diagnose',
    'bramble explain longhorn-csi-driver-not-registered',
    'bramble fix longhorn-csi-driver-not-registered',
  ],
  lastsSeconds: 3600,
  happen({ store, boards, faults, clock }) {
    const node = podsOf(store).find(({ metadata }) => metadata.labels?.['app'] === app)?.spec
      .nodeName
    if (node === undefined) throw new Error(`${app} runs nowhere`)
    const board = boardNamed({ boards }, node)
    board.losePower()
    clock.after(30, () => {
      board.powerOn()
      const plugin = podsOn(store, node).find(
        ({ metadata }) => metadata.labels?.['app'] === csiPlugin,
      )
      if (!plugin) throw new Error(`${csiPlugin} is not on ${node}`)
      faults.setSandbox(
        { pod: plugin.metadata.uid, boot: board.boot.id },
        { kind: 'crash', exitCode: 1, reason: 'Error' },
      )
    })
  },
})
