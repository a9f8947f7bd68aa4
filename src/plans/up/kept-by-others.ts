import type * as z from 'zod'
import { factsOf } from '#src/model/evidence-index.ts'
import {
  helmCharts,
  longhornClassSources,
  pods,
  storageClasses,
} from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import type { Left } from '#src/model/plan.ts'
import { keeperOf } from '#src/rules/owner.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import type { Board } from './board.ts'
import type { Part } from './parts.ts'
import { isBare, type Site } from './site.ts'

/** A part that runs already, and was not installed by the file that Bramble keeps. */
interface Kept {
  /** Undefined where no mark says who. */
  readonly keeper: string | undefined
}

const nobody = 'somebody, and no mark on it says who,'

/**
 * What of it somebody else installed: a HelmChart of the same name would take the release from its
 * owner, who takes it back at the next run; and two operators of Prometheus fight over each object.
 * `--only` asks for a part, not for its owner to be pushed aside.
 */
export function keptByOthers(
  part: Part,
  chart: NodeFile,
  { server, site }: { readonly server: Board; readonly site: Site },
): Left | undefined {
  if (isBrambles(chart, server, site)) return undefined
  const unseen = unseenOf(part, server, site)
  if (unseen !== undefined)
    return {
      kind: 'not-asked',
      what: titleOf(part),
      reason: `whether it is there already was not seen: ${unseen}`,
      instead: ['`bramble check` says what can be seen'],
    }
  const kept = part === 'longhorn' ? longhornThere(site) : monitoringThere(site)
  if (!kept) return undefined
  const keeper = kept.keeper ?? nobody
  return {
    kind: 'by-hand',
    what: titleOf(part),
    reason: `${keeper} keeps it: what Bramble changed there would be changed back, or break it`,
    instead: [`what bramble.yaml asks for, as values of the chart:`, ...valuesIn(chart)],
  }
}

/** On a board that is bare nothing of it can be there yet; else a silent API is no proof of nothing. */
function unseenOf(part: Part, server: Board, { index }: Site): string | undefined {
  if (isBare(server)) return undefined
  const kinds = part === 'longhorn' ? [storageClasses.kind, helmCharts.kind] : [pods.kind]
  return kinds
    .map((kind) => (index.asked.has(kind) ? index.gaps.get(kind) : 'the API was not asked'))
    .find((gap) => gap !== undefined)
}

function titleOf(part: Part): string {
  return part === 'longhorn' ? 'Longhorn' : part
}

/** The file itself, or the Addon that K3s made of it: it is named after the file. */
function isBrambles({ path }: NodeFile, server: Board, { index }: Site): boolean {
  if (server.preparation.files.some((told) => told.path === path && told.ours)) return true
  const addon = path.replace(/^.*\//, '').replace(/\.yaml$/, '')
  return factsOf(index, helmCharts).some(
    ({ ownerMarks }) => ownerMarks?.['objectset.rio.cattle.io/owner-name'] === addon,
  )
}

function longhornThere({ index }: Site): Kept | undefined {
  const charts = factsOf(index, helmCharts)
  const chart = charts.find(({ chart: name }) => name === 'longhorn')
  const made = factsOf(index, storageClasses).filter(
    ({ provisioner }) => provisioner === 'driver.longhorn.io',
  )
  const marked = [...made, ...factsOf(index, longhornClassSources)]
  const isThere = chart !== undefined || marked.length + factsOf(index, longhornSettings).length > 0
  if (!isThere) return undefined
  const marks = Object.assign({}, ...marked.map(({ ownerMarks }) => ownerMarks)) as Marks
  return { keeper: keeperOfChart(chart) ?? keeperOf(marks, charts) }
}

type Marks = Readonly<Record<string, string>>
type Chart = z.infer<typeof helmCharts.schema>

/** Who wrote a HelmChart, or the chart itself, which somebody must have. */
function keeperOfChart(chart: Chart | undefined): string | undefined {
  return (
    chart && (keeperOf(chart.ownerMarks, []) ?? `the HelmChart ${chart.namespace}/${chart.name}`)
  )
}

/** Its pods say that it is there, whoever made them. */
function monitoringThere({ index }: Site): Kept | undefined {
  const charts = factsOf(index, helmCharts)
  const chart = charts.find(({ chart: name }) => name === 'kube-prometheus-stack')
  const operator = factsOf(index, pods).find(({ containers }) =>
    containers.some(({ image = '' }) => /\/prometheus-operator(?::|@|$)/.test(image)),
  )
  if (!chart && !operator) return undefined
  const whoever = operator && `whoever installed ${operator.namespace}/${operator.name}`
  return { keeper: keeperOfChart(chart) ?? whoever }
}

/** The values of a HelmChart as lines to copy; none where the file is no chart. */
function valuesIn({ text }: NodeFile): string[] {
  const [, values = ''] = /^  valuesContent: \|-\n((?: {4}.*\n|\n)*)/m.exec(text) ?? []
  return values
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(4))
}
