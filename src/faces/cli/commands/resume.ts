import { resumeRun } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'

export default defineCommand({
  meta: {
    name: 'resume',
    arguments: '[run]',
    summary: 'go on with a run that stopped midway',
    more: 'What a killed run left open is settled by asking first whether it is so already.',
    examples: ['bramble resume', 'bramble resume 12'],
  },
  options: [],
  run: resumeRun,
})
