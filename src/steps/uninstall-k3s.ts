import * as z from 'zod'
import { k3sIsAbsent } from '#src/rules/checks/k3s-is-absent.ts'
import { volumesHaveAnotherCopy } from '#src/rules/checks/volumes-have-another-copy.ts'
import { volumesSurviveWithoutNode } from '#src/rules/checks/volumes-survive-without-node.ts'
import { dataGate, defineStep } from './define-step.ts'
import { unitOnNode } from './k3s-unit.ts'
import { refuseLiveVolumes } from './killall.ts'

const longestMilliseconds = 300_000

/**
 * K3s's own script deletes /var/lib/rancher/k3s and /var/lib/kubelet as they are: through a mount
 * that is left it would delete a volume, and local-path volumes lie below the first of them. So the
 * board is asked itself, whatever the API says: another board, K3s that runs, a live volume, a
 * local volume's folder each end it. A folder that K3s has not emptied is named.
 */
const program = `[ "$(cat /etc/machine-id)" = "$1" ] || { echo "another board answers here than the one that was planned for" >&2; exit 1; }
if systemctl is-active --quiet "$2"; then echo "$2 runs again" >&2; exit 1; fi
${refuseLiveVolumes}storage=/var/lib/rancher/k3s/storage
left=$(ls -A "$storage" 2>/dev/null | head -n 5 | tr '\\n' ' ') || :
if [ -n "$left" ]; then
echo "local volumes are still in $storage, and nothing else has them: $left" >&2
exit 1
fi
case $2 in k3s.service) name=k3s-uninstall.sh ;; *) name=k3s-agent-uninstall.sh ;; esac
script=$(command -v "$name" || :)
if [ -n "$script" ]; then "$script" </dev/null >/dev/null 2>&1 || :; fi
if [ "$3" = wipe ] && [ -d /var/lib/longhorn ]; then find /var/lib/longhorn -xdev -mindepth 1 -delete; fi
:`

/** Takes K3s off a board that is no node any more. Longhorn's folder stays unless it is to go. */
export const uninstallK3s = defineStep({
  id: 'uninstall-k3s',
  title: ({ node }) => `Uninstall K3s from ${node}`,
  input: z.object({
    ...unitOnNode,
    /** Of the board that was planned for: another one at its address is left alone. */
    machineId: z.string().regex(/^[0-9a-f]{32}$/),
    /** Whether what Longhorn left on the disk goes too. */
    wipe: z.boolean(),
  }),
  reads: {},
  risk: 'destructive',
  about: ({ node }) => ({ node }),
  requires: [dataGate(volumesSurviveWithoutNode), dataGate(volumesHaveAnotherCopy)],
  verify: [k3sIsAbsent],
  verifyWithinSeconds: () => 60,

  preview: ({ node, unit, machineId, wipe }) => [
    `refuse where ${node} is not machine ${machineId.slice(0, 8)}, has a volume in use or a folder of a local volume`,
    `${unit === 'k3s.service' ? 'k3s-uninstall.sh' : 'k3s-agent-uninstall.sh'} on ${node}: deletes /etc/rancher/k3s, /var/lib/rancher/k3s, /var/lib/kubelet`,
    wipe
      ? `delete what is in /var/lib/longhorn on ${node}`
      : `leave /var/lib/longhorn on ${node} as it is`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply({ node, unit, machineId, wipe }, context) {
    await context.node(node).run(program, [machineId, unit, wipe ? 'wipe' : 'keep'], {
      timeoutMilliseconds: longestMilliseconds,
    })
    context.say(`K3s is gone from ${node}`)
  },

  undo: 'impossible',
})
