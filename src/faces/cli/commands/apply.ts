import { applyPlan } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'
import { starterFrom } from '../run-options.ts'

interface Options {
  code?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'apply',
    arguments: '<digest>',
    summary: 'carry out a stored plan',
    more: `It looks afresh, and refuses where the facts that the plan rests on have changed.
The run goes on by itself: Ctrl-C asks it to stop after its step, a second one stops watching.
Without a terminal a person's yes is a code of \`bramble approve\`; without one it ends with 77.`,
    examples: ['bramble apply 7f3a91c2', 'bramble apply 7f3a91c2 --code 7KQF-2MXP'],
  },
  options: [{ flags: '--code <code>', summary: 'the one-time code of `bramble approve`' }],

  async run(call) {
    const { withStarter } = await import('#src/operations/run/with-site.ts')
    return withStarter(starterFrom(call), (starter) =>
      applyPlan(call.args[0] ?? '', starter, call, call.options.code),
    )
  },
})
