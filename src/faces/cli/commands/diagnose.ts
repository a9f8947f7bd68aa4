import { parseDuration } from '#src/model/duration.ts'
import { usageError } from '#src/model/error.ts'
import { defineCommand } from '../define-command.ts'
import { codeOfDiagnosis, failOnOption, parseFailOn } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderDiagnosis } from '../render/diagnosis.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
  failOn?: string
  since?: string
  timeline?: boolean
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
      'bramble diagnose --since 24h',
      'bramble diagnose --timeline',
    ],
  },
  options: [
    { flags: '--all', summary: 'show harmless findings and all evidence too' },
    {
      flags: '--since <duration>',
      summary: 'also tell what appeared and what was cleared since then, for example 24h',
    },
    {
      flags: '--timeline',
      summary: 'also tell what happened in order: all nodes by one clock, in your time zone',
    },
    failOnOption,
  ],

  async run({ args, options, terminal, signal }) {
    const failOn = parseFailOn(options.failOn)
    const sinceMilliseconds = parseSince(options.since, args.length > 0)
    const { diagnoseCluster, diagnoseFiles } = await import('#src/operations/diagnose.ts')
    const extras = { timeline: options.timeline === true }
    const startedAt = Date.now()
    const diagnosis =
      args.length > 0
        ? await diagnoseFiles(args, { signal, inIsTerminal: terminal.inIsTerminal, ...extras })
        : await diagnoseCluster({
            ...lookFrom(options, terminal, signal),
            sinceMilliseconds,
            ...extras,
          })
    if (wantsJson(options)) printJson(terminal, diagnosis)
    else terminal.out(renderDiagnosis(diagnosis, viewOf(terminal, options, startedAt)))
    return codeOfDiagnosis(diagnosis, failOn)
  },
})

/** @throws usage error `since` for anything but a duration, or beside files: they have no before */
function parseSince(text: string | undefined, hasFiles: boolean): number | undefined {
  if (text === undefined) return undefined
  if (hasFiles)
    throw usageError(
      'since',
      '--since asks what earlier looks at the cluster found; files have none.',
      {
        next: 'Leave --since out, or the files.',
      },
    )
  const milliseconds = parseDuration(text)
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds
  throw usageError(
    'since',
    `--since is "${text.slice(0, 40)}"; expected a duration such as 24h or 7d`,
  )
}
