import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programFile } from './programs.ts'

const main = programFile('cli')

/** How the real CLI is started, for what starts itself again as a process of its own. */
export const cliProgram = [process.execPath, main]

const longestMilliseconds = 60_000

/** A folder with a bramble.yaml and a kubeconfig, and the real CLI as processes in it. */
export interface CliHome {
  readonly folder: string
  /** The cluster's folder: journal, progress, the runner's log. */
  readonly state: string
  start(...args: readonly string[]): CliProcess
  remove(): void
}

export interface CliProcess {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<{ code: number | null; signal: string | null; out: string; err: string }>
}

interface Options {
  readonly kubeconfig: string
  /** Lines of bramble.yaml besides the cluster's name and its kubeconfig. */
  readonly configuration?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A state folder to share with another home; else one of its own. */
  readonly stateHome?: string
}

/** No terminal: what needs a yes must be allowed by the configuration. */
export function cliHome(options: Options): CliHome {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-cli-'))
  const stateHome = options.stateHome ?? folder
  writeFileSync(join(folder, 'kubeconfig'), options.kubeconfig, { mode: 0o600 })
  const lines = ['cluster: home', 'kubeconfig: kubeconfig', ...(options.configuration ?? [])]
  writeFileSync(join(folder, 'bramble.yaml'), `${lines.join('\n')}\n`)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_STATE_HOME: stateHome,
    NODE_COMPILE_CACHE: join(tmpdir(), 'bramble-test-cache'),
    ...options.env,
  }
  return {
    folder,
    state: join(stateHome, 'bramble', 'home'),
    start: (...args) => started(spawn(process.execPath, [main, ...args], { cwd: folder, env })),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function started(child: ReturnType<typeof spawn>): CliProcess {
  let out = ''
  let err = ''
  const limit = setTimeout(() => child.kill('SIGKILL'), longestMilliseconds)
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<Awaited<CliProcess['ended']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      resolve({ code, signal, out, err })
    })
  })
  return { child, out: () => out, err: () => err, ended }
}
