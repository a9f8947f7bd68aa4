import { undoRun } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'

export default defineCommand<{ code?: string }>({
  meta: {
    name: 'undo',
    arguments: '[run]',
    summary: 'take a run back to what was before',
    more: `Without a run it is the newest that was not taken back, and a person at a terminal is asked first.
Without a terminal it needs what its plan needed: a code of \`bramble approve --undo RUN\`; without one it
ends with 77. A node that somebody had cordoned before stays cordoned.`,
    examples: ['bramble undo', 'bramble undo 12', 'bramble undo 12 --code 7KQF-2MXP'],
  },
  options: [{ flags: '--code <code>', summary: 'the one-time code of `bramble approve --undo`' }],
  run: undoRun,
})
