import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { ApplyResult } from '#src/operations/run/apply.ts'
import type { RunEnd } from '#src/operations/run/carry-out.ts'
import type { GlobalOptions, Terminal } from './define-command.ts'
import type { View } from './render/diagnosis.ts'
import { renderRefusals } from './render/run.ts'
import { printJson, wantsJson } from './view.ts'

/** Says how a plan ended, and with which code. */
export function reportApply(result: ApplyResult, terminal: Terminal, view: View): ExitCode {
  switch (result.kind) {
    case 'nothing-to-do':
      terminal.out('Nothing to do: it is so already.\n')
      return exitCode.well
    case 'not-approved':
      terminal.out('Not approved; nothing was changed.\n')
      return exitCode.refused
    case 'facts-changed':
      terminal.out('The cluster has changed since this plan was made; nothing was changed.\n\n')
      for (const { fact, was, is } of result.differences)
        terminal.out(`  ${fact}: ${was ?? 'absent'} → ${is ?? 'absent'}\n`)
      terminal.out(`\nnext: ${result.next.replaceAll('`', '')}\n`)
      return exitCode.refused
    case 'refused':
      terminal.out(renderRefusals(result.refusals, result.refusals, view))
      return exitCode.refused
    case 'ended':
      return reportEnd(result, terminal)
  }
}

export function reportEnd(end: RunEnd, terminal: Terminal): ExitCode {
  const done = end.outcome !== 'stopped'
  terminal.out(`run ${end.run}: ${end.outcome}${end.reason ? `: ${end.reason}` : ''}\n`)
  terminal.out(`next: ${(end.next ?? 'bramble status').replaceAll('`', '')}\n`)
  return done ? exitCode.well : exitCode.stoppedMidway
}

/** One JSON object for both faces of an apply. */
export function reportJson(result: ApplyResult, options: GlobalOptions, terminal: Terminal): void {
  if (wantsJson(options)) printJson(terminal, { schema: 'bramble/apply/1', ...result })
}
