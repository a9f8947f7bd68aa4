import { defined } from '#src/transport/kubernetes/fields.ts'
import { pods } from '../../../model/facts/kubernetes.ts'
import { parseBytes } from '../../kubernetes/quantity.ts'
import { type Described, describedIn, pairOf, timeOf } from './describe.ts'
import { cell, type Format } from './form.ts'

/** `kubectl describe pod` (k8s.io/kubectl pkg/describe). Its events are read with all others. */
export const readDescribedPod: Format = (section) =>
  describedIn(section, ['Containers', 'Init Containers'])
    .filter(({ fields }) => fields.has('Namespace') && (fields.has('Node') || fields.has('Status')))
    .map((described) => ({ kind: pods.kind, record: podOf(described), lines: described.lines }))

function podOf({ fields, blocks }: Described): object {
  const [phase] = (fields.get('Status') ?? '').split(' ')
  const ready = pairOrCell(blocks.get('Conditions'), 'Ready')
  const owner = /^(\w+)\/(\S+)$/.exec(fields.get('Controlled By') ?? '')
  // `pi03/10.0.0.13`, and `<none>` for a pod that has no node yet.
  const nodeName = cell(fields.get('Node')?.split('/')[0])
  const deleting = phase === 'Terminating'
  return pods.schema.parse(
    defined({
      namespace: fields.get('Namespace'),
      name: fields.get('Name'),
      containers: [
        ...containersOf(blocks.get('Init Containers'), true),
        ...containersOf(blocks.get('Containers'), false),
      ],
      phase: deleting ? undefined : phase || undefined,
      nodeName,
      reason: cell(fields.get('Reason')),
      message: cell(fields.get('Message')),
      ready: ready === undefined ? undefined : ready === 'True',
      owner: owner ? { kind: owner[1], name: owner[2] } : undefined,
    }),
  )
}

function pairOrCell(block: readonly string[] = [], name: string): string | undefined {
  const row = block.map((line) => line.trim().split(/\s+/)).find(([first]) => first === name)
  return row?.[1]
}

type Container = Record<string, unknown>

/** Containers stand two deep, their fields four, what a field holds six. */
function containersOf(block: readonly string[] = [], init: boolean): Container[] {
  const found: Container[] = []
  let heading = ''
  for (const line of block) {
    const pair = pairOf(line)
    if (!pair) continue
    if (pair.depth <= 2) found.push({ name: pair.key, ...(init && { init }) })
    else if (pair.depth <= 4) heading = pair.key
    const container = found.at(-1)
    if (container && pair.depth > 2) Object.assign(container, fieldOf(pair, heading))
  }
  return found
}

function fieldOf({ key, value }: { key: string; value: string }, heading: string): Container {
  if (heading === key) return topField(key, value)
  if (heading === 'State') return stateField(key, value)
  if (heading === 'Last State') return lastStateField(key, value)
  const bytes = key === 'memory' ? parseBytes(value) : undefined
  if (bytes !== undefined && heading === 'Limits') return { memoryLimitBytes: bytes }
  if (bytes !== undefined && heading === 'Requests') return { memoryRequestBytes: bytes }
  return {}
}

function topField(key: string, value: string): Container {
  if (key === 'Image') return { image: value }
  if (key === 'Ready') return { ready: value === 'True' }
  if (key === 'Restart Count' && /^\d+$/.test(value)) return { restarts: Number(value) }
  const isState = /^(?:Waiting|Running|Terminated)$/.test(value)
  return key === 'State' && isState ? { state: value.toLowerCase() } : {}
}

function stateField(key: string, value: string): Container {
  if (key === 'Reason') return { reason: value }
  if (key === 'Message') return { message: value }
  if (key === 'Exit Code' && /^\d+$/.test(value)) return { exitCode: Number(value) }
  const startedAt = key === 'Started' ? timeOf(value) : undefined
  return startedAt === undefined ? {} : { startedAt }
}

function lastStateField(key: string, value: string): Container {
  if (key === 'Reason') return { lastReason: value }
  if (key === 'Exit Code' && /^\d+$/.test(value)) return { lastExitCode: Number(value) }
  const lastFinishedAt = key === 'Finished' ? timeOf(value) : undefined
  return lastFinishedAt === undefined ? {} : { lastFinishedAt }
}
