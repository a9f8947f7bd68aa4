import { healthyCluster, node, type Records } from './drain-cluster.ts'

export const gibibyte = 1024 ** 3

/** Four storage nodes with a disk of 100 GiB each, and `data` of 10 GiB wanting 2, on pi02 and pi03. */
export function storageCluster(replicasOn: (node: string) => readonly string[]): Records {
  const cluster = healthyCluster()
  cluster.nodes.push(node('pi04'))
  cluster.longhornNodes = cluster.nodes.map(({ name }) => ({
    name,
    allowScheduling: true,
    conditions: [{ type: 'Ready', status: 'True' }],
    disks: [
      {
        name: 'disk',
        replicas: [...replicasOn(name)],
        conditions: [{ type: 'Ready', status: 'True' }],
        maximumBytes: 100 * gibibyte,
        availableBytes: 80 * gibibyte,
        scheduledBytes: 10 * gibibyte,
        reservedBytes: 0,
      },
    ],
  }))
  const sizes = { sizeBytes: 10 * gibibyte, actualSizeBytes: gibibyte }
  Object.assign(cluster.longhornVolumes[0] ?? {}, sizes)
  return cluster
}
