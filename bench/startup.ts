import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { median, milliseconds, type Row, timed } from './measure.ts'

/** `--help` and `--version` of the npm package as built, beside a Node that does nothing. */
export function benchStartup(root: string): Row[] {
  const built = join(root, 'dist/bramble.js')
  if (!existsSync(built))
    return [{ what: '--help as built', figure: 'not built: npm run build', budget: '≤ 60 ms' }]
  const run = (args: readonly string[]) => timed(process.execPath, args).seconds
  const repeat = (args: readonly string[]) => {
    run(args)
    return median(Array.from({ length: 15 }, () => run(args)))
  }
  const idle = repeat(['-e', '0'])
  return ['--help', '--version'].map((flag) => {
    const seconds = repeat([built, flag])
    return {
      what: `${flag} as built`,
      figure: `${milliseconds(seconds)} (an empty Node in the same run: ${milliseconds(idle)})`,
      budget: '≤ 60 ms',
      met: seconds <= 0.06,
    }
  })
}
