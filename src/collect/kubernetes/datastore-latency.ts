import { setTimeout as sleep } from 'node:timers/promises'
import type * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import type { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import type { CallOptions, KubernetesDoor } from '#src/transport/kubernetes/door.ts'

type Latency = z.infer<typeof datastoreLatency.schema>

/** A histogram summed over all its series: requests up to each edge, in seconds. */
interface Histogram {
  readonly address: string
  readonly requests: number
  readonly seconds: number
  readonly buckets: ReadonlyMap<number, number>
}

const metric = 'etcd_request_duration_seconds'
const windowSeconds = 2

/**
 * How long the datastore took for the API server's own requests: etcd and kine feed this metric
 * alike. `deep` reads twice and takes the difference, which is the present; else the figure
 * covers the life of the server's process.
 */
export async function readDatastoreLatency(
  door: KubernetesDoor,
  options: CallOptions & { readonly deep: boolean },
): Promise<Latency | undefined> {
  const first = await readHistogram(door, options)
  if (!options.deep) return latencyOf(first)
  await sleep(windowSeconds * 1000, undefined, { signal: options.signal })
  const second = await readHistogram(door, { ...options, address: first.address })
  const between = latencyOf(subtract(second, first))
  return between ? { ...between, windowSeconds } : latencyOf(second)
}

async function readHistogram(
  door: KubernetesDoor,
  options: CallOptions & { readonly address?: string },
): Promise<Histogram> {
  // The whole page is megabytes of text; these lines are a hundredth of it.
  const answer = await door.text('/metrics', {
    ...options,
    keepLine: (line) => line.startsWith(metric),
  })
  if (answer.status === 403)
    throw clusterError('api-forbidden', 'This user may not read /metrics.', {
      next: 'See your rights: kubectl auth can-i get /metrics',
    })
  if (answer.status !== 200)
    throw clusterError('api-failed', `${answer.address} answered ${answer.status} to /metrics.`)
  return parseHistogram(answer.address, answer.text)
}

function parseHistogram(address: string, text: string): Histogram {
  const buckets = new Map<number, number>()
  let requests = 0
  let seconds = 0
  for (const line of text.split('\n')) {
    const [, part, labels = '', value] = seriesForm.exec(line) ?? []
    if (part === 'count') requests += Number(value)
    else if (part === 'sum') seconds += Number(value)
    else if (part === 'bucket') {
      const edge = edgeOf(labels)
      buckets.set(edge, (buckets.get(edge) ?? 0) + Number(value))
    }
  }
  return { address, requests, seconds, buckets }
}

const seriesForm = new RegExp(String.raw`^${metric}_(bucket|sum|count)\{(.*)\} ([\d.e+-]+)$`)

function edgeOf(labels: string): number {
  const edge = /(?:^|,)le="([^"]+)"/.exec(labels)?.[1]
  return edge === '+Inf' ? Number.POSITIVE_INFINITY : Number(edge)
}

function subtract(later: Histogram, earlier: Histogram): Histogram {
  return {
    address: later.address,
    requests: later.requests - earlier.requests,
    seconds: later.seconds - earlier.seconds,
    buckets: new Map(
      [...later.buckets].map(([edge, count]) => [edge, count - (earlier.buckets.get(edge) ?? 0)]),
    ),
  }
}

/**
 * Undefined where there was no request: the server does not have this metric, nothing happened
 * between two readings, or the process began anew between them.
 */
function latencyOf(histogram: Histogram): Latency | undefined {
  const { address, requests, seconds, buckets } = histogram
  if (requests <= 0) return undefined
  const edges = [...buckets.keys()].filter(Number.isFinite).toSorted((one, other) => one - other)
  // Beyond the last edge nothing is known but that it took longer: then the last edge stands.
  const edge = edges.find((each) => (buckets.get(each) ?? 0) >= requests * 0.99) ?? edges.at(-1)
  if (edge === undefined) return undefined
  return {
    address,
    requests,
    meanMilliseconds: Math.round((seconds / requests) * 100_000) / 100,
    p99Milliseconds: edge * 1000,
  }
}
