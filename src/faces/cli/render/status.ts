import { isStillSeen } from '#src/model/live-finding.ts'
import { commandIn } from '#src/model/refusal-reading.ts'
import type { NodeStatus, OpenFinding, Status, VolumeStatus } from '#src/model/status.ts'
import { cleanLine } from '#src/model/text.ts'
import { hang, labelled, spread, tableRows, wrap } from './layout.ts'
import { openLines } from './open-findings.ts'
import type { Paint } from './paint.ts'
import { seenWords } from './seen.ts'
import { count, shortNames } from './text.ts'
import { clockTime, duration } from './time.ts'
import { runLines } from './unsettled-run.ts'
import type { View } from './view.ts'

/** One screen: nodes, volumes, pods, and what was seen. */
export function renderStatus(status: Status, view: View): string {
  const versions = [
    status.cluster,
    count(status.nodes.length, 'node'),
    ...(status.k3sVersion ? [`k3s ${status.k3sVersion}`] : []),
    ...(status.longhornVersion ? [`Longhorn ${status.longhornVersion}`] : []),
  ]
  const time = clockTime(status.takenAt, status.takenAt, view)
  return [
    ...spread(view.paint.strong(versions.join(' · ')), view.paint.faint(time), view.columns),
    '',
    ...nodeTable(status.nodes, view),
    '',
    ...volumeLines(status.volumes ?? [], status.volumes !== undefined, view),
    ...podLines(status, view),
    ...openLines(status, view),
    ...runLines(status, view),
    ...seenLines(status, view),
    '',
    `next: ${nextOf(status)}`,
    '',
  ].join('\n')
}

/** A run that is not settled comes first: until then nothing else can be changed. */
function nextOf(status: Status): string {
  const { unsettledRun: run } = status
  const settles = run && commandIn(run.next)
  return settles ?? (isWell(status) ? 'bramble check' : 'bramble diagnose')
}

function isWell(status: Status): boolean {
  return (
    status.nodes.every(isWellNode) &&
    (status.pods?.troubled.length ?? 0) === 0 &&
    !(status.openFindings ?? []).some(isAskedAgain) &&
    (status.volumes ?? []).every((volume) => !isTroubled(volume)) &&
    status.coverage.every((door) => door.outcome === 'answered' || door.outcome === 'not-asked')
  )
}

/** What is open, and what a run cured: whether that helped is told by a diagnosis. */
function isAskedAgain(finding: OpenFinding): boolean {
  return finding.severity !== 'info' && isStillSeen(finding)
}

/** A cordon is told as one by what somebody has in hand there; else somebody may have left it. */
function isWellNode({ ready, ssh, trouble, cordoned, doing }: NodeStatus): boolean {
  return (
    ready === 'True' &&
    ssh !== 'failed' &&
    trouble === undefined &&
    (!cordoned || doing !== undefined)
  )
}

function isTroubled(volume: VolumeStatus): boolean {
  return volume.robustness === 'degraded' || volume.robustness === 'faulted'
}

function nodeTable(nodes: readonly NodeStatus[], { paint, columns }: View): string[] {
  const head = ['NODE', 'ROLE', 'READY', 'UP', 'PRESSURE', 'MEMORY', 'DISK', 'POWER']
  const rows = nodes.map((node) => [
    node.name,
    node.role,
    readyWord(node, paint),
    node.uptimeSeconds === undefined ? '–' : duration(node.uptimeSeconds),
    pressureWord(node, paint),
    memoryWord(node),
    node.diskUsedPercent === undefined ? '–' : `${node.diskUsedPercent} %`,
    powerWord(node, paint),
  ])
  const parts = tableRows([head, ...rows], { columns, indent: 2 })
  return parts.flatMap((lines, place) => {
    const node = nodes[place - 1]
    if (!node) return lines.map((line) => paint.faint(line))
    const said = [
      doingWords(node),
      node.trouble,
      node.sshReason && `SSH: ${node.sshReason}`,
    ].filter((text) => text !== undefined && text !== '')
    return [...lines, ...said.flatMap((text) => hang(' '.repeat(6), text ?? '', columns))]
  })
}

/** What somebody's Bramble has in hand there, so that nobody takes it for a failure. */
function doingWords({ doing }: NodeStatus): string | undefined {
  return doing && `being changed by ${cleanLine(doing)}`
}

function readyWord(node: NodeStatus, paint: Paint): string {
  if (node.ready === 'not-seen') return paint.severity('warning', 'not seen')
  if (node.ready !== 'True')
    return paint.severity('critical', node.ready === 'Unknown' ? 'SILENT' : 'NO')
  return node.cordoned ? 'yes, cordoned' : 'yes'
}

function pressureWord(node: NodeStatus, paint: Paint): string {
  if (!node.pressure) return '–'
  const { resource, percent } = node.pressure
  if (percent < 10) return 'low'
  const text = `${resource} ${Math.round(percent)} %`
  return percent >= 40 ? paint.severity('warning', text) : text
}

function memoryWord(node: NodeStatus): string {
  if (node.memoryUsedBytes === undefined || node.memoryTotalBytes === undefined) return '–'
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  return `${gigabytes(node.memoryUsedBytes)} of ${gigabytes(node.memoryTotalBytes)} GB`
}

function powerWord(node: NodeStatus, paint: Paint): string {
  if (node.power === undefined) return '–'
  return node.power === 'good' ? 'good' : paint.severity('warning', node.power)
}

function volumeLines(
  volumes: readonly VolumeStatus[],
  seen: boolean,
  { paint, columns }: View,
): string[] {
  if (!seen) return []
  const by = (robustness: string) => volumes.filter((volume) => volume.robustness === robustness)
  const degraded = by('degraded')
  const faulted = by('faulted')
  const others = volumes.length - by('healthy').length - degraded.length - faulted.length
  const parts = [
    `${by('healthy').length} healthy`,
    degraded.length > 0 ? paint.severity('warning', `${degraded.length} degraded`) : '0 degraded',
    faulted.length > 0 ? paint.severity('critical', `${faulted.length} faulted`) : '0 faulted',
    ...(others > 0 ? [`${others} detached`] : []),
  ]
  const names = [...faulted, ...degraded].map((volume) => volume.claim ?? volume.name)
  return [
    `  volumes  ${parts.join(' · ')}`,
    ...hang(' '.repeat(11), firstOf(names, 'bramble volumes'), columns),
  ]
}

function podLines(status: Status, { paint, columns }: View): string[] {
  if (!status.pods) return []
  const { well, troubled } = status.pods
  const word =
    troubled.length > 0 ? paint.severity('warning', `${troubled.length} not well`) : '0 not well'
  return [
    `  pods     ${well} well · ${word}`,
    ...troubled
      .slice(0, 5)
      .flatMap((pod) => hang(' '.repeat(11), shortNames(`${pod.pod}: ${pod.reason}`), columns)),
    ...(troubled.length > 5 ? [`           and ${troubled.length - 5} more: bramble check`] : []),
  ]
}

function seenLines({ coverage }: Status, view: View): string[] {
  const took = view.seconds === undefined ? '' : `, in ${duration(view.seconds)}`
  return labelled('seen', `${seenWords(coverage)}${took}`, view.columns, 11)
}

/** Why nothing is told of volumes, and what tells more. */
function withoutVolumes(status: Status, view: View): string {
  const api = status.coverage.find((door) => door.door === 'api')
  const why =
    api?.outcome === 'answered'
      ? 'This cluster has no Longhorn.'
      : `The API did not answer: ${api?.reason?.replace(/\.$/, '') ?? 'it was not asked'}.`
  const next = api?.outcome === 'answered' ? 'bramble status' : 'bramble diagnose'
  return [...wrap(why, view.columns), `next: ${next}`, ''].join('\n')
}

/** One volume a line: where its healthy replicas are. */
export function renderVolumes(status: Status, view: View): string {
  if (!status.volumes) return withoutVolumes(status, view)
  if (status.volumes.length === 0)
    return 'Longhorn is here and holds no volume.\nnext: bramble status\n'
  const { paint } = view
  const rows = [...status.volumes]
    .sort((one, other) => rankOf(one) - rankOf(other))
    .map((volume) => [
      volume.claim ?? volume.name,
      robustnessWord(volume, paint),
      volume.state ?? '–',
      volume.node ?? '–',
      replicaWord(volume, paint),
      volume.rebuildPercent === undefined ? '' : `rebuilding ${volume.rebuildPercent} %`,
    ])
  const head = ['VOLUME', 'ROBUSTNESS', 'STATE', 'AT', 'REPLICAS', '']
  const next = status.volumes.some(isTroubled) ? 'bramble diagnose' : 'bramble status'
  return `${headed([head, ...rows], view).join('\n')}\n\nnext: ${next}\n`
}

/** A table whose first row is its head. */
function headed(rows: readonly (readonly string[])[], { columns, paint }: View): string[] {
  const [head = [], ...more] = tableRows(rows, { columns, indent: 2 })
  return [...head.map((line) => paint.faint(line)), ...more.flat()]
}

const mostNames = 8

/** Some names, and where the others are told. */
function firstOf(names: readonly string[], command: string): string {
  const more = names.length - mostNames
  return `${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more: ${command}` : ''}`
}

function rankOf(volume: VolumeStatus): number {
  return volume.robustness === 'faulted' ? 0 : volume.robustness === 'degraded' ? 1 : 2
}

function robustnessWord(volume: VolumeStatus, paint: Paint): string {
  const word = volume.robustness ?? 'unknown'
  if (word === 'faulted') return paint.severity('critical', word)
  return word === 'degraded' ? paint.severity('warning', word) : word
}

function replicaWord(volume: VolumeStatus, paint: Paint): string {
  const healthy = volume.replicas.filter((replica) => replica.healthy)
  const names = volume.replicas.map((replica) =>
    replica.healthy ? replica.node : paint.severity('warning', `${replica.node} (failed)`),
  )
  return `${healthy.length} of ${volume.wantedReplicas ?? '?'}: ${names.join(', ') || 'none'}`
}

/** Nodes with what the daily look leaves out; what is the same of all of them stands once, below. */
export function renderNodes({ nodes }: Status, view: View): string {
  const wide = [
    { head: 'VERSION', word: '', of: ({ version }: NodeStatus) => version },
    { head: 'KERNEL', word: 'kernel ', of: ({ kernelRelease }: NodeStatus) => kernelRelease },
    { head: 'BOARD', word: '', of: ({ model }: NodeStatus) => model },
  ].map((column) => ({ ...column, common: commonTo(nodes, column.of) }))
  const hasOutlets = nodes.some(({ outlet }) => outlet !== undefined)
  const columns: readonly (readonly [string, (node: NodeStatus) => string | undefined])[] = [
    ['NODE', ({ name }) => name],
    ['ROLE', ({ role }) => role],
    ['READY', (node) => readyWord(node, view.paint)],
    ['ADDRESS', ({ address }) => address],
    ['PODS', ({ pods }) => pods?.toString()],
    ...(hasOutlets
      ? [['OUTLET', ({ outlet = '–' }: NodeStatus) => cleanLine(outlet)] as const]
      : []),
    ...wide.filter(({ common }) => common === undefined).map(({ head, of }) => [head, of] as const),
  ]
  const cells = (node: NodeStatus) => columns.map(([, of]) => of(node) ?? '–')
  const common = wide.flatMap(({ word, common }) =>
    common === undefined ? [] : word + common.value + unknownOf(common.missing),
  )
  return [
    ...headed([columns.map(([head]) => head), ...nodes.map(cells)], view),
    '',
    ...(common.length > 0 ? [...labelled('all', common.join(' · '), view.columns, 8), ''] : []),
    ...saidLines(nodes, view),
    `next: ${nodes.every(isWellNode) ? 'bramble status' : 'bramble diagnose'}`,
    '',
  ].join('\n')
}

interface Common {
  readonly value: string
  /** Of which it is not known. */
  readonly missing: readonly string[]
}

/** What is known of several nodes and the same of each of them. */
function commonTo(
  nodes: readonly NodeStatus[],
  of: (node: NodeStatus) => string | undefined,
): Common | undefined {
  const known = nodes.flatMap((node) => of(node) ?? [])
  const [value] = known
  if (value === undefined || known.length < 2 || known.some((other) => other !== value))
    return undefined
  return { value, missing: nodes.filter((node) => of(node) === undefined).map(({ name }) => name) }
}

function unknownOf(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` (not known of ${missing.join(' ')})`
}

function saidLines(nodes: readonly NodeStatus[], view: View): string[] {
  const lines = nodes.flatMap((node) => {
    const said = [doingWords(node), node.trouble, node.sshReason && `SSH: ${node.sshReason}`]
    const text = said.filter(Boolean).join('; ')
    return text === '' ? [] : hang(`  ${node.name}: `, text, view.columns)
  })
  return lines.length > 0 ? [...lines, ''] : []
}
