import type { NodeWish } from './node-wish.ts'

interface Reservations {
  readonly evictionMemory: string
  readonly kubeReserved: string
  readonly systemReserved: string
}

const gibibyte = 1024 ** 3

/**
 * What a board keeps from pods. K3s itself needs about 270 MB on an agent, and a server grows to
 * 1.6 GB with its workload (docs.k3s.io/reference/resource-profiling, measured on a Pi 4); a board's
 * firmware keeps part of its memory, so a board of 4 GB shows less.
 */
export function reservationsFor({ memoryBytes, role }: NodeWish): Reservations {
  const size =
    memoryBytes < 1.5 * gibibyte ? 'small' : memoryBytes < 3 * gibibyte ? 'middle' : 'big'
  const kube = role === 'server' ? serverMemory[size] : '256Mi'
  return {
    evictionMemory: { small: '100Mi', middle: '200Mi', big: '300Mi' }[size],
    kubeReserved: `cpu=${role === 'server' ? '300m' : '100m'},memory=${kube}`,
    systemReserved: `cpu=100m,memory=${{ small: '100Mi', middle: '200Mi', big: '256Mi' }[size]}`,
  }
}

const serverMemory = { small: '384Mi', middle: '640Mi', big: '1Gi' } as const
