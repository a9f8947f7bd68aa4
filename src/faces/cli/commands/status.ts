import { defineCommand } from '../define-command.ts'
import { codeOfStatus, showsOnly } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderStatus } from '../render/status.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'status',
    summary: 'the cluster on one screen',
    more: showsOnly,
    examples: ['bramble status', 'bramble status --json | jq .nodes'],
  },
  options: [],

  async run({ options, terminal, signal }) {
    const { status } = await import('#src/operations/status.ts')
    const startedAt = Date.now()
    const answer = await status(lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, answer)
    else terminal.out(renderStatus(answer, viewOf(terminal, {}, startedAt)))
    return codeOfStatus(answer)
  },
})
