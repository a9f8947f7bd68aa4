import { readFileSync } from 'node:fs'
import { request as askHttps } from 'node:https'
import { parse } from 'yaml'

/** One request over HTTP/1.1 that owes nothing to Bramble's own client. */
export interface Sent {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Shows no certificate. */
  readonly anonymous?: boolean
}

export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly retryAfter?: string
  readonly text: string
}

export type Ask = (sent: Sent) => Promise<Answer>

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
  }[]
  readonly users: readonly {
    readonly user: {
      readonly 'client-certificate-data': string
      readonly 'client-key-data': string
    }
  }[]
}

const longestMilliseconds = 120_000

/** The client of a kubeconfig's first cluster and user, by certificate. */
export function clientFor(kubeconfigFile: string): Ask {
  const { clusters, users } = parse(readFileSync(kubeconfigFile, 'utf8')) as Kubeconfig
  const [cluster] = clusters
  const [user] = users
  if (!cluster || !user) throw new Error(`no cluster or no user in ${kubeconfigFile}`)
  const decode = (text: string) => Buffer.from(text, 'base64')
  const ca = decode(cluster.cluster['certificate-authority-data'])
  const proof = {
    cert: decode(user.user['client-certificate-data']),
    key: decode(user.user['client-key-data']),
  }
  return ({ method, target, headers, body, anonymous = false }) =>
    new Promise((resolve, reject) => {
      const request = askHttps(
        `${cluster.cluster.server}${target}`,
        {
          method,
          ca,
          ...(!anonymous && proof),
          agent: false,
          signal: AbortSignal.timeout(longestMilliseconds),
          headers: {
            ...headers,
            ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          response.on('error', reject)
          const retryAfter = response.headers['retry-after']
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers['content-type'] ?? '',
              ...(retryAfter !== undefined && { retryAfter }),
              text,
            }),
          )
        },
      )
      request.on('error', reject)
      request.end(body)
    })
}
