import { defineCommand } from '../define-command.ts'
import { codeOfDiagnosis, failOnOption, parseFailOn } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderDiagnosis } from '../render/diagnosis.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
  failOn?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'diagnose',
    arguments: '[file...]',
    summary: 'explain what is wrong, the cause first',
    more: 'Without a file the cluster is observed. A file is a bundle, an evidence file, a log or\npasted output of any commands; - reads standard input.',
    examples: [
      'bramble diagnose',
      'journalctl -b -1 | bramble diagnose -',
      'bramble diagnose incident.txt --json',
    ],
  },
  options: [
    { flags: '--all', summary: 'show harmless findings and all evidence too' },
    failOnOption,
  ],

  async run({ args, options, terminal, signal }) {
    const failOn = parseFailOn(options.failOn)
    const { diagnoseCluster, diagnoseFiles } = await import('#src/operations/diagnose.ts')
    const startedAt = Date.now()
    const diagnosis =
      args.length > 0
        ? await diagnoseFiles(args, { signal, inIsTerminal: terminal.inIsTerminal })
        : await diagnoseCluster(lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, diagnosis)
    else terminal.out(renderDiagnosis(diagnosis, viewOf(terminal, options, startedAt)))
    return codeOfDiagnosis(diagnosis, failOn)
  },
})
