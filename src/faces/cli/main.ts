import manifest from '#package' with { type: 'json' }
import { columnsOfHelp, columnsOfOutput } from './columns.ts'
import { preparedHelp } from './prepared-help.ts'

// A reader that has seen enough (`bramble logs pi01 | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const answer = knownAnswer(process.argv.slice(2))
if (answer !== undefined) process.stdout.write(answer)
else {
  // The published file is no ES module and has no top-level await. Where that stays open Node ends with 13, never well.
  process.once('beforeExit', () => {
    process.exitCode ??= 13
  })
  void import('./start.ts').then(async ({ start }) => {
    process.exitCode = await start(manifest.version)
  })
}

/** What can be said before anything else is loaded; undefined for all that needs a command. */
function knownAnswer([option, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined
  if (option === '--version') return `${manifest.version}\n`
  if (!['--help', '-h', 'help'].includes(option ?? '')) return undefined
  const columns = columnsOfHelp(columnsOfOutput())
  return preparedHelp.find(({ from, to }) => from <= columns && columns <= to)?.text
}
