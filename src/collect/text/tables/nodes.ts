import { nodes } from '../../../model/facts/kubernetes.ts'
import { age, cell, cellsOf, type Format } from './form.ts'

/** NAME STATUS ROLES AGE VERSION, with or without its header (kubectl pkg/printers; before 1.8 without roles). */
const row = new RegExp(
  `^\\s*([a-z0-9][a-z0-9.-]{0,252})\\s+((?:Ready|NotReady|Unknown)(?:,SchedulingDisabled)?)\\s+(?:(<none>|[a-z][\\w,.-]*)\\s+)?(?:${age})\\s+(v\\d+\\.\\d+\\S*)(?:\\s+(\\S.*))?$`,
)
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)$/i

/** `kubectl get nodes`, also wide. */
export const readNodes: Format = ({ lines }) =>
  lines.flatMap((line, number) => {
    const found = row.exec(line)
    if (!found) return []
    const [, name = '', status = '', roles, version, wide] = found
    const record = nodes.schema.parse({
      name,
      conditions: readyOf(status),
      unschedulable: status.endsWith(',SchedulingDisabled'),
      taints: [],
      roles: cell(roles)?.split(',') ?? [],
      version,
      ...wideOf(wide),
    })
    return [{ kind: nodes.kind, record, node: name, lines: [number, number + 1] as const }]
  })

/** kubectl prints NotReady for False and for Unknown alike, and Unknown where no condition is. */
function readyOf(status: string): object[] {
  if (status.startsWith('Unknown')) return []
  if (status.startsWith('Ready')) return [{ type: 'Ready', status: 'True' }]
  return [
    {
      type: 'Ready',
      status: 'False',
      reason: 'NotReady',
      message: 'kubectl shows NotReady, which stands for False and for Unknown',
    },
  ]
}

function wideOf(wide: string | undefined): object {
  if (wide === undefined) return { addresses: [] }
  const [internal, external, operatingSystem, kernelRelease] = cellsOf(wide)
  return {
    addresses: [internal, external].filter((one) => one !== undefined && address.test(one)),
    ...(cell(operatingSystem) && { operatingSystem }),
    ...(cell(kernelRelease) && { kernelRelease: kernelRelease?.split(' ')[0] }),
  }
}
