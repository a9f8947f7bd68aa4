import { usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { printJson, wantsJson } from '../view.ts'

interface Options {
  boot?: string
  unit?: string
  grep?: string
  lines?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'logs',
    arguments: '<node>',
    summary: "a node's journal, also of the boot before",
    examples: [
      'bramble logs pi03',
      'bramble logs pi03 --boot -1 -n 200',
      'bramble logs pi01 --unit k3s --grep level=fatal',
    ],
  },
  options: [
    { flags: '--boot <boot>', summary: '0 the running boot (default), -1 the one before' },
    { flags: '--unit <unit>', summary: 'only this unit' },
    { flags: '--grep <text>', summary: 'only lines that fit this, as journalctl --grep' },
    {
      flags: '-n, --lines <count>',
      summary: 'the newest lines, at most this many; 200 if not given',
    },
  ],

  async run({ args: [node = ''], options, terminal, signal }) {
    const request = {
      boot: whole('--boot', options.boot ?? '0', -1000, 0),
      lines: whole('--lines', options.lines ?? '200', 1, 100_000),
      ...(options.unit !== undefined && { unit: options.unit }),
      ...(options.grep !== undefined && { grep: options.grep }),
    }
    const { logs } = await import('#src/operations/logs.ts')
    const json = wantsJson(options)
    const kept: string[] = []
    const end = await logs(node, request, {
      ...lookFrom(options, terminal, signal),
      onText: (text) => void (json ? kept.push(text) : terminal.out(text)),
    })
    if (json) printJson(terminal, { schema: 'bramble/logs/1', node, ...end, text: kept.join('') })
    if (end.reason !== undefined) terminal.err(`bramble: ${end.reason}\n`)
    if (end.next !== undefined) terminal.err(`next: ${end.next.replaceAll('`', '')}\n`)
    return end.outcome === 'answered' ? exitCode.well : exitCode.notSeen
  },
})

/** @throws usage error `logs-number` */
function whole(flag: string, text: string, least: number, most: number): number {
  const value = /^-?\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw usageError(
    'logs-number',
    `${flag} is "${text.slice(0, 40)}"; expected a whole number from ${least} to ${most}`,
  )
}
