import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { codeOfStatus } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderTrends } from '../render/trends.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'trends',
    arguments: '[node]',
    summary: 'where memory, disks, restarts and latency are going',
    more: 'Each `diagnose` and each `trends` adds a reading; a direction takes eight over two days.\n`bramble trends --quiet` in a timer is enough: no metrics stack is needed.',
    examples: ['bramble trends', 'bramble trends pi01 --all'],
  },
  options: [{ flags: '--all', summary: 'show what goes on neither way, too' }],

  async run({ args: [node], options, terminal, signal }) {
    const { trends } = await import('#src/operations/trends.ts')
    const startedAt = Date.now()
    const answer = await trends(node, lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, answer)
    else terminal.out(renderTrends(answer, viewOf(terminal, options, startedAt)))
    return answer.trends.length === 0 ? exitCode.notSeen : codeOfStatus(answer)
  },
})
