import type * as z from 'zod'
import type { Configuration } from '#src/model/config.ts'
import { clusterError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import {
  filesystems,
  kernelSettings,
  memory,
  mounts,
  nodeIdentity,
  nodePreparation,
  timeSync,
} from '#src/model/facts/node.ts'
import { type Hardware, hardwareOf } from '#src/rules/board-hardware.ts'

type Preparation = z.infer<typeof nodePreparation.schema>

/** A node of bramble.yaml, with what was seen of it. */
export interface Board {
  readonly name: string
  readonly wish: Configuration['nodes'][string]
  /** As Debian names it: amd64, arm64, armhf. */
  readonly architecture: string | undefined
  readonly isRaspberryPi: boolean
  /** Where the root file system lies on an SD card. */
  readonly isOnSdCard: boolean
  /** Where Longhorn keeps its replicas: on NVMe, and on a disk of their own. */
  readonly replicaDisk: { readonly isNvme: boolean; readonly isOwn: boolean }
  readonly memoryBytes: number
  /** Of the file system of /var. */
  readonly availableBytes: number | undefined
  readonly kernelWords: readonly string[]
  readonly clockOffsetSeconds: number | undefined
  readonly bootId: string | undefined
  readonly preparation: Preparation
  readonly hardware: Hardware
}

/** Every node of bramble.yaml, in its order. @throws cluster error `up-unseen` */
export function boardsOf({ nodes }: Configuration, index: EvidenceIndex): readonly Board[] {
  return Object.entries(nodes).map(([name, wish]) => boardOf(name, wish, index))
}

/** Debian's names by the kernel's. */
export const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'armhf',
}

function boardOf(name: string, wish: Board['wish'], index: EvidenceIndex): Board {
  const of = <T>(fact: Fact<T>): (T & Origin) | undefined =>
    factsOf(index, fact).find(({ node }) => node === name)
  const identity = of(nodeIdentity)
  const size = of(memory)
  const preparation = of(nodePreparation)
  if (!identity || !size || !preparation)
    throw clusterError('up-unseen', `${name} (${wish.address}) did not say what it is.`, {
      next: `See whether it answers: bramble check, or ssh ${wish.address}`,
    })
  return {
    ...{ name, wish, preparation },
    ...madeOf(identity),
    isOnSdCard: sourceOf('/', name, index)?.startsWith('/dev/mmcblk') ?? false,
    replicaDisk: replicaDisk(name, index),
    memoryBytes: size.totalBytes,
    availableBytes: availableBytes(name, index),
    kernelWords: of(kernelSettings)?.commandLine ?? [],
    clockOffsetSeconds: of(timeSync)?.offsetSeconds,
    hardware: hardwareOf(name, index),
  }
}

function madeOf({ architecture = '', model = '', bootId }: z.infer<typeof nodeIdentity.schema>) {
  return {
    architecture: architectures[architecture],
    isRaspberryPi: model.startsWith('Raspberry Pi'),
    bootId,
  }
}

function sourceOf(place: string, name: string, index: EvidenceIndex): string | undefined {
  return factsOf(index, mounts).find(({ node, target }) => node === name && target === place)
    ?.source
}

/** /var/lib/longhorn is Longhorn's own default (longhorn.io/docs, default-data-path). */
function replicaDisk(name: string, index: EvidenceIndex): Board['replicaDisk'] {
  const own = sourceOf('/var/lib/longhorn', name, index)
  const source = own ?? sourceOf('/var/lib', name, index) ?? sourceOf('/var', name, index)
  const isNvme = (source ?? sourceOf('/', name, index))?.startsWith('/dev/nvme') ?? false
  return { isNvme, isOwn: own !== undefined }
}

/** Of the file system that K3s's folder lies on. */
function availableBytes(name: string, index: EvidenceIndex): number | undefined {
  const own = factsOf(index, filesystems).filter(({ node }) => node === name)
  const places = ['/var/lib/rancher', '/var/lib', '/var', '/']
  return places
    .map((place) => own.find(({ target }) => target === place))
    .find((found) => found !== undefined)?.availableBytes
}
