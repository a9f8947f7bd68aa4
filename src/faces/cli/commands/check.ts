import { defineCommand } from '../define-command.ts'
import { codeOfCheck, failOnOption, parseFailOn } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderCheck } from '../render/check.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  failOn?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'check',
    summary: 'ask everything that "healthy" means, on all nodes at once',
    more: 'Each question answers pass, fail or unknown. What could not be seen is never a pass.',
    examples: [
      'bramble check',
      'bramble check --json | jq .results',
      'bramble check --fail-on critical',
    ],
  },
  options: [failOnOption],

  async run({ options, terminal, signal }) {
    const failOn = parseFailOn(options.failOn)
    const { check } = await import('#src/operations/check.ts')
    const startedAt = Date.now()
    const report = await check(lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, report)
    else terminal.out(renderCheck(report, viewOf(terminal, {}, startedAt)))
    return codeOfCheck(report, failOn)
  },
})
