import { appendFileSync } from 'node:fs'
import { readLines, readText } from './body.ts'
import { Caller } from './caller.ts'
import { create, evict, getCall, mergePatch, remove } from './changing.ts'
import type { KubernetesDoor, TextAnswer, TextOptions } from './door.ts'
import type { Exchange } from './exchange.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { listAll } from './listing.ts'
import { recordTo, replay } from './recording.ts'
import { TlsExchange } from './tls-exchange.ts'
import { watchAll } from './watching.ts'

export interface DoorOptions {
  /** Further addresses of API servers, `https://10.0.0.12:6443`: tried when the first is silent. */
  readonly furtherAddresses?: readonly string[]
  /** For TCP and TLS handshakes together; 5 s where nothing is said. */
  readonly connectMilliseconds?: number
  /** File to which every exchange is appended, for `openRecordedDoor`. */
  readonly recordingFile?: string
}

/** The door to a living cluster. Nothing is sent before the first question. */
export function openKubernetesDoor(
  access: ClusterAccess,
  options: DoorOptions = {},
): KubernetesDoor {
  const addresses = [...new Set([access.server, ...(options.furtherAddresses ?? [])])]
  const live = new TlsExchange(access, options.connectMilliseconds)
  const { recordingFile: file } = options
  const exchange =
    file === undefined ? live : recordTo(live, addresses, (line) => appendFileSync(file, line))
  return doorOver(exchange, addresses)
}

/**
 * A door that answers from a recording, in the order in which each question was asked then.
 *
 * @param recording the text of a file that a door wrote
 */
export function openRecordedDoor(recording: string): KubernetesDoor {
  const { exchange, addresses } = replay(recording)
  return doorOver(exchange, addresses)
}

const mostTextBytes = 64 * 1024 * 1024
const mostLineBytes = 1024 * 1024

function doorOver(exchange: Exchange, addresses: readonly string[]): KubernetesDoor {
  const caller = new Caller(exchange, addresses)
  return {
    addresses,
    get requestCount() {
      return caller.requestCount
    },
    async get<T>(...[resource, name, options]: Parameters<KubernetesDoor['get']>) {
      return (await caller.json(getCall(resource, name), options)) as T
    },
    list: (resource, options) => listAll(caller, resource, options),
    watch: (resource, options) => watchAll(caller, resource, options),
    async mergePatch<T>(
      ...[resource, name, patch, options]: Parameters<KubernetesDoor['mergePatch']>
    ) {
      return (await mergePatch(caller, { resource, name }, patch, options)) as T
    },
    evict: (pod, options) => evict(caller, pod, options),
    async create<T>(...[resource, object, options]: Parameters<KubernetesDoor['create']>) {
      return (await create(caller, resource, object, options)) as T
    },
    delete: (resource, name, options) => remove(caller, resource, name, options),
    text: (path, options) => readTextAnswer(caller, path, options),
    certificateOf: (address) => exchange.certificateOf(address),
    close: () => exchange.close(),
  }
}

async function readTextAnswer(
  caller: Caller,
  path: string,
  options: TextOptions = {},
): Promise<TextAnswer> {
  const { address, keepLine } = options
  const startedAt = performance.now()
  const asked = { verb: 'read', what: path.replace(/\?.*/, '') } as const
  const answer = await caller.send(
    { asked, method: 'GET', target: path, accept: 'text/plain, application/json', address },
    options,
  )
  const text = await caller.bodyOf(answer, asked.what, async (body) => {
    if (!keepLine) return await readText(body, mostTextBytes)
    const kept: string[] = []
    await readLines(body, mostLineBytes, (line) => {
      if (keepLine(line)) kept.push(line)
    })
    return kept.join('\n')
  })
  return {
    address: answer.address,
    status: answer.status,
    text,
    milliseconds: performance.now() - startedAt,
  }
}
