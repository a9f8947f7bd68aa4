import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

// From its sources: what the practice cluster is made of is in no built program.
const main = fileURLToPath(new URL('../../src/faces/cli/main.ts', import.meta.url))
const node = process.execPath

// Ctrl-C, an end of the session, and a terminal that is closed.
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

test.each(endings)(
  'a held cluster leaves nothing of itself after %s',
  async (ending) => {
    const child = spawn(node, [main, 'practice', 'healthy', '--hold'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += text
      if (said.includes('closed.')) break
    }
    const given = Object.fromEntries(
      [...said.matchAll(/^ {2}export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
    const { XDG_STATE_HOME: state = '', BRAMBLE_CONFIG: configuration = '' } = given
    const journal = join(state, 'bramble', 'practice', 'journal.db')

    const env = { ...process.env, ...given, PATH: process.env['PATH'] }
    await promisify(execFile)(node, [main, 'note', 'only practice'], { env })
    expect([existsSync(journal), existsSync(configuration)]).toEqual([true, true])

    const exit = once(child, 'exit')
    child.kill(ending)
    await exit
    expect([existsSync(state), existsSync(configuration)]).toEqual([false, false])
  },
  120_000,
)
