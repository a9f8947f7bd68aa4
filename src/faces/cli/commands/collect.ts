import { defineCommand } from '../define-command.ts'
import { codeOfStatus } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { count } from '../render/text.ts'
import { printJson, show, wantsJson } from '../view.ts'

interface Options {
  output?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'collect',
    summary: 'a redacted bundle to show somebody else',
    more: 'It replays to the identical diagnosis: bramble diagnose FILE.',
    examples: ['bramble collect', 'bramble collect --output night.tar.gz'],
  },
  options: [
    {
      flags: '-o, --output <file>',
      summary: 'where to write it; bramble-TIME.tar.gz if not given',
    },
  ],

  async run({ options, terminal, signal }) {
    const { collect } = await import('#src/operations/collect.ts')
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
    const collected = await collect(
      options.output ?? `bramble-${stamp}.tar.gz`,
      lookFrom(options, terminal, signal),
    )
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/collected/1', ...collected })
    else
      show(
        terminal,
        `${collected.path}: ${count(collected.pieces, 'piece')} of evidence, ${count(collected.redacted, 'secret')} replaced\nLook through it before you send it: names and addresses are in it.\nnext: bramble diagnose ${collected.path}`,
      )
    return codeOfStatus(collected)
  },
})
