import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { usageError } from '#src/model/error.ts'
import { defined, fieldAt, listAt, textAt } from './fields.ts'
import type { KubeconfigFile } from './kubeconfig-file.ts'

/** Whom to believe that a server is the cluster's. */
export interface Authority {
  /** PEM of the authorities; absent where the system's count. */
  readonly certificates?: string
  /** `insecure-skip-tls-verify`: any certificate is believed. */
  readonly insecure: boolean
  /** `tls-server-name`: the name to look for in the certificate. */
  readonly serverName?: string
}

type Path = readonly (string | number)[]

export async function readCluster(
  file: KubeconfigFile,
  index: number,
): Promise<{ server: string; authority: Authority; pluginSettings: unknown }> {
  const at = ['clusters', index, 'cluster'] as const
  const server = readServer(file, [...at, 'server'])
  const proxy = [...at, 'proxy-url']
  if (file.has(proxy))
    throw usageError(
      'kubeconfig-unsupported',
      `${file.where(proxy)}: Bramble does not go through a proxy.`,
      { next: 'Use a kubeconfig that names an address of the API server itself.' },
    )
  const insecure = file.truth([...at, 'insecure-skip-tls-verify'])
  const certificates = await readPem(file, at, 'certificate-authority')
  if (insecure && certificates !== undefined)
    throw file.wrong(
      [...at, 'insecure-skip-tls-verify'],
      'is true although a certificate-authority is given',
      'Remove insecure-skip-tls-verify: the authority makes it safe.',
    )
  if (certificates !== undefined)
    refuseBadCertificate(file, [...at, 'certificate-authority'], certificates)
  const serverName = file.text([...at, 'tls-server-name'])
  return {
    server,
    authority: defined({ insecure, certificates, serverName }),
    pluginSettings: readPluginSettings(file, at),
  }
}

/** The extension that a cluster's entry holds for exec plugins, as JSON. */
function readPluginSettings(file: KubeconfigFile, at: Path): unknown {
  const extension = listAt({ list: file.json([...at, 'extensions']) }, 'list').find(
    (one) => textAt(one, 'name') === 'client.authentication.k8s.io/exec',
  )
  return fieldAt(extension, 'extension')
}

function readServer(file: KubeconfigFile, path: Path): string {
  const text = file.text(path)
  if (text === undefined) throw file.wrong(path, 'is missing')
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw file.wrong(path, 'is no address like https://10.0.0.11:6443')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw file.wrong(path, 'may hold a scheme, a host, a port and a path, and nothing else')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/**
 * The PEM text of a field that comes as `NAME-data` (base64) or as `NAME` (a file's path). As with
 * kubectl the data win over the file.
 */
export async function readPem(
  file: KubeconfigFile,
  at: Path,
  name: string,
): Promise<string | undefined> {
  const encodedAt = [...at, `${name}-data`]
  const encoded = file.text(encodedAt)
  if (encoded !== undefined) {
    const text = Buffer.from(encoded, 'base64').toString('utf8')
    if (text.includes('-----BEGIN ')) return text
    throw file.wrong(encodedAt, 'is not the base64 of a PEM text')
  }
  const path = file.text([...at, name])
  if (path === undefined) return undefined
  return await readNamedFile(file, [...at, name], path)
}

async function readNamedFile(file: KubeconfigFile, at: Path, path: string): Promise<string> {
  const resolved = file.resolve(path)
  try {
    return await readFile(resolved, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw file.wrong(at, `names ${resolved}, which cannot be read: ${code}`, undefined, cause)
  }
}

export function refuseBadCertificate(file: KubeconfigFile, at: Path, pem: string): void {
  try {
    new X509Certificate(pem)
  } catch {
    throw file.wrong(at, 'holds no certificate that can be read')
  }
}
