import { resolve } from 'node:path'
import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import type { Init } from '#src/model/init.ts'
import { type CommandCall, defineCommand } from '../define-command.ts'
import { initQuestions } from '../init-questions.ts'
import { lookFrom } from '../look.ts'
import { renderFirstBoot } from '../render/first-boot.ts'
import { renderInit } from '../render/init.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  user?: string
  port?: string
  identity?: string
  yes?: boolean
  firstBoot?: string
  system?: string
  publicKey?: string
  timeZone?: string
  sudo?: string
  passwordHash?: string
  gateway?: string
  dns?: string
}

export default defineCommand<Options>({
  meta: {
    name: 'init',
    arguments: '[node...]',
    summary: 'find the nodes, pin their host keys and write a commented bramble.yaml',
    more: 'Nodes: NAME=ADDRESS, ADDRESS, ADDRESS:PORT or a Host of ~/.ssh/config. Without any, those\nof the kubeconfig. Host keys are shown before they are pinned. A bramble.yaml that is\nthere is compared, and never written over. Exit 0 well, 2 a node could not be seen, 3 no.\n\nWith --first-boot nothing is connected to: it writes what a blank card needs for SSH to\nanswer, into FOLDER/NAME, or onto one mounted boot partition (FOLDER/cmdline.txt).',
    examples: [
      'bramble init',
      'bramble init pi01=10.0.0.11 pi02=10.0.0.12 --user pi',
      'bramble init --yes',
      'bramble init --first-boot cards pi01=10.0.0.11 pi02=10.0.0.12',
      'bramble init --first-boot /media/me/bootfs pi01=10.0.0.11 --gateway 10.0.0.1/24',
    ],
  },
  options: [
    { flags: '--user <name>', summary: 'who logs in on the nodes' },
    { flags: '--port <number>', summary: 'where their sshd listens' },
    { flags: '--identity <file>', summary: 'the private key to log in with' },
    { flags: '--yes', summary: 'take the host keys as they are now, without being asked' },
    { flags: '--first-boot <folder>', summary: 'write first-boot files instead' },
    {
      flags: '--system <name>',
      summary: 'of which image: raspios-trixie, ubuntu or raspios-bookworm',
    },
    { flags: '--public-key <file>', summary: 'who may log in; default ~/.ssh/id_ed25519.pub' },
    { flags: '--time-zone <name>', summary: 'of the boards; default: this machine’s' },
    { flags: '--sudo <which>', summary: 'without a password: all or reading' },
    { flags: '--password-hash <file>', summary: 'a hash of crypt(5) for the user' },
    { flags: '--gateway <address/prefix>', summary: 'fixed addresses instead of DHCP' },
    { flags: '--dns <addresses>', summary: 'name servers; default: the gateway' },
  ],

  async run(call) {
    const { args, options, terminal, signal } = call
    if (options.firstBoot !== undefined) return firstBootFiles(options.firstBoot, call)
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

async function firstBootFiles(
  folder: string,
  { args, options, terminal }: CommandCall<Options>,
): Promise<ExitCode> {
  const { firstBoot } = await import('#src/operations/first-boot.ts')
  const { env, cwd } = terminal
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(cwd, name))
  const answer = await firstBoot({
    ...{ folder, addresses: args, env, cwd },
    ...(options.config !== undefined && { config: options.config }),
    asked: {
      system: options.system,
      user: options.user,
      publicKey: path(options.publicKey ?? publicOf(options.identity)),
      timeZone: options.timeZone ?? terminal.timeZone,
      sudo: options.sudo,
      passwordHash: path(options.passwordHash),
      gateway: options.gateway,
      dns: options.dns,
    },
  })
  if (wantsJson(options)) printJson(terminal, answer)
  else terminal.out(renderFirstBoot(answer, viewOf(terminal, {})))
  return exitCode.well
}

function publicOf(identity: string | undefined): string | undefined {
  return identity === undefined ? undefined : `${identity}.pub`
}

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
