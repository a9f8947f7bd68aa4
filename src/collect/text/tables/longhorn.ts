import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '../../../model/facts/longhorn.ts'
import { cell, type Format } from './form.ts'
import { records } from './storage.ts'

/** Columns are those of the CRDs' additionalPrinterColumns (deploy/longhorn.yaml, 1.6 and 1.12). */

/** Longhorn names replicas and engines after their volume: `VOLUME-r-1a2b3c4d`, `VOLUME-e-0`. */
const partName = /^(.+)-([re])-[0-9a-z]{1,8}$/

/** `kubectl get volumes.longhorn.io`. */
export const readLonghornVolumes: Format = (section) =>
  records(section, ['NAME', 'STATE', 'ROBUSTNESS'], (row) => {
    const sizeBytes = Number(row.get('SIZE') || Number.NaN)
    const record = longhornVolumes.schema.parse({
      name: row.get('NAME'),
      conditions: [],
      ...named('state', row.get('STATE')),
      ...named('robustness', row.get('ROBUSTNESS')),
      ...named('currentNode', row.get('NODE')),
      ...(Number.isSafeInteger(sizeBytes) && { sizeBytes }),
    })
    return { kind: longhornVolumes.kind, record }
  })

/** `kubectl get replicas.longhorn.io` and `engines.longhorn.io`: told apart by their names. */
export const readLonghornParts: Format = (section) =>
  records(section, ['NAME', 'STATE', 'NODE', 'INSTANCEMANAGER'], (row) => {
    const name = row.get('NAME') ?? ''
    const [, volume, part] = partName.exec(name) ?? []
    const shared = {
      name,
      volume,
      ...named('nodeName', row.get('NODE')),
      ...named('state', row.get('STATE')),
    }
    if (part === 'e') {
      const record = { ...shared, replicaModes: {}, rebuilding: [], conditions: [] }
      return { kind: longhornEngines.kind, record: longhornEngines.schema.parse(record) }
    }
    if (part !== 'r') return undefined
    const record = longhornReplicas.schema.parse({ ...shared, ...named('diskId', row.get('DISK')) })
    return { kind: longhornReplicas.kind, record }
  })

/** `kubectl get nodes.longhorn.io`. */
export const readLonghornNodes: Format = (section) =>
  records(section, ['NAME', 'READY', 'ALLOWSCHEDULING', 'SCHEDULABLE'], (row) => {
    const name = row.get('NAME') ?? ''
    const conditions = [
      ['Ready', row.get('READY')],
      ['Schedulable', row.get('SCHEDULABLE')],
    ].flatMap(([type, status]) =>
      /^(?:True|False|Unknown)$/.test(status ?? '') ? [{ type, status }] : [],
    )
    const record = longhornNodes.schema.parse({
      name,
      allowScheduling: row.get('ALLOWSCHEDULING') === 'true',
      conditions,
      disks: [],
    })
    return { kind: longhornNodes.kind, record, node: name }
  })

function named(key: string, value: string | undefined): object {
  const text = cell(value)
  return text === undefined ? {} : { [key]: text }
}
