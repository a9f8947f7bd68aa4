import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  hold?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'power-off',
    arguments: '<node>',
    summary: 'take power away from a board and leave it off',
    more: 'With --hold its pods and volumes go to others, once power was seen to fall.',
    examples: [
      'bramble power-off pi03',
      'bramble power-off pi03 --hold',
      'bramble power-off pi03 --hold --accept power/pi03 --reason "I pulled its plug"',
    ],
  },
  options: [
    ...runOptions.filter(({ flags }) => !flags.startsWith('--wait')),
    { flags: '--hold', summary: 'mark the node out of service: what it held starts elsewhere' },
    dryRunOption,
  ],
  run: (call) => runGoal('power-off', call, { options: call.options.hold ? { hold: true } : {} }),
})
