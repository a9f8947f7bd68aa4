import { defineCommand } from '../define-command.ts'
import { codeOfStatus, showsOnly } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderVolumes } from '../render/status.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'volumes',
    summary: 'Longhorn volumes and where their healthy replicas are',
    more: showsOnly,
    examples: ['bramble volumes'],
  },
  options: [],

  async run({ options, terminal, signal }) {
    const { status } = await import('#src/operations/status.ts')
    const startedAt = Date.now()
    const answer = await status(lookFrom(options, terminal, signal))
    if (wantsJson(options))
      printJson(terminal, {
        schema: 'bramble/volumes/1',
        volumes: answer.volumes ?? null,
        coverage: answer.coverage,
      })
    else terminal.out(renderVolumes(answer, viewOf(terminal, {}, startedAt)))
    return codeOfStatus(answer)
  },
})
