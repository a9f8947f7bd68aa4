import { nodeUpdates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const updatesRemoveNothing = defineCheck({
  id: 'updates-remove-nothing',
  title: 'updates to take no package away',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodeUpdates },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The upgrade removes no package',
    meaning:
      'A full upgrade may take packages away that conflict with new ones. On a node that may be what volumes or the network need.',
    next: 'See on the node what goes and why: `apt-get -s full-upgrade`.',
    accepting: 'The named packages are removed, and no others.',
    references: ['https://manpages.debian.org/apt-get'],
  },

  ask({ nodeUpdates }, { node }) {
    const found = nodeUpdates.find((one) => one.node === node)
    if (!found) return unknown('the node did not say what apt would do')
    if (found.trouble !== undefined) return unknown(`apt does not answer: ${found.trouble}`)
    if (found.removals.length === 0) return pass()
    return found.removals.map((name) => {
      const reason = `the upgrade of ${node} would remove ${name}`
      return fail(reason, {
        subject: `package/${node}/${name}`,
        evidence: [because(found, reason)],
      })
    })
  },
})
