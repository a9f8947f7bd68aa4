import { defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  only?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'up',
    summary: 'build the cluster that bramble.yaml describes, or bring it back to that',
    more: 'From boards that answer on SSH to K3s, Longhorn and monitoring: plan, show, ask, apply. The\nsecond time there is nothing to do. A cluster that somebody else set up is shown, and left\nas it is where --only does not name a part.',
    examples: ['bramble up --dry-run', 'bramble up', 'bramble up --only boards,monitoring'],
  },
  options: [
    ...runOptions,
    dryRunOption,
    { flags: '--only <parts>', summary: 'boards, k3s, longhorn, monitoring: these and no others' },
  ],
  run: (call) => {
    const { only } = call.options
    return runGoal('up', { ...call, args: [] }, { options: only === undefined ? {} : { only } })
  },
})
