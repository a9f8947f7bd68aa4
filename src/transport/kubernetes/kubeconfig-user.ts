import { createPrivateKey, X509Certificate } from 'node:crypto'
import { usageError } from '#src/model/error.ts'
import { defined } from './fields.ts'
import { readPem, refuseBadCertificate } from './kubeconfig-cluster.ts'
import type { KubeconfigFile } from './kubeconfig-file.ts'

/** How a user proves who asks. Several may be set: a certificate and a token go together. */
export interface UserAccess {
  readonly name: string
  readonly certificate?: ClientCertificate
  readonly token?: string
  /** Read again now and then: its owner replaces the token. It wins over `token`. */
  readonly tokenFile?: string
  readonly password?: { readonly username: string; readonly password: string }
  readonly exec?: ExecPlugin
}

/** PEM texts. */
export interface ClientCertificate {
  readonly certificate: string
  readonly key: string
}

/**
 * A program that prints credentials.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface ExecPlugin {
  readonly apiVersion: ExecVersion
  /** A name to look up in PATH, or an absolute path. */
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly installHint?: string
  readonly provideClusterInfo: boolean
  /** Where the kubeconfig asks for it, for messages. */
  readonly where: string
}

const execVersions = [
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
] as const
type ExecVersion = (typeof execVersions)[number]

type Path = readonly (string | number)[]

export async function readUser(file: KubeconfigFile, index: number): Promise<UserAccess> {
  const at = ['users', index, 'user'] as const
  refuseAuthProvider(file, [...at, 'auth-provider'])
  const certificate = await readClientCertificate(file, at)
  const token = file.text([...at, 'token'])
  const tokenFile = file.text([...at, 'tokenFile'])
  const password = readPassword(file, at)
  const exec = file.has([...at, 'exec']) ? readExec(file, [...at, 'exec']) : undefined
  if (password && (token !== undefined || tokenFile !== undefined))
    throw file.wrong([...at, 'username'], 'and a token are both given', 'Keep one of them.')
  return defined({
    name: file.text(['users', index, 'name']) ?? '',
    certificate,
    token,
    tokenFile: tokenFile && file.resolve(tokenFile),
    password,
    exec,
  })
}

function refuseAuthProvider(file: KubeconfigFile, path: Path): void {
  if (!file.has(path)) return
  throw usageError(
    'kubeconfig-unsupported',
    `${file.where(path)}: auth-provider was removed from Kubernetes, and Bramble does not have it.`,
    { next: 'Use the exec plugin of your provider, or a client certificate.' },
  )
}

async function readClientCertificate(
  file: KubeconfigFile,
  at: Path,
): Promise<ClientCertificate | undefined> {
  const certificate = await readPem(file, at, 'client-certificate')
  const key = await readPem(file, at, 'client-key')
  if (certificate === undefined && key === undefined) return undefined
  if (certificate === undefined) throw file.wrong([...at, 'client-certificate'], 'is missing')
  if (key === undefined) throw file.wrong([...at, 'client-key'], 'is missing')
  refuseBadCertificate(file, [...at, 'client-certificate'], certificate)
  if (!belongTogether(certificate, key))
    throw file.wrong([...at, 'client-key'], 'cannot be read, or is not the key of the certificate')
  return { certificate, key }
}

function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

function readPassword(file: KubeconfigFile, at: Path): UserAccess['password'] | undefined {
  const username = file.text([...at, 'username'])
  if (username === undefined) return undefined
  return { username, password: file.text([...at, 'password']) ?? '' }
}

function readExec(file: KubeconfigFile, at: Path): ExecPlugin {
  const command = file.text([...at, 'command'])
  if (command === undefined) throw file.wrong([...at, 'command'], 'is missing')
  const mode = file.text([...at, 'interactiveMode'])
  if (mode === 'Always')
    throw usageError(
      'kubeconfig-unsupported',
      `${file.where([...at, 'interactiveMode'])} is Always, and Bramble asks no questions for a plugin.`,
      { next: 'Use IfAvailable or Never, or sign in first so that the plugin needs no terminal.' },
    )
  return defined({
    apiVersion: readExecVersion(file, [...at, 'apiVersion']),
    // As with kubectl a bare name is looked up in PATH, a path starts at the kubeconfig.
    command: command.includes('/') ? file.resolve(command) : command,
    arguments: readTexts(file, [...at, 'args']),
    environment: readEnvironment(file, [...at, 'env']),
    installHint: file.text([...at, 'installHint']),
    provideClusterInfo: file.truth([...at, 'provideClusterInfo']),
    where: file.where(at),
  })
}

function readExecVersion(file: KubeconfigFile, path: Path): ExecVersion {
  const written = file.text(path)
  const version = execVersions.find((known) => known === written)
  if (version) return version
  throw file.wrong(
    path,
    written === undefined ? 'is missing' : `is "${written}", which is no version of today`,
    `Use ${execVersions[0]} if the plugin knows it, or update the plugin.`,
  )
}

function readTexts(file: KubeconfigFile, path: Path): string[] {
  const list = file.json(path) ?? []
  if (!Array.isArray(list)) throw file.wrong(path, 'is not a list')
  return list.map((_, index) => file.text([...path, index]) ?? '')
}

function readEnvironment(file: KubeconfigFile, path: Path): Record<string, string> {
  const list = file.json(path) ?? []
  if (!Array.isArray(list)) throw file.wrong(path, 'is not a list of name and value')
  return Object.fromEntries(
    list.map((_, index) => {
      const name = file.text([...path, index, 'name'])
      if (name === undefined) throw file.wrong([...path, index], 'has no name')
      return [name, file.text([...path, index, 'value']) ?? '']
    }),
  )
}
