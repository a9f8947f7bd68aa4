import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { type CommandCall, defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderService } from '../render/service.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'
import { printJson, show, viewOf, wantsJson } from '../view.ts'

const verbs = ['start', 'stop', 'restart', 'enable', 'disable', 'status']

export default defineCommand<RunOptions>({
  meta: {
    name: 'service',
    arguments: '<verb> <node>',
    summary: 'start, stop or restart K3s on a node, behind gates',
    more: 'Verbs: start, stop, restart, enable, disable (at boot), status.\nstop leaves the containers running: only K3s ends. Exit of status: 0 it runs, 1 it does not, 2 not known.',
    examples: [
      'bramble service status pi03',
      'bramble service restart pi03',
      'bramble service stop pi03 --dry-run',
    ],
  },
  options: [...acceptOptions, dryRunOption],
  run(call) {
    const [verb = '', ...args] = call.args
    if (!verbs.includes(verb))
      throw usageError(
        'service-verb',
        `"${verb.slice(0, 40)}" is nothing that a service can do; expected ${verbs.join(', ')}`,
        {
          next: 'bramble service --help',
        },
      )
    return verb === 'status' ? status(call) : runGoal(`service ${verb}`, { ...call, args })
  },
})

async function status({
  args,
  options,
  terminal,
  signal,
}: CommandCall<RunOptions>): Promise<ExitCode> {
  const { serviceStatus } = await import('#src/operations/service.ts')
  const answer = await serviceStatus(args[1] ?? '', lookFrom(options, terminal, signal))
  if (wantsJson(options)) printJson(terminal, answer)
  else show(terminal, renderService(answer, viewOf(terminal, {})).trimEnd())
  if (answer.activeState === undefined) return exitCode.notSeen
  return answer.activeState === 'active' ? exitCode.well : exitCode.findings
}
