import { nodeIdentity, nodeUpdates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { rebootReasons } from '../reboot-reasons.ts'

export const nodeNeedsNoReboot = defineCheck({
  id: 'node-needs-no-reboot',
  title: 'the node to run what is installed',
  scope: 'node',
  severity: 'info',
  askedBy: 'steps',
  reads: { nodeUpdates, nodeIdentity },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node needs no reboot',
    meaning:
      'A new kernel, and a library that a process has open, are in use only after a restart. Raspberry Pi OS writes no /run/reboot-required for a kernel, so the running one is compared with the installed ones of the same flavour.',
    next: '`bramble reboot NODE`',
    references: ['https://www.raspberrypi.com/documentation/computers/os.html#update-software'],
  },

  ask({ nodeUpdates, nodeIdentity }, { node }) {
    const found = nodeUpdates.find((one) => one.node === node)
    const running = nodeIdentity.find((one) => one.node === node)?.kernelRelease
    if (!found) return unknown('the node did not say what is installed')
    if (running === undefined) return unknown('the node did not say which kernel it runs')
    if (!found.root) return unknown('without root it is not seen which processes use old libraries')
    const reasons = rebootReasons(found, running)
    if (reasons.length === 0) return pass()
    const reason = reasons.join('; ')
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
