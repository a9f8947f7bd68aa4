import { apply } from '#src/operations/run/apply.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import { resume } from '#src/operations/run/resume.ts'
import { unfinishedRun } from '#src/operations/run/runs.ts'
import { openSite } from '#test/support/run-site.ts'

/**
 * What a person does, in as many words: `drain` plans, approves and applies; `resume` goes on with
 * the run that was cut off, or drains where none had begun. Waits are short, so that a test may
 * run this often. Prints how it ended as JSON.
 */
const [verb, kubeconfig = '', folder = '', node = ''] = process.argv.slice(2)
const site = await openSite({ kubeconfig, folder, longestSleepMilliseconds: 60 })

async function drain(): Promise<unknown> {
  const goal = { name: 'drain', target: node, options: { timeoutSeconds: 20 } }
  const made = await makePlan({ goal, accept: [] }, site)
  return apply(made.digest, site, async () => 'test')
}

const goesOn = verb === 'resume' && unfinishedRun(site.journal) !== undefined
const ended = await (goesOn ? resume(undefined, site) : drain())
console.log(JSON.stringify(ended))
await site.close()
