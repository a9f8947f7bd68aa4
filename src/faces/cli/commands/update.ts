import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { type CommandCall, defineCommand } from '../define-command.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'

interface Options extends RunOptions {
  nodes?: string
  securityOnly?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'update',
    arguments: '<os|k3s|longhorn> [version]',
    summary: 'bring newer packages, another K3s or another Longhorn, one node at a time',
    more: `os: lists and packages are fetched on all nodes at once; then one node after the other is
drained, gets its packages, starts again only where it has to, and is waited for until it and
its volumes are whole. Agents first, then servers.
k3s: the version of bramble.yaml, or the one given, from artifacts.folder: laid ready everywhere,
a snapshot, then servers one by one, then agents. Minor versions are never skipped.
longhorn: one minor version at a time, while every volume is whole; there is no way back.`,
    examples: [
      'bramble update os --dry-run',
      'bramble update os --nodes pi02,pi03',
      'bramble update os --security-only',
      'bramble update k3s v1.36.4+k3s1 --dry-run',
      'bramble update longhorn --dry-run',
    ],
  },
  options: [
    { flags: '--nodes <names>', summary: 'only these nodes, with commas' },
    { flags: '--security-only', summary: 'with os: only packages from archives of security fixes' },
    ...runOptions,
    dryRunOption,
  ],
  run(call) {
    const [what = ''] = call.args
    const { nodes } = call.options
    if (what === 'os') return updateOs(call)
    if (what === 'k3s')
      return runGoal(
        'update k3s',
        { ...call, args: call.args.slice(1) },
        { options: nodes === undefined ? {} : { nodes } },
      )
    if (what === 'longhorn')
      return runGoal('update longhorn', { ...call, args: call.args.slice(1) })
    throw usageError(
      'update-what',
      `"${what.slice(0, 40)}" is nothing that can be updated; expected os, k3s or longhorn`,
      {
        next: 'bramble update --help',
      },
    )
  },
})

/**
 * Where lists are old the first plan fetches them, and only then is it known what there is to
 * install: that is a plan of its own, which is asked about by itself.
 */
async function updateOs(call: CommandCall<Options>): Promise<ExitCode> {
  const { nodes, securityOnly } = call.options
  const options = {
    ...(nodes !== undefined && { nodes }),
    ...(securityOnly && { 'security-only': true }),
  }
  let fetched = false
  const kept: string[] = []
  // With --json the object of the last plan is the whole answer.
  const terminal = call.options.json
    ? { ...call.terminal, out: (text: string) => void kept.push(text) }
    : call.terminal
  const first = await runGoal(
    'update os',
    { ...call, args: [], terminal },
    {
      options,
      onPlan: (plan) => {
        fetched = plan.plansAgain === true
      },
    },
  )
  if (first === exitCode.well && fetched && call.options.dryRun !== true)
    return runGoal('update os', { ...call, args: [] }, { options })
  for (const text of kept) call.terminal.out(text)
  return first
}
