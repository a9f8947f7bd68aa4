import { usageError } from '#src/model/error.ts'
import { defineCommand } from '../define-command.ts'
import { codeOfAutopsy, failOnOption, parseFailOn } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderAutopsy } from '../render/autopsy.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
  boot?: string
  failOn?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'autopsy',
    arguments: '<node> [file...]',
    summary: 'why a node went down, on one timeline of everybody’s view',
    more: 'Without --boot it is about the latest trouble: the end of the boot before, or the time in\nwhich the node ran on and others did not hear it. Without a file the cluster is observed. A\nfile is a bundle, an evidence file, a log or pasted output of any commands; - reads standard\ninput.',
    examples: [
      'bramble autopsy pi03',
      'bramble autopsy pi03 --boot -2',
      'bramble autopsy pi03 home.tar.gz --json',
    ],
  },
  options: [
    { flags: '--boot <boot>', summary: 'the boot whose end it is about: -1 the one before' },
    { flags: '--all', summary: 'show messages whole' },
    failOnOption,
  ],

  async run({ args: [node = '', ...files], options, terminal, signal }) {
    const failOn = parseFailOn(options.failOn)
    const boot = parseBoot(options.boot)
    const request = { node, ...(boot !== undefined && { boot }) }
    const { autopsyFiles, autopsyNode } = await import('#src/operations/autopsy.ts')
    const startedAt = Date.now()
    const autopsy =
      files.length > 0
        ? await autopsyFiles(request, files, { signal, inIsTerminal: terminal.inIsTerminal })
        : await autopsyNode(request, lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, autopsy)
    else terminal.out(renderAutopsy(autopsy, viewOf(terminal, options, startedAt)))
    return codeOfAutopsy(autopsy, failOn)
  },
})

/** @throws usage error `autopsy-boot`: the running boot has no end yet */
function parseBoot(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^-[1-9]\d{0,2}$/.test(text)) return Number(text)
  throw usageError(
    'autopsy-boot',
    `--boot is "${text.slice(0, 40)}"; expected a boot that has ended, from -1 to -999`,
    { next: '-1 is the boot before the running one' },
  )
}
