import { applyPlan } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'
import { starterFrom } from '../run-options.ts'

export default defineCommand({
  meta: {
    name: 'apply',
    arguments: '<digest>',
    summary: 'carry out a stored plan',
    more: `It looks afresh, and refuses where the facts that the plan rests on have changed.
The run goes on by itself: Ctrl-C asks it to stop after its step, a second one stops watching.`,
    examples: ['bramble apply 7f3a91c2'],
  },
  options: [],

  async run(call) {
    const { withStarter } = await import('#src/operations/run/with-site.ts')
    return withStarter(starterFrom(call), (starter) => applyPlan(call.args[0] ?? '', starter, call))
  },
})
