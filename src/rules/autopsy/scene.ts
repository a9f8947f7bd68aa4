import type * as z from 'zod'
import type { Coverage, Observation } from '#src/model/evidence.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Origin } from '#src/model/facts/define.ts'
import { logCoverage } from '#src/model/facts/log.ts'
import { bootEnds, journalStorage, nodeIdentity } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { type Clocks, clocksOf } from '../timeline/clocks.ts'
import { lastLoss, type Sighting, sightingsOf } from './sightings.ts'

/** What is asked about one node. */
export interface AutopsyRequest {
  readonly node: string
  /** -1 is the boot before the running one; the latest trouble, whatever it is, if absent. */
  readonly boot?: number
}

type BootEnd = z.infer<typeof bootEnds.schema> & Origin

/** What is known before any witness is heard: which silence it is about, and when that was. */
export interface Scene {
  readonly node: string
  readonly question: 'end' | 'silence' | 'silent-now'
  /** The boot that ended, or that was silent. */
  readonly boot: number
  readonly index: EvidenceIndex
  readonly coverage: readonly Coverage[]
  readonly clocks: Clocks
  readonly sightings: readonly Sighting[]
  /** What the boot's log tells of its end. */
  readonly end: BootEnd | undefined
  /** When the node fell silent: its last word, or when others lost it. By Bramble's clock. */
  readonly goneAt: number | undefined
  /** When the running boot began, by Bramble's clock; then that of the boot after the one in question. */
  readonly bootedAt: number | undefined
  readonly nextStartAt: number | undefined
}

/** Settles what an autopsy is about. Pure, and independent of the order of the evidence. */
export function sceneOf(
  { node, boot }: AutopsyRequest,
  index: EvidenceIndex,
  { coverage }: Pick<Observation, 'coverage'>,
): Scene {
  const clocks = clocksOf(index)
  const sightings = sightingsOf(node, index, clocks)
  const bootedAt = startOfRunning(node, index)
  const base = { node, index, coverage, clocks, sightings, bootedAt }
  const loss = lastLoss(sightings)
  const question = boot === undefined ? questionOf(base, loss?.at) : 'end'
  if (question !== 'end')
    return { ...base, question, boot: 0, end: undefined, goneAt: loss?.at, nextStartAt: undefined }
  const asked = boot ?? -1
  const end = endOf(node, asked, index)
  const lastWord = timeOf(end?.lastAt)
  return {
    ...base,
    question,
    boot: asked,
    end,
    goneAt: lastWord === undefined ? undefined : clocks.correct(lastWord, end?.node ?? node),
    nextStartAt: startOf(asked + 1, base),
  }
}

type Base = Pick<Scene, 'node' | 'index' | 'coverage' | 'clocks' | 'sightings' | 'bootedAt'>

/** A kubelet that starts is heard this long after its boot; a loss before that is of the boot before. */
export const graceMilliseconds = 180_000

/**
 * The latest trouble: the node answers no more; or it runs since before others lost it; or it
 * started anew, and then the question is why the boot before ended.
 */
function questionOf(base: Base, lostAt: number | undefined): Scene['question'] {
  const { node, coverage, index, bootedAt } = base
  const isSilent = ({ outcome }: Coverage) => outcome !== 'answered' && outcome !== 'not-asked'
  if (coverage.some((one) => one.door === 'ssh' && one.target === node && isSilent(one)))
    return 'silent-now'
  if (bootedAt !== undefined)
    return lostAt !== undefined && isLossOfRunning(base, bootedAt, lostAt) ? 'silence' : 'end'
  if (lostAt !== undefined && isHeardThrough(base, lostAt)) return 'silence'
  const isLost = base.sightings.some(({ kind }) => kind === 'lost-now')
  return isLost && endOf(node, -1, index) === undefined ? 'silent-now' : 'end'
}

/**
 * Nobody is missed within this time: 40 s of silence are the least that controllers wait for, since
 * Kubernetes 1.32 it is 50 s. A second each is lost where times are rounded.
 */
const missedMilliseconds = 38_000

/** What reached the API. Other events of a kubelet are dated when it wrote them, heard or not. */
const heardBy: ReadonlySet<Sighting['kind']> = new Set(['renewed', 'rebooted', 'back'])

/**
 * Long after its start, or after it was heard since its start: it is silent now, or was missed. That
 * others lost it soon after it was heard is no silence: a kubelet that starts says of itself that it
 * is not ready, and the controller then notes the same words.
 */
function isLossOfRunning({ sightings }: Base, bootedAt: number, lostAt: number): boolean {
  if (lostAt > bootedAt + graceMilliseconds) return true
  const heard = sightings.flatMap(({ kind, at = bootedAt }) =>
    heardBy.has(kind) && at > bootedAt && at <= lostAt ? [at] : [],
  )
  if (heard.length === 0) return false
  const isLostNow = sightings.some(({ kind }) => kind === 'lost-now')
  return isLostNow || lostAt - Math.min(...heard) > missedMilliseconds
}

function isHeardThrough(base: Base, lostAt: number): boolean {
  return factsOf(base.index, logCoverage).some((log) => goesThrough(log, base, lostAt))
}

type LogCoverage = z.infer<typeof logCoverage.schema> & Origin

/** A log of the node that goes on through the moment in which others lost it, within one boot. */
export function goesThrough(
  log: LogCoverage,
  { node, clocks }: Pick<Scene, 'node' | 'clocks'>,
  lostAt: number,
): boolean {
  if (log.node !== node || (log.boot ?? 0) !== 0) return false
  if (log.firstAt === undefined || log.lastAt === undefined) return false
  return (
    clocks.correct(log.firstAt, node) < lostAt - 60_000 &&
    clocks.correct(log.lastAt, node) > lostAt + 30_000
  )
}

/** The surest of what logs tell of a boot's end: whole ones first, then the one that goes furthest. */
function endOf(node: string, boot: number, index: EvidenceIndex): BootEnd | undefined {
  const known = factsOf(index, bootEnds).filter(
    (end) => end.index === boot && (end.node === undefined || end.node === node),
  )
  const key = (end: BootEnd) => `${end.complete ? 1 : 0} ${end.lastAt ?? ''} ${end.evidence}`
  return known.sort((one, other) => (key(one) < key(other) ? 1 : -1))[0]
}

/** Bramble's own time minus the node's uptime needs no clock of the node. */
function startOfRunning(node: string, index: EvidenceIndex): number | undefined {
  const identity = factsOf(index, nodeIdentity).find((one) => one.node === node)
  const takenAt = timeOf(index.sources.get(identity?.evidence ?? '')?.takenAt)
  if (identity?.uptimeSeconds === undefined || takenAt === undefined) return undefined
  return takenAt - identity.uptimeSeconds * 1000
}

/** The kernel's first words: init/main.c, arch/arm64/kernel/setup.c. */
export const bootWords = lines(['Booting Linux on physical CPU', 'Linux version '])

function startOf(boot: number, { node, index, clocks, bootedAt }: Base): number | undefined {
  if (boot === 0 && bootedAt !== undefined) return bootedAt
  const listed = factsOf(index, journalStorage)
    .filter((storage) => storage.node === undefined || storage.node === node)
    .flatMap(({ boots }) => boots.filter((one) => one.index === boot))
  const first = (index.lines.get(bootWords) ?? []).flatMap((line) =>
    line.boot === boot && (line.node === undefined || line.node === node)
      ? (line.firstAt ?? [])
      : [],
  )
  const at = timeOf(listed[0]?.firstAt) ?? (first.length > 0 ? Math.min(...first) : undefined)
  return at === undefined ? undefined : clocks.correct(at, node)
}

/** How long before the end a line still belongs to it. */
const nearMilliseconds = 15 * 60_000
const ownOrigins: ReadonlySet<string> = new Set(['kernel', 'k3s', 'system', 'unknown'])

/** Whether a line is of the node's own log, shortly before the silence that it is about. */
export function isNearEnd(line: LogLine, scene: Scene, within = nearMilliseconds): boolean {
  if (!isOwnLine(line, scene) || (line.boot ?? scene.boot) !== scene.boot) return false
  if (scene.goneAt === undefined || line.lastAt === undefined) return true
  return scene.clocks.correct(line.lastAt, scene.node) >= scene.goneAt - within
}

/** How long after others lost the node its own words are still about that. */
const afterMilliseconds = 10 * 60_000

/** Whether a line of any node was written around the time in which this one was lost. */
export function isAround(line: LogLine, scene: Scene): boolean {
  if ((line.boot ?? 0) !== scene.boot) return false
  if (scene.goneAt === undefined || line.firstAt === undefined) return true
  const { clocks, goneAt } = scene
  const first = clocks.correct(line.firstAt, line.node)
  const last = clocks.correct(line.lastAt ?? line.firstAt, line.node)
  return first <= goneAt + afterMilliseconds && last >= goneAt - nearMilliseconds
}

/** Whether a line is among the first that the boot after the one in question wrote. */
export function isAtNextStart(line: LogLine, scene: Scene): boolean {
  if (!isOwnLine(line, scene) || (line.boot ?? scene.boot + 1) !== scene.boot + 1) return false
  const uptime = line.firstUptimeSeconds
  if (uptime !== undefined) return uptime <= 180
  if (line.firstAt === undefined || scene.nextStartAt === undefined) return true
  // The clock may jump forward while the board starts: only what is long after the start is late.
  return scene.clocks.correct(line.firstAt, scene.node) <= scene.nextStartAt + 300_000
}

function isOwnLine({ node, origin }: LogLine, scene: Scene): boolean {
  return (node === undefined || node === scene.node) && ownOrigins.has(origin)
}

/** The node's own lines before its end, or around its silence, and no facts: for patterns to judge. */
export function endIndex(scene: Scene): EvidenceIndex {
  const belongs = (line: LogLine) =>
    scene.question === 'silence'
      ? isOwnLine(line, scene) && isAround(line, scene)
      : isNearEnd(line, scene)
  return {
    ...scene.index,
    nodes: [scene.node],
    facts: new Map(),
    lines: new Map([...scene.index.lines].map(([query, found]) => [query, found.filter(belongs)])),
  }
}

function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}
