import { nodes } from '../../../model/facts/kubernetes.ts'
import { parseBytes, parseMillicores } from '../../kubernetes/quantity.ts'
import { type Described, describedIn, pairOf, timeOf } from './describe.ts'
import { cell, cellsOf, type Format } from './form.ts'

/** `kubectl describe node` (k8s.io/kubectl pkg/describe). */
export const readDescribedNode: Format = (section) =>
  describedIn(section, ['Taints', 'Unschedulable', 'PodCIDR', 'System Info'])
    .filter(({ fields }) => !fields.has('Namespace'))
    .map((described) => {
      const name = described.fields.get('Name') ?? ''
      return {
        kind: nodes.kind,
        node: name,
        record: nodeOf(name, described),
        lines: described.lines,
      }
    })

function nodeOf(name: string, { fields, blocks }: Described): object {
  const system = pairsOf(blocks.get('System Info'))
  const allocatable = pairsOf(blocks.get('Allocatable'))
  const memory = parseBytes(allocatable.get('memory'))
  const cpu = parseMillicores(allocatable.get('cpu'))
  const optional = {
    version: system.get('Kubelet Version'),
    bootId: system.get('Boot ID'),
    kernelRelease: system.get('Kernel Version'),
    operatingSystem: system.get('OS Image'),
    createdAt: timeOf(fields.get('CreationTimestamp')),
    allocatableMemoryBytes: memory,
    allocatableCpuMillicores: cpu,
  }
  return nodes.schema.parse({
    name,
    conditions: conditionsOf(blocks.get('Conditions')),
    unschedulable: fields.get('Unschedulable') === 'true',
    taints: (blocks.get('Taints') ?? []).flatMap(taintOf),
    roles: cell(fields.get('Roles'))?.split(',') ?? [],
    addresses: [...pairsOf(blocks.get('Addresses'))].flatMap(([key, value]) =>
      key === 'InternalIP' || key === 'ExternalIP' ? [value] : [],
    ),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  })
}

function pairsOf(block: readonly string[] = []): Map<string, string> {
  return new Map(
    block.flatMap((line) => {
      const pair = pairOf(line)
      return pair ? [[pair.key, pair.value] as const] : []
    }),
  )
}

/** Type, Status, LastHeartbeatTime, LastTransitionTime, Reason, Message. */
function conditionsOf(block: readonly string[] = []): object[] {
  return block.flatMap((line) => conditionOf(line) ?? [])
}

/** One row of a node's conditions; undefined for a line that is none. */
function conditionOf(line: string): object | undefined {
  const [type = '', status = '', heartbeat, transition, reason, ...message] = cellsOf(line)
  if (!/^[A-Z]\w+$/.test(type) || !/^(?:True|False|Unknown)$/.test(status)) return undefined
  const lastHeartbeatAt = timeOf(heartbeat)
  const lastTransitionAt = timeOf(transition)
  return {
    type,
    status,
    ...(reason !== undefined && { reason }),
    ...(message.length > 0 && { message: message.join('  ') }),
    ...(lastHeartbeatAt !== undefined && { lastHeartbeatAt }),
    ...(lastTransitionAt !== undefined && { lastTransitionAt }),
  }
}

function taintOf(line: string): object[] {
  const found = /^\s*([\w./-]+)(?:=([\w.-]*))?:(NoSchedule|PreferNoSchedule|NoExecute)\s*$/.exec(
    line,
  )
  if (!found) return []
  const [, key, value, effect] = found
  return [{ key, effect, ...(value && { value }) }]
}
