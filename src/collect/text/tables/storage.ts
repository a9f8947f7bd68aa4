import { persistentVolumes, volumeAttachments } from '../../../model/facts/kubernetes.ts'
import { cell, type Format, type Recognised, rowsUnder } from './form.ts'

type Row = ReadonlyMap<string, string>

/** Rows of one table as records; a row without its first cells is left out. */
function records(
  section: Parameters<Format>[0],
  names: readonly string[],
  read: (row: Row) => Omit<Recognised, 'lines'> | undefined,
): Recognised[] {
  const isHeader = (header: readonly string[]) => names.every((name) => header.includes(name))
  return [...rowsUnder(section, isHeader)].flatMap(({ line, cells }) => {
    const found = read(cells)
    return found ? [{ ...found, lines: [line, line + 1] as const }] : []
  })
}

/** `kubectl get pvc`: what it says of the volume that is bound. A claim without one has no record. */
export const readClaims: Format = (section) =>
  records(section, ['NAME', 'STATUS', 'VOLUME', 'CAPACITY'], (row) => {
    const name = cell(row.get('VOLUME'))
    if (name === undefined || row.get('STATUS') !== 'Bound') return undefined
    const claimNamespace = row.get('NAMESPACE') ?? section.namespace
    const storageClass = cell(row.get('STORAGECLASS'))
    const record = persistentVolumes.schema.parse({
      name,
      phase: 'Bound',
      claimName: row.get('NAME'),
      ...(claimNamespace !== undefined && { claimNamespace }),
      ...(storageClass !== undefined && { storageClass }),
    })
    return { kind: persistentVolumes.kind, record }
  })

/** `kubectl get pv`. */
export const readVolumes: Format = (section) =>
  records(section, ['NAME', 'CAPACITY', 'RECLAIM POLICY', 'STATUS'], (row) => {
    const [claimNamespace, claimName] = cell(row.get('CLAIM'))?.split('/') ?? []
    const storageClass = cell(row.get('STORAGECLASS'))
    const record = persistentVolumes.schema.parse({
      name: row.get('NAME'),
      phase: row.get('STATUS'),
      ...(claimName !== undefined && { claimNamespace, claimName }),
      ...(storageClass !== undefined && { storageClass }),
    })
    return { kind: persistentVolumes.kind, record }
  })

/** `kubectl get volumeattachments`. */
export const readAttachments: Format = (section) =>
  records(section, ['NAME', 'ATTACHER', 'PV', 'NODE', 'ATTACHED'], (row) => {
    const attached = row.get('ATTACHED')
    if (attached !== 'true' && attached !== 'false') return undefined
    const volumeName = cell(row.get('PV'))
    const record = volumeAttachments.schema.parse({
      name: row.get('NAME'),
      attacher: row.get('ATTACHER'),
      nodeName: row.get('NODE'),
      attached: attached === 'true',
      ...(volumeName !== undefined && { volumeName }),
    })
    return { kind: volumeAttachments.kind, record }
  })

export { records }
