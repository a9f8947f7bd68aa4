import { goOn } from '../apply-plan.ts'
import { defineCommand } from '../define-command.ts'

export default defineCommand({
  meta: {
    name: 'undo',
    arguments: '[run]',
    summary: 'take a run back to what was before',
    more: 'Without a run it is the newest that was not taken back, and a person at a terminal is asked first.\nA node that somebody had cordoned before stays cordoned.',
    examples: ['bramble undo', 'bramble undo 12'],
  },
  options: [],
  run: (call) => goOn('undo', call),
})
