import { reportEnd } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'
import { runNumber, siteFrom } from '../run-options.ts'
import { printJson, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'resume',
    arguments: '[run]',
    summary: 'go on with a run that stopped midway',
    more: 'What a killed run left open is settled by asking first whether it is so already.',
    examples: ['bramble resume', 'bramble resume 12'],
  },
  options: [],

  async run(call) {
    const { args, options, terminal } = call
    const run = runNumber(args[0])
    const { withSite } = await import('#src/operations/run/with-site.ts')
    const { resume } = await import('#src/operations/run/resume.ts')
    const end = await withSite(siteFrom(call), (site) => resume(run, site))
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/run-end/1', ...end })
    return reportEnd(end, wantsJson(options) ? { ...terminal, out: () => {} } : terminal)
  },
})
