import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { secondsOfMoment } from '#src/model/moment.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderLogLines, renderLogsEnd } from '../render/log-lines.ts'
import { printJson, say, wantsJson } from '../view.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options {
  boot?: string
  unit?: string
  grep?: string
  lines?: string
  since?: string
  until?: string
  follow?: boolean
  own?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'logs',
    arguments: '[node...]',
    summary: 'journals of nodes, merged by time; also of the boot before, and as they come',
    more: "Without a node: all of bramble.yaml. Times are in your zone; of several nodes those of a clock that is off are corrected, and that is said. Lines of Bramble's own sessions, looks and changes alike (sshd, sudo, logind), are counted and not shown. --json prints an object a line, and last how each node's reading ended.",
    examples: [
      'bramble logs pi03',
      'bramble logs pi03 --boot -1 -n 200',
      'bramble logs pi01 --unit k3s --grep level=fatal',
      'bramble logs --since 2h --until 90min',
      'bramble logs --follow',
    ],
  },
  options: [
    {
      flags: '-b, --boot <boot>',
      summary: '0 the running boot (default without --since), -1 the one before',
    },
    { flags: '-u, --unit <unit>', summary: 'only this unit' },
    {
      flags: '-g, --grep <text>',
      summary: 'only messages that fit this, as journalctl --grep, letters large or small',
    },
    {
      flags: '-n, --lines <count>',
      summary: "each node's newest lines, at most this many; 200 if not given",
    },
    {
      flags: '-S, --since <time>',
      summary: "from then on: '2026-11-24 03:00', 03:00, yesterday, 2h, '2h ago'",
    },
    { flags: '-U, --until <time>', summary: 'up to then' },
    { flags: '-f, --follow', summary: 'go on with what comes new, until Ctrl-C' },
    { flags: '--own', summary: "lines of Bramble's own sessions too" },
  ],

  async run({ args, options, terminal, signal }) {
    const request = requestFrom(options)
    const { logs } = await import('#src/operations/logs.ts')
    const json = wantsJson(options)
    const nodes = await logs(args, request, {
      ...lookFrom(options, terminal, signal),
      own: options.own === true,
      follow: options.follow === true,
      onLines(lines) {
        if (json)
          for (const line of lines) printJson(terminal, { schema: 'bramble/log-line/1', ...line })
        else terminal.out(renderLogLines(lines))
      },
    })
    if (json) printJson(terminal, { schema: 'bramble/logs/2', nodes })
    else for (const line of renderLogsEnd(nodes)) say(terminal, line)
    return codeOf(nodes.map(({ outcome }) => outcome === 'answered'))
  },
})

function codeOf(answered: readonly boolean[]): ExitCode {
  return answered.every(Boolean) ? exitCode.well : exitCode.notSeen
}

/** @throws usage errors `whole-number`, `logs-time`, `logs-follow` */
function requestFrom({ boot, unit, grep, lines, since, until, follow }: Options) {
  if (follow) refusePast(until, boot)
  const times = {
    ...(since !== undefined && { sinceSeconds: moment('--since', since) }),
    ...(until !== undefined && { untilSeconds: moment('--until', until) }),
  }
  // journalctl asks all boots for a time, and so does this.
  const ofBoot = boot ?? (Object.keys(times).length > 0 ? undefined : '0')
  return {
    lines: wholeNumber('--lines', lines ?? '200', 1, 10_000),
    ...(ofBoot !== undefined && { boot: wholeNumber('--boot', ofBoot, -1000, 0) }),
    ...(unit !== undefined && { unit }),
    ...(grep !== undefined && { grep }),
    ...times,
  }
}

/** @throws usage error `logs-follow` */
function refusePast(until: string | undefined, boot = '0'): void {
  if (until === undefined && boot === '0') return
  throw usageError(
    'logs-follow',
    '--follow shows what comes new, so it goes with no --until and no earlier --boot',
    { next: 'bramble logs --follow' },
  )
}

/** @throws usage error `logs-time` */
function moment(flag: string, text: string): number {
  const seconds = secondsOfMoment(text, Date.now())
  if (seconds !== undefined && seconds >= 0) return seconds
  throw usageError('logs-time', `${flag} is "${text.slice(0, 40)}"; expected a time`, {
    next: `for example ${flag} '2026-11-24 03:00', ${flag} yesterday or ${flag} 2h`,
  })
}
