import { lines } from '#src/model/line.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import { isNearEnd } from '../scene.ts'

/**
 * Who asked for a shutdown: login/logind-dbus.c and logind-button.c, sudo's log, shutdown(8), apt's
 * unattended-upgrades, kured. These words alone end nothing: a shutdown can be called off.
 */
const asked = lines(
  [
    'The system will reboot',
    'The system will power off',
    'The system will halt',
    'Power key pressed',
    'COMMAND=',
    'System is going down',
    'unattended-upgrades',
    'Commanding reboot',
  ],
  /The system will (?:reboot|power off|halt) now|Power key pressed short|COMMAND=\S*(?:reboot|shutdown|poweroff|halt|systemctl (?:reboot|poweroff|halt))\b|System is going down|unattended-upgrades.*(?:reboot|restart)|Commanding reboot for node/,
)

export default defineWitness({
  id: 'asked-for',
  reads: { asked },

  look({ asked }, scene): Statement[] {
    if (scene.question !== 'end') return []
    const near = asked.filter((line) => isNearEnd(line, scene) && line.boot !== undefined)
    if (near.length === 0) return []
    const evidence = cite(near, scene)
    // Who pastes only these lines has a shutdown that began; a log that goes on to its end decides.
    return scene.end === undefined || !scene.end.complete
      ? [{ for: ['shutdown'], text: 'somebody asked for it', evidence }]
      : [{ text: 'somebody asked for it', evidence }]
  },
})
