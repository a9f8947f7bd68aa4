import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { codeOfStatus } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderVersions } from '../render/versions.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'versions',
    summary: 'what runs, until when it is maintained, and its known defects',
    examples: ['bramble versions', 'bramble versions --json | jq .table'],
  },
  options: [],

  async run({ options, terminal, signal }) {
    const { versions } = await import('#src/operations/versions.ts')
    const startedAt = Date.now()
    const answer = await versions(lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, answer)
    else terminal.out(renderVersions(answer, viewOf(terminal, {}, startedAt)))
    if (answer.components.some(({ state }) => state === 'ended')) return exitCode.findings
    const unseen = answer.components.length === 0
    return unseen ? exitCode.notSeen : codeOfStatus(answer)
  },
})
