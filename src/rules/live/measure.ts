import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import * as kube from '#src/model/facts/kubernetes.ts'
import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import * as board from '#src/model/facts/node.ts'
import type { Measurement, SeriesName } from '#src/model/series.ts'

const dayMilliseconds = 86_400_000
/** A pod that never restarted needs no series of its own. */
const mostPods = 200

/** The figures of one look that are worth following. What was not seen has no reading. */
export function measure(index: EvidenceIndex): Measurement[] {
  const each = <T>(
    fact: Fact<T>,
    read: (record: T & Origin) => readonly [SeriesName, string, number | undefined] | undefined,
  ): Measurement[] =>
    factsOf(index, fact).flatMap((record) => {
      const [series, subject, value] = read(record) ?? []
      if (series === undefined || subject === undefined || value === undefined) return []
      return Number.isFinite(value) ? [{ series, subject, value }] : []
    })
  return [
    ...each(board.memory, ({ node, availableBytes }) =>
      ofNode('memory-available', node, availableBytes),
    ),
    ...each(board.filesystems, ({ node, target, availableBytes }) =>
      node === undefined ? undefined : ['disk-available', `disk/${node}:${target}`, availableBytes],
    ),
    ...each(board.throttling, ({ node, underVoltageSinceBoot }) =>
      ofNode('under-voltage', node, underVoltageSinceBoot ? 1 : 0),
    ),
    ...each(board.units, ({ node, name, restarts }) =>
      /^k3s(?:-agent)?\.service$/.test(name) ? ofNode('unit-restarts', node, restarts) : undefined,
    ),
    ...each(kube.datastoreLatency, ({ p99Milliseconds }) => [
      'datastore-p99',
      'cluster',
      p99Milliseconds,
    ]),
    ...hottest(index),
    ...soonestCertificates(index),
    ...restartingPods(index),
    ...degradedVolumes(index),
  ]
}

function ofNode(series: SeriesName, node: string | undefined, value: number | undefined) {
  return node === undefined ? undefined : ([series, `node/${node}`, value] as const)
}

function hottest(index: EvidenceIndex): Measurement[] {
  return extremes(factsOf(index, board.temperatures), ({ celsius }) => celsius, Math.max).map(
    ([node, value]) => ({ series: 'temperature', subject: `node/${node}`, value }),
  )
}

function soonestCertificates(index: EvidenceIndex): Measurement[] {
  const days = ({ notAfter }: { notAfter: string }) =>
    Math.floor((Date.parse(notAfter) - index.takenAt) / dayMilliseconds)
  return extremes(factsOf(index, board.certificates), days, Math.min).map(([node, value]) => ({
    series: 'certificate-days',
    subject: `node/${node}`,
    value,
  }))
}

/** One figure a node: the greatest or the smallest of its records. */
function extremes<T>(
  records: readonly (T & Origin)[],
  valueOf: (record: T) => number,
  choose: (one: number, other: number) => number,
): [string, number][] {
  const found = new Map<string, number>()
  for (const record of records) {
    if (record.node === undefined) continue
    const value = valueOf(record)
    found.set(record.node, choose(found.get(record.node) ?? value, value))
  }
  return [...found]
}

function restartingPods(index: EvidenceIndex): Measurement[] {
  return factsOf(index, kube.pods)
    .map(({ namespace, name, containers }) => ({
      series: 'pod-restarts' as const,
      subject: `pod/${namespace}/${name}`,
      value: containers.reduce((sum, { restarts = 0 }) => sum + restarts, 0),
    }))
    .filter(({ value }) => value > 0)
    .toSorted((one, other) => other.value - one.value)
    .slice(0, mostPods)
}

function degradedVolumes(index: EvidenceIndex): Measurement[] {
  const volumes = factsOf(index, longhornVolumes)
  if (volumes.length === 0) return []
  const value = volumes.filter(({ robustness }) => robustness === 'degraded').length
  return [{ series: 'degraded-volumes', subject: 'cluster', value }]
}
