import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { type CommandCall, defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderCertificates } from '../render/certificates.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options extends RunOptions {
  nodes?: string
  all?: boolean
}

const exitCodes = { pass: exitCode.well, fail: exitCode.findings, unknown: exitCode.notSeen }

export default defineCommand<Options>({
  meta: {
    name: 'certificates',
    arguments: '[rotate]',
    summary: "how long K3s's certificates last, or new ones for all nodes, behind gates",
    more: 'Without an argument: days left on each node. Exit 0 more than 30 days, 1 fewer, 2 not known.\nrotate: servers one by one, then agents; K3s restarts on each, its containers run on.',
    examples: [
      'bramble certificates',
      'bramble certificates rotate --dry-run',
      'bramble certificates rotate --nodes pi03',
    ],
  },
  options: [
    { flags: '--all', summary: 'show every certificate' },
    { flags: '--nodes <names>', summary: 'with rotate: only these nodes, with commas' },
    ...acceptOptions,
    dryRunOption,
  ],
  run(call) {
    const [verb] = call.args
    const { nodes } = call.options
    if (verb === undefined) return show(call)
    if (verb !== 'rotate')
      throw usageError(
        'certificates-verb',
        `"${verb.slice(0, 40)}" is not what this command does; expected nothing or rotate`,
        { next: 'bramble certificates --help' },
      )
    const options: Record<string, string> = nodes === undefined ? {} : { nodes }
    return runGoal('certificates rotate', { ...call, args: [] }, { options })
  },
})

async function show({ options, terminal, signal }: CommandCall<Options>): Promise<ExitCode> {
  const { certificatesLeft, certificatesVerdict } = await import('#src/operations/certificates.ts')
  const startedAt = Date.now()
  const answer = await certificatesLeft(lookFrom(options, terminal, signal))
  if (wantsJson(options)) printJson(terminal, answer)
  else terminal.out(renderCertificates(answer, viewOf(terminal, options, startedAt)))
  return exitCodes[certificatesVerdict(answer)]
}
