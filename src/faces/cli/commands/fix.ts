import type { Finding } from '#src/model/diagnosis.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { NotSeen, Runbook } from '#src/model/fix.ts'
import { commandIn } from '#src/model/refusal-reading.ts'
import { defineCommand, type Terminal } from '../define-command.ts'
import { codeOfStatus } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { wrap } from '../render/layout.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { renderNotSeen } from '../render/not-seen.ts'
import { shortNames } from '../render/text.ts'
import { runGoal } from '../run-goal.ts'
import { dryRunOption, type RunOptions, runOptions } from '../run-options.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

export default defineCommand<RunOptions>({
  meta: {
    name: 'fix',
    arguments: '<finding>',
    summary: 'plan what cures a finding, or show what a person has to do',
    more: 'Looks afresh. A finding is named by its id, or by its cause where there is one.\nExit 1 where a person has to do it: nothing was changed.\nExit 0 where it is no longer seen, or 2 where not everything could be seen.',
    examples: [
      'bramble fix cordon-left-behind',
      'bramble fix cordon-left-behind@node/pi03 --dry-run',
    ],
  },
  options: [...runOptions, dryRunOption],

  async run(call) {
    const { args, options, terminal, signal } = call
    const { chooseCure } = await import('#src/operations/fix.ts')
    const chosen = await chooseCure(args[0] ?? '', lookFrom(options, terminal, signal))
    if (chosen.kind === 'goal') {
      const { name, target } = chosen.goal
      if (!wantsJson(options)) terminal.out(`${cured(chosen.findings, terminal)}\n\n`)
      return runGoal(name, { ...call, args: [target] }, chosen.goal)
    }
    if (chosen.kind === 'not-seen') return showNotSeen(chosen.notSeen, call)
    return showRunbook(chosen.runbook, call)
  },
})

function cured(findings: readonly Finding[], terminal: Terminal): string {
  const [first] = findings
  const subjects = findings.map(({ subject }) => subject.replace(/^\w+\//, ''))
  const words = `${first?.title}: ${shortNames(subjects.join(', '))} (${first?.confidence})`
  return wrap(words, viewOf(terminal, {}).columns).join('\n')
}

/** As with any goal that is reached already: well, unless who was silent may have it still. */
function showNotSeen(
  notSeen: NotSeen,
  { options, terminal }: { options: { json?: boolean }; terminal: Terminal },
): ExitCode {
  if (wantsJson(options)) printJson(terminal, notSeen)
  else terminal.out(renderNotSeen(notSeen, viewOf(terminal, {})))
  return codeOfStatus(notSeen)
}

function showRunbook(
  runbook: Runbook,
  { options, terminal }: { options: { json?: boolean }; terminal: Terminal },
): ExitCode {
  const isNothing = runbook.finding.remedy === 'none'
  const who = isNothing ? '' : 'A person has to do this: '
  if (wantsJson(options)) printJson(terminal, runbook)
  else {
    const view = viewOf(terminal, {})
    const does = wrap(`${who}${runbook.does}`, view.columns).join('\n')
    terminal.out(`${cured([runbook.finding], terminal)}\n\n${does}\n\n`)
    // Its title stands above already, with the node.
    terminal.out(renderMarkdown(runbook.page.replace(/^# .*\n+/, ''), view))
    terminal.out(`\nnext: ${nextOf(runbook.finding)}\n`)
  }
  return isNothing ? exitCode.well : exitCode.findings
}

/** What is done with Bramble, or asked with it first, before the whole look again. */
function nextOf({ mitigation, decides = '' }: Finding): string {
  return commandIn(mitigation) ?? commandIn(decides) ?? 'bramble diagnose'
}
