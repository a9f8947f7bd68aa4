import { record } from '../controllers/events.ts'
import { nodesOf } from '../kubernetes/shapes.ts'
import { boardNamed } from '../world/world.ts'
import { defineScenario } from './scenario.ts'

export default defineScenario({
  id: 'healthy-but-noisy',
  title: 'Nothing is wrong, although the logs sound like it',
  noticed: 'Errors and warnings in every journal. They are the usual ones.',
  truth: { kind: 'well' },
  tries: ['bramble logs pi02 -n 40', 'bramble check', 'bramble diagnose --all'],
  lastsSeconds: 3600,
  happen(world) {
    const { store } = world
    for (const board of world.boards) {
      board.say(
        'kernel',
        'bcm2708_fb soc:fb: Unable to determine number of FBs. Disabling driver.',
        {
          priority: 3,
        },
      )
      board.say(
        'kernel',
        'brcmfmac: brcmf_c_process_clm_blob: no clm_blob available (err=-2), device may have limited channels available',
        { priority: 3 },
      )
      board.say('bluetoothd', 'src/plugin.c:init_plugin() System does not support csip plugin', {
        priority: 3,
      })
      board.sayK3s(
        'E1126 01:00:00.000000     305 dns.go:153] "Nameserver limits exceeded" err="Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 10.0.0.1 1.1.1.1 9.9.9.9"',
      )
      board.sayK3s(
        'time="2026-11-26T01:00:00Z" level=warning msg="Unable to watch for tunnel endpoints: the server is currently unable to handle the request"',
      )
    }
    boardNamed(world, 'pi03').say('iscsid', 'connect to 10.42.1.9:3260 failed (No route to host)', {
      unit: 'iscsid.service',
    })
    for (const node of nodesOf(store))
      record(store, {
        about: node,
        type: 'Warning',
        reason: 'InvalidDiskCapacity',
        message: 'invalid capacity 0 on image filesystem',
        component: 'kubelet',
        host: node.metadata.name,
      })
  },
})
