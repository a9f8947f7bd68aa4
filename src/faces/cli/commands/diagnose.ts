import { existsSync } from 'node:fs'
import { parseDuration } from '#src/model/duration.ts'
import { usageError } from '#src/model/error.ts'
import { cleanLine } from '#src/model/text.ts'
import { defineCommand } from '../define-command.ts'
import { codeOfDiagnosis, failOnOption, parseFailOn } from '../fail-on.ts'
import { lookFrom } from '../look.ts'
import { renderDiagnosis } from '../render/diagnosis.ts'
import { printJson, say, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
  failOn?: string
  since?: string
  timeline?: boolean
  /** commander's true where no id follows. */
  why?: string | true
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
      'bramble diagnose --why sd-card-failing',
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
    {
      flags: '--why [rule]',
      summary: 'also tell what each rule that looked answered and why it stayed quiet, or one rule',
    },
    failOnOption,
  ],

  async run({ args, options, terminal, signal }) {
    const failOn = parseFailOn(options.failOn)
    const { diagnoseCluster, diagnoseFiles, isRule } = await import('#src/operations/diagnose.ts')
    const { why, files } = parseWhy(options.why, args, isRule)
    const sinceMilliseconds = parseSince(options.since, files.length > 0)
    const extras = { timeline: options.timeline === true, why }
    if (files.length === 0 && terminal.inIsPiped)
      say(terminal, 'note: what is piped in is not read; `bramble diagnose -` reads it')
    const startedAt = Date.now()
    const diagnosis =
      files.length > 0
        ? await diagnoseFiles(files, { signal, inIsTerminal: terminal.inIsTerminal, ...extras })
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

interface Why {
  readonly why: 'all rules' | { readonly rule: string } | undefined
  readonly files: readonly string[]
}

/**
 * What follows --why is a rule if there is one of that name, and else a file.
 *
 * @throws usage error `why` for what looks like neither
 */
function parseWhy(
  typed: string | true | undefined,
  args: readonly string[],
  isRule: (id: string) => boolean,
): Why {
  if (typed === undefined) return { why: undefined, files: args }
  if (typed === true) return { why: 'all rules', files: args }
  if (isRule(typed)) return { why: { rule: typed }, files: args }
  if (typed === '-' || existsSync(typed)) return { why: 'all rules', files: [typed, ...args] }
  throw usageError('why', `--why: "${cleanLine(typed).slice(0, 60)}" is no rule and no file`, {
    next: 'bramble explain --list',
  })
}

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
