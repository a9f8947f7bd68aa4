import { nodeUpdates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const updatesAreInstalled = defineCheck({
  id: 'updates-are-installed',
  title: 'packages to be installed as planned',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodeUpdates },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The planned packages are installed',
    meaning:
      'apt offers no older version of these packages any more, and dpkg has none of them half installed.',
    next: 'On the node: `dpkg --audit`, `sudo dpkg --configure -a`, `apt-get -s full-upgrade`.',
    references: ['https://manpages.debian.org/dpkg'],
  },

  ask({ nodeUpdates }, { node, wish }) {
    const found = nodeUpdates.find((one) => one.node === node)
    if (!found) return unknown('the node did not say what is installed')
    if (found.trouble !== undefined) return unknown(`apt does not answer: ${found.trouble}`)
    const { halfInstalled } = found
    const wanted = new Set(wishedWords(wish, 'packages'))
    // `name from`: one that is offered again, from what it was before, was not installed.
    const old = found.upgrades.filter(({ name, from }) => wanted.has(`${name} ${from ?? ''}`))
    if (halfInstalled.length === 0 && old.length === 0) return pass()
    const reasons = [
      ...(halfInstalled.length > 0 ? [`half installed: ${firstOf(halfInstalled)}`] : []),
      ...(old.length > 0 ? [`not installed: ${firstOf(old.map(({ name }) => name))}`] : []),
    ]
    const reason = reasons.join('; ')
    return fail(reason, { evidence: [because(found, reason)] })
  },
})

function firstOf(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return names.slice(0, 5).join(', ') + more
}
