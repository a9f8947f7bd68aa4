import { badRequest } from './refusal.ts'
import type { Route } from './routes.ts'
import type { PodObject } from './shapes.ts'
import type { PracticeObject, PracticeStore } from './store.ts'

/** What a container said: before its last restart, and since. */
interface Said {
  readonly previous?: string
  readonly now?: string
}

/** By namespace/pod/container. */
export type ContainerLogs = ReadonlyMap<string, Said>

/**
 * The end of a container's log. The words of refusals are those of Kubernetes 1.36.3.
 *
 * @throws Refusal 404 for no such pod, 400 for no such container before this one
 */
export function logOf(
  { kind, namespace, name = '' }: Route,
  query: URLSearchParams,
  { store, logs }: { readonly store: PracticeStore; readonly logs: ContainerLogs },
): string {
  const pod = store.mustGet({ kind, namespace, name })
  const container = containerOf(pod, query.get('container'))
  const said = logs.get(`${namespace}/${name}/${container}`) ?? linesOf(pod, container)
  const before = query.get('previous') === 'true'
  if (before && said.previous === undefined)
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
  const text = (before ? said.previous : said.now) ?? ''
  const most = Number(query.get('tailLines') ?? Number.POSITIVE_INFINITY)
  const lines = text.split(/(?<=\n)/)
  const end = lines.slice(Math.max(0, lines.length - most)).join('')
  return end.slice(0, Number(query.get('limitBytes') ?? end.length))
}

/** Programs do not run here: of a container its start is told, and of the one before its end. */
function linesOf({ status }: PracticeObject, container: string): Said {
  const { containerStatuses = [] } = (status ?? {}) as Pick<
    PodObject['status'],
    'containerStatuses'
  >
  const known = containerStatuses.find(({ name }) => name === container)
  const { startedAt } = (known?.state['running'] ?? {}) as { readonly startedAt?: string }
  const { terminated } = (known?.lastState ?? {}) as { readonly terminated?: Ended }
  return {
    now: startedAt === undefined ? '' : `${startedAt} ${container} starts\n`,
    ...(terminated && {
      previous: `${terminated.finishedAt} ${container} ends with exit code ${terminated.exitCode}\n`,
    }),
  }
}

interface Ended {
  readonly exitCode: number
  readonly finishedAt: string
}

/** The container that is meant: a pod's only one need not be named. */
function containerOf(pod: PracticeObject, wanted: string | null): string {
  const { name } = pod.metadata
  const { initContainers = [], containers = [] } = (pod['spec'] ?? {}) as Spec
  const all = [...initContainers, ...containers].map((one) => one.name)
  const [only, ...others] = containers
  if (wanted === null && only && others.length === 0) return only.name
  if (wanted === null)
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`,
    )
  if (!all.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  return wanted
}

interface Spec {
  readonly initContainers?: readonly { readonly name: string }[]
  readonly containers?: readonly { readonly name: string }[]
}
