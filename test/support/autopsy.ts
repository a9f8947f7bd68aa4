import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Autopsy } from '#src/model/autopsy.ts'
import type { Coverage, Evidence, LogOrigin, Observation } from '#src/model/evidence.ts'
import type { Fact } from '#src/model/facts/define.ts'
import * as kubernetes from '#src/model/facts/kubernetes.ts'
import * as node from '#src/model/facts/node.ts'
import * as restarts from '#src/model/facts/restarts.ts'
import { autopsy, witnessQueries } from '#src/rules/autopsy/autopsy.ts'
import { patterns } from '#src/rules/patterns/index.ts'

/** What was observed of a small cluster after a node was away: its logs, traces and what others saw. */

export const takenAt = '2026-11-24T08:00:00.000Z'
const queries = [...new Set([...patterns.flatMap((pattern) => pattern.queries), ...witnessQueries])]

type Of<F> = F extends Fact<infer T> ? T : never

/** One node as its session answered. Times in its texts are those of its own clock. */
export interface NodeAnswers {
  /** ISO 8601 by Bramble's clock: when its running boot began. */
  readonly bootedAt?: string
  readonly model?: string
  /** Node minus Bramble. */
  readonly clockOffsetSeconds?: number
  /** The end of the boot before; a reason where there is none. */
  readonly previous?: string | { readonly reason: string }
  /** Boots before that one: index to their last words. */
  readonly earlier?: Readonly<Record<number, string>>
  /** How the running boot began, stamped with its uptime. */
  readonly start?: string
  readonly kernel?: string
  readonly k3s?: string
  readonly persistent?: boolean
  readonly watchdogUsec?: number
  readonly power?: Of<typeof node.powerSupply>
  readonly throttling?: Of<typeof node.throttling>
  readonly reset?: Of<typeof restarts.resetStatus>
  readonly boots?: readonly Of<typeof restarts.bootRecords>[]
  readonly crashes?: readonly Of<typeof restarts.crashRecords>[]
  readonly heard?: readonly Of<typeof restarts.neighbours>[]
  /** Why the node could not be asked at all. */
  readonly silent?: string
  /** Its port answers, but lets nobody in. */
  readonly refused?: true
}

export interface Api {
  readonly nodes?: readonly (Partial<Of<typeof kubernetes.nodes>> & { readonly name: string })[]
  readonly events?: readonly Of<typeof kubernetes.events>[]
}

export function observed(nodes: Readonly<Record<string, NodeAnswers>>, api: Api = {}): Observation {
  const evidence = [
    ...Object.entries(nodes).flatMap(([name, said]) => nodeEvidence(name, said)),
    ...apiEvidence(api),
  ]
  const coverage: Coverage[] = Object.entries(nodes).map(([target, { silent, refused }]) => ({
    door: 'ssh',
    target,
    outcome: silent === undefined ? 'answered' : refused ? 'refused' : 'silent',
    ...(silent !== undefined && { reason: silent }),
    missing: [],
  }))
  return { schema: 'bramble/observation/1', cluster: 'home', takenAt, evidence, coverage }
}

/** The same autopsy as an operation makes it of what was observed. */
export function autopsyOf(observation: Observation, name: string, boot?: number): Autopsy {
  const index = indexEvidence(observation.evidence, queries, Date.parse(observation.takenAt))
  const request = { node: name, ...(boot !== undefined && { boot }) }
  return autopsy(request, { index, observation }, patterns)
}

function nodeEvidence(name: string, said: NodeAnswers): Evidence[] {
  if (said.silent !== undefined) return []
  const fact = <T>({ kind, schema }: Fact<T>, records: readonly T[] | undefined) =>
    records === undefined
      ? []
      : [piece(name, kind, { kind, records: records.map((record) => schema.parse(record)) })]
  const { watchdogUsec, power, throttling, clockOffsetSeconds = 0 } = said
  return [
    ...fact(node.nodeIdentity, [identityOf(name, said)]),
    ...fact(node.timeSync, [{ offsetSeconds: clockOffsetSeconds, uncertaintySeconds: 0.1 }]),
    ...fact(node.journalStorage, [{ persistent: said.persistent ?? true, boots: [] }]),
    ...fact(node.kernelSettings, watchdogUsec === undefined ? undefined : [{ watchdogUsec }]),
    ...fact(node.powerSupply, power && [power]),
    ...fact(node.throttling, throttling && [throttling]),
    ...fact(restarts.resetStatus, said.reset && [said.reset]),
    ...fact(restarts.bootRecords, said.boots),
    ...fact(restarts.crashRecords, said.crashes),
    ...fact(restarts.neighbours, said.heard),
    ...logEvidence(name, said),
  ]
}

function identityOf(name: string, { model, bootedAt }: NodeAnswers): Of<typeof node.nodeIdentity> {
  const uptimeSeconds = (Date.parse(takenAt) - Date.parse(bootedAt ?? '')) / 1000
  return {
    hostname: name,
    bootId: `boot-of-${name}`,
    ...(model !== undefined && { model }),
    ...(bootedAt !== undefined && { uptimeSeconds }),
  }
}

function logEvidence(name: string, { previous, earlier = {}, ...said }: NodeAnswers): Evidence[] {
  const log = (
    id: string,
    text: string | undefined,
    more: { origin: LogOrigin; boot: number; complete?: boolean },
  ) =>
    text === undefined
      ? []
      : [piece(name, `log/${id}`, { text: text.trimStart(), log: { complete: true, ...more } })]
  const ended = { origin: 'system' as const }
  return [
    ...log('kernel', said.kernel, { origin: 'kernel', boot: 0 }),
    ...log('k3s', said.k3s, { origin: 'k3s', boot: 0 }),
    ...log('start', said.start, { ...ended, boot: 0, complete: false }),
    ...(typeof previous === 'object'
      ? [piece(name, 'log/previous-boot', { outcome: 'not-applicable', ...previous })]
      : log('previous-boot', previous, { ...ended, boot: -1 })),
    ...Object.entries(earlier).flatMap(([boot, text]) =>
      log(`boot${boot}`, text, { ...ended, boot: Number(boot) }),
    ),
  ]
}

function apiEvidence({ nodes, events }: Api): Evidence[] {
  const of = (kind: string, records: readonly object[]): Evidence => ({
    ...piece(undefined, kind, { kind, records: [...records] }),
    id: `api/${kind}`,
    source: `GET ${kind}`,
  })
  return [
    ...(nodes
      ? [
          of(
            'nodes',
            nodes.map((one) => ({
              ...kubernetes.nodes.schema.parse({
                conditions: [{ type: 'Ready', status: 'True' }],
                unschedulable: false,
                taints: [],
                roles: [],
                addresses: [],
                ...one,
              }),
              node: one.name,
            })),
          ),
        ]
      : []),
    ...(events
      ? [
          of(
            'events',
            events.map((event) => ({
              ...kubernetes.events.schema.parse(event),
              ...(event.objectKind === 'Node' && { node: event.objectName }),
            })),
          ),
        ]
      : []),
  ]
}

function piece(name: string | undefined, id: string, parts: Partial<Evidence>): Evidence {
  return {
    id: `node/${name}/${id}`,
    kind: 'log',
    ...(name !== undefined && { node: name }),
    source: id,
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    ...parts,
  }
}
