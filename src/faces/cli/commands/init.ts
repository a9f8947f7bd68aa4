import { resolve } from 'node:path'
import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { Init } from '#src/model/init.ts'
import { defineCommand } from '../define-command.ts'
import { initQuestions } from '../init-questions.ts'
import { lookFrom } from '../look.ts'
import { renderInit } from '../render/init.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  user?: string
  port?: string
  identity?: string
  yes?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'init',
    arguments: '[node...]',
    summary: 'find the nodes, pin their host keys and write a commented bramble.yaml',
    more: 'Nodes: NAME=ADDRESS, ADDRESS, ADDRESS:PORT or a Host of ~/.ssh/config. Without any, those\nof the kubeconfig. Host keys are shown before they are pinned. A bramble.yaml that is\nthere is compared, and never written over. Exit 0 well, 2 a node could not be seen, 3 no.',
    examples: [
      'bramble init',
      'bramble init pi01=10.0.0.11 pi02=10.0.0.12 --user pi',
      'bramble init --yes',
    ],
  },
  options: [
    { flags: '--user <name>', summary: 'who logs in on the nodes' },
    { flags: '--port <number>', summary: 'where their sshd listens' },
    { flags: '--identity <file>', summary: 'the private key to log in with' },
    { flags: '--yes', summary: 'take the host keys as they are now, without being asked' },
  ],

  async run({ args, options, terminal, signal }) {
    const { init } = await import('#src/operations/init.ts')
    const { identity } = options
    const answer = await init({
      ...lookFrom(options, terminal, signal),
      addresses: args,
      settings: {
        user: userIn(options.user),
        port: portIn(options.port),
        identityFile: identity === undefined ? undefined : resolve(terminal.cwd, identity),
      },
      questions: initQuestions(terminal, { yes: options.yes === true }),
    })
    if (wantsJson(options)) printJson(terminal, answer)
    else terminal.out(renderInit(answer, viewOf(terminal, {})))
    return codeOf(answer)
  },
})

function codeOf({ outcome, nodes }: Init): ExitCode {
  if (outcome === 'declined' || outcome === 'differs') return exitCode.refused
  return nodes.some(({ problem }) => problem !== undefined) ? exitCode.notSeen : exitCode.well
}

/** @throws usage error `init-user` */
function userIn(text: string | undefined): string | undefined {
  if (text === undefined || /^[\p{L}\p{N}_][\p{L}\p{N}_.@$-]*$/u.test(text)) return text
  throw usageError('init-user', `--user is "${text.slice(0, 40)}"; expected a user, for example pi`)
}

/** @throws usage error `init-port` */
function portIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw usageError('init-port', `--port is "${text.slice(0, 40)}"; expected 1 to 65535`)
}
