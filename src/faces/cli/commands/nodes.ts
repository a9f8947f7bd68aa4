import { defineCommand } from '../define-command.ts'
import { codeOfStatus, showsOnly } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderNodes } from '../render/status.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

export default defineCommand({
  meta: {
    name: 'nodes',
    summary: 'the nodes: versions, kernels, boards',
    more: showsOnly,
    examples: ['bramble nodes'],
  },
  options: [],

  async run({ options, terminal, signal }) {
    const { nodes } = await import('#src/operations/nodes.ts')
    const startedAt = Date.now()
    const answer = await nodes(lookFrom(options, terminal, signal))
    if (wantsJson(options))
      printJson(terminal, {
        schema: 'bramble/nodes/1',
        nodes: answer.nodes,
        coverage: answer.coverage,
      })
    else terminal.out(renderNodes(answer, viewOf(terminal, {}, startedAt)))
    return codeOfStatus(answer)
  },
})
