import { reportEnd } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'
import { runNumber, siteFrom } from '../run-options.ts'
import { printJson, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'undo',
    arguments: '[run]',
    summary: 'take a run back to what was before',
    more: 'A node that somebody had cordoned before stays cordoned.',
    examples: ['bramble undo', 'bramble undo 12'],
  },
  options: [],

  async run(call) {
    const { args, options, terminal } = call
    const run = runNumber(args[0])
    const { withSite } = await import('#src/operations/run/with-site.ts')
    const { undo } = await import('#src/operations/run/undo.ts')
    const end = await withSite(siteFrom(call), (site) => undo(run, site))
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/run-end/1', ...end })
    return reportEnd(end, wantsJson(options) ? { ...terminal, out: () => {} } : terminal)
  },
})
