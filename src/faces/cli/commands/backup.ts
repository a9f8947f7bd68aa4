import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { type CommandCall, defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderBackupCheck, renderBackups } from '../render/backups.ts'
import { runGoal } from '../run-goal.ts'
import { acceptOptions, dryRunOption, type RunOptions } from '../run-options.ts'
import { printJson, show, viewOf, wantsJson } from '../view.ts'

interface Options extends RunOptions {
  identity?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'backup',
    arguments: '[verb] [name]',
    summary: 'copy the datastore off the cluster, encrypted; or list and check such copies',
    more: 'Without an argument: a new backup, into backup.folder of bramble.yaml, encrypted by age to\nbackup.recipients; then those that backup.keep does not want are deleted.\nlist: what is there, and whether it reads back as it was written. check NAME: opens it with\nyour key and asks each part for its own sums. Exit 1 where one is not whole.',
    examples: [
      'bramble backup',
      'bramble backup list',
      'bramble backup check home-20260301T120000Z.age --identity ~/bramble-key.txt',
    ],
  },
  options: [
    { flags: '--identity <file>', summary: 'with check: the key, as age-keygen writes it' },
    ...acceptOptions,
    dryRunOption,
  ],
  run(call) {
    const [verb, name] = call.args
    if (verb === undefined) return runGoal('backup', { ...call, args: [] })
    if (verb === 'list') return list(call)
    if (verb === 'check') return check(call, name)
    throw usageError(
      'backup-verb',
      `"${verb.slice(0, 40)}" is not what this command does; expected nothing, list or check`,
      {
        next: 'bramble backup --help',
      },
    )
  },
})

async function list({ options, terminal, signal }: CommandCall<Options>): Promise<ExitCode> {
  const { listBackups } = await import('#src/operations/backups.ts')
  const answer = await listBackups(lookFrom(options, terminal, signal))
  if (wantsJson(options)) printJson(terminal, answer)
  else terminal.out(renderBackups(answer, viewOf(terminal, {})))
  const isDamaged = answer.backups.some(({ damage }) => damage !== undefined)
  return isDamaged ? exitCode.findings : exitCode.well
}

async function check(
  { options, terminal, signal }: CommandCall<Options>,
  name: string | undefined,
): Promise<ExitCode> {
  const { identity } = options
  if (name === undefined || identity === undefined)
    throw usageError('backup-check', 'Which backup, and which key opens it?', {
      next: 'bramble backup check NAME --identity FILE',
    })
  const { checkBackup } = await import('#src/operations/backups.ts')
  const answer = await checkBackup(name, identity, lookFrom(options, terminal, signal))
  if (wantsJson(options)) printJson(terminal, answer)
  else show(terminal, renderBackupCheck(answer).trimEnd())
  return answer.problem === undefined ? exitCode.well : exitCode.findings
}
