import { reportApply, reportJson } from '../apply-plan.ts'
import { askAtTerminal } from '../approval.ts'
import { defineCommand } from '../define-command.ts'
import { siteFrom } from '../run-options.ts'
import { viewOf, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'apply',
    arguments: '<digest>',
    summary: 'carry out a stored plan',
    more: 'It looks afresh, and refuses where the facts that the plan rests on have changed.',
    examples: ['bramble apply 7f3a91c2'],
  },
  options: [],

  async run(call) {
    const { args, options, terminal } = call
    const { withSite } = await import('#src/operations/run/with-site.ts')
    const { apply } = await import('#src/operations/run/apply.ts')
    const result = await withSite(siteFrom(call), (site, approvals) =>
      apply(args[0] ?? '', site, askAtTerminal(terminal, approvals)),
    )
    reportJson(result, options, terminal)
    const quiet = wantsJson(options) ? { ...terminal, out: () => {} } : terminal
    return reportApply(result, quiet, viewOf(terminal, {}))
  },
})
