import { spawn } from 'node:child_process'
import { type BrambleError, clusterError, usageError } from '#src/model/error.ts'
import { defined, textAt } from './fields.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import type { ClientCertificate, ExecPlugin } from './kubeconfig-user.ts'

/** What a plugin gave. */
export interface PluginCredential {
  readonly token?: string
  readonly certificate?: ClientCertificate
  /** Milliseconds since the epoch; absent where it lasts as long as this process. */
  readonly expiresAt?: number
}

const longestMilliseconds = 60_000
const mostBytes = 1024 * 1024
const mostComplaint = 300

/**
 * Runs a credential plugin without a terminal and reads its ExecCredential.
 *
 * @throws BrambleError `credential-plugin-missing`, `credential-plugin-failed`; never with what
 *   the plugin printed on stdout, which may be a token
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  access: ClusterAccess,
  limits: { milliseconds?: number; signal?: AbortSignal | undefined } = {},
): Promise<PluginCredential> {
  const run = await runBounded(plugin, execInfo(plugin, access), limits)
  if (run.code !== 0) throw failed(plugin, `ended with ${run.code}`, run.complaint)
  let answer: unknown
  try {
    answer = JSON.parse(run.output)
  } catch {
    throw failed(plugin, 'printed no JSON', run.complaint)
  }
  return readCredential(plugin, answer)
}

function readCredential(plugin: ExecPlugin, answer: unknown): PluginCredential {
  const version = textAt(answer, 'apiVersion')
  if (textAt(answer, 'kind') !== 'ExecCredential' || version !== plugin.apiVersion)
    throw failed(plugin, `did not print an ExecCredential of ${plugin.apiVersion}`)
  const token = textAt(answer, 'status.token')
  const certificate = readCertificate(plugin, answer)
  if (token === undefined && certificate === undefined)
    throw failed(plugin, 'gave neither a token nor a client certificate')
  const expiresAt = Date.parse(textAt(answer, 'status.expirationTimestamp') ?? '')
  return defined({
    token,
    certificate,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined,
  })
}

function readCertificate(plugin: ExecPlugin, answer: unknown): ClientCertificate | undefined {
  const certificate = textAt(answer, 'status.clientCertificateData')
  const key = textAt(answer, 'status.clientKeyData')
  if (certificate === undefined && key === undefined) return undefined
  if (certificate === undefined || key === undefined)
    throw failed(plugin, 'gave a client certificate or its key, but not both')
  return { certificate, key }
}

/** The input that a plugin finds in KUBERNETES_EXEC_INFO. */
function execInfo(plugin: ExecPlugin, { server, authority, pluginSettings }: ClusterAccess) {
  const cluster = {
    server,
    'tls-server-name': authority.serverName,
    'insecure-skip-tls-verify': authority.insecure || undefined,
    'certificate-authority-data':
      authority.certificates && Buffer.from(authority.certificates).toString('base64'),
    config: pluginSettings,
  }
  return JSON.stringify({
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo && { cluster }) },
  })
}

interface Run {
  readonly code: number | string
  readonly output: string
  readonly complaint: string
}

function runBounded(
  plugin: ExecPlugin,
  info: string,
  limits: { milliseconds?: number; signal?: AbortSignal | undefined },
): Promise<Run> {
  const timeout = limits.milliseconds ?? longestMilliseconds
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.arguments, {
      env: { ...process.env, ...plugin.environment, KUBERNETES_EXEC_INFO: info },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
      killSignal: 'SIGKILL',
      signal: limits.signal,
    })
    const output: Buffer[] = []
    let size = 0
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > mostBytes) child.kill('SIGKILL')
      else output.push(chunk)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-mostComplaint)
    })
    child.on('error', (cause) => reject(notStarted(plugin, cause)))
    child.on('close', (code, killedBy) => {
      if (size > mostBytes) return reject(failed(plugin, `printed more than ${mostBytes} bytes`))
      if (killedBy === 'SIGKILL')
        return reject(failed(plugin, `did not end within ${Math.round(timeout / 1000)} s`))
      resolve({
        code: code ?? killedBy ?? 'unknown',
        output: Buffer.concat(output).toString('utf8'),
        complaint,
      })
    })
  })
}

function notStarted(plugin: ExecPlugin, cause: NodeJS.ErrnoException): BrambleError {
  if (cause.name === 'AbortError') return clusterError('interrupted', 'Stopped on request.')
  return usageError(
    'credential-plugin-missing',
    `${plugin.where}: the credential plugin ${plugin.command} cannot be started: ${cause.code}.`,
    {
      next: plugin.installHint ?? 'Install the plugin, or name another user in the context.',
      cause,
    },
  )
}

function failed(plugin: ExecPlugin, what: string, complaint = ''): BrambleError {
  const said = oneLine(complaint)
  return clusterError(
    'credential-plugin-failed',
    `${plugin.where}: the credential plugin ${plugin.command} ${what}${said ? `: ${said}` : ''}.`,
    { next: 'Run the plugin by hand: it may want you to sign in again.' },
  )
}

/** Last words of a program, fit for one line of a message. */
function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
}
