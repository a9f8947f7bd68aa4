import type * as z from 'zod'
import { throttlingOf } from '#src/collect/node/facts/throttling.ts'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import { type Artifact, artifacts } from '#src/model/facts/artifacts.ts'
import type { Fact } from '#src/model/facts/define.ts'
import { nodes as apiNodes, helmCharts, pods, storageClasses } from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import {
  boardState,
  filesystems,
  kernelSettings,
  memory,
  mounts,
  nodeIdentity,
  nodePreparation,
  throttling,
  timeSync,
  units,
} from '#src/model/facts/node.ts'

/** What was seen of boards before a cluster is built of them, for tests of plans. */

export const takenAt = '2026-03-01T12:00:00.000Z'
export const gibibyte = 1024 ** 3

export interface BoardFacts {
  identity: z.infer<typeof nodeIdentity.schema>
  memory: z.infer<typeof memory.schema>
  mounts: z.infer<typeof mounts.schema>
  moreMounts: z.infer<typeof mounts.schema>[]
  filesystem: z.infer<typeof filesystems.schema>
  kernel: z.infer<typeof kernelSettings.schema>
  time: z.infer<typeof timeSync.schema>
  state: z.infer<typeof boardState.schema>
  throttling: z.infer<typeof throttling.schema>
  preparation: z.infer<typeof nodePreparation.schema>
  units: z.infer<typeof units.schema>[]
}

/** A Raspberry Pi 5 with an SSD, a new system, and nothing else on it. */
export function bareBoard(name: string): BoardFacts {
  return {
    identity: {
      hostname: name,
      bootId: `boot-${name}`,
      model: 'Raspberry Pi 5 Model B Rev 1.0',
      architecture: 'aarch64',
      kernelRelease: '6.12.47+rpt-rpi-v8',
      pageSizeBytes: 4096,
    },
    memory: { totalBytes: 7.8 * gibibyte },
    mounts: { source: '/dev/nvme0n1p2', target: '/', type: 'ext4', options: ['rw'] },
    moreMounts: [],
    filesystem: {
      ...{ source: '/dev/nvme0n1p2', target: '/', usedPercent: 10 },
      availableBytes: 100 * gibibyte,
    },
    kernel: { commandLine: ['root=PARTUUID=1', 'cgroup_enable=memory', 'psi=1'] },
    time: { synchronized: true, ntpEnabled: true, offsetSeconds: 0.2 },
    state: {
      links: [
        { name: 'eth0', driver: 'macb', wireless: false, carrier: true, speedMegabits: 1000 },
        { name: 'wlan0', driver: 'brcmfmac', wireless: true, carrier: false },
      ],
      swaps: [{ device: '/dev/zram0', type: 'partition' }],
      zramWritesBack: false,
      swapTools: ['rpi-swap'],
      config: { path: '/boot/firmware/config.txt', eeeLines: [], changedSinceBoot: false },
      bootloaderBuiltAt: Date.UTC(2026, 0, 9) / 1000,
      firmware: 'up-to-date',
      canKeepTime: true,
    },
    throttling: throttlingOf(0),
    preparation: {
      root: true,
      machineId: name.padEnd(32, '0'),
      files: [],
      cmdline: {
        path: '/boot/firmware/cmdline.txt',
        line: 'root=PARTUUID=1 cgroup_enable=memory psi=1',
      },
      programs: ['systemctl', 'apt-get', 'iscsiadm', 'mount.nfs'],
      modules: ['overlay'],
    },
    units: [],
  }
}

const hex = (digit: string) => digit.repeat(64)

/** A release's files for 64-bit boards, each with its checksum beside it. */
export function releaseFiles(): Artifact[] {
  return ['k3s-arm64', 'install.sh', 'k3s-airgap-images-arm64.tar.zst'].map((name, place) => ({
    ...{ name, path: `/here/artifacts/${name}`, sizeBytes: 1000 + place },
    ...{ sha256: hex(`${place + 1}`), expectedSha256: hex(`${place + 1}`) },
    ...(name === 'k3s-arm64' && { versions: ['v1.36.3+k3s1'] }),
  }))
}

/** What else the API says, where there is one. */
export interface OfApi {
  readonly classes?: readonly z.infer<typeof storageClasses.schema>[]
  readonly charts?: readonly z.infer<typeof helmCharts.schema>[]
  readonly settings?: readonly z.infer<typeof longhornSettings.schema>[]
  readonly running?: readonly z.infer<typeof pods.schema>[]
}

export function boardObservation(
  boards: Readonly<Record<string, BoardFacts>>,
  files: readonly Artifact[],
  listed: readonly z.infer<typeof apiNodes.schema>[] = [],
  { classes = [], charts = [], settings = [], running = [] }: OfApi = {},
): Observation {
  const evidence: Evidence[] = Object.entries(boards).flatMap(([node, facts]) => [
    piece(nodeIdentity, [facts.identity], node),
    piece(memory, [facts.memory], node),
    piece(mounts, [facts.mounts, ...facts.moreMounts], node),
    piece(filesystems, [facts.filesystem], node),
    piece(kernelSettings, [facts.kernel], node),
    piece(timeSync, [facts.time], node),
    piece(boardState, [facts.state], node),
    piece(throttling, [facts.throttling], node),
    piece(nodePreparation, [facts.preparation], node),
    piece(units, facts.units, node),
  ])
  evidence.push(piece(artifacts, files))
  if (listed.length > 0)
    evidence.push(
      piece(apiNodes, listed),
      piece(storageClasses, classes),
      piece(helmCharts, charts),
      piece(longhornSettings, settings),
      piece(pods, running),
    )
  return {
    ...{ schema: 'bramble/observation/1', cluster: 'home', takenAt },
    ...{ evidence, coverage: [] },
  }
}

function piece<T>({ kind }: Fact<T>, records: readonly T[], node?: string): Evidence {
  return {
    ...{ id: `${node ?? 'cluster'} ${kind}`, kind, source: 'test', takenAt },
    ...(node !== undefined && { node }),
    ...{ outcome: 'answered' as const, records: [...records], truncated: false, redacted: 0 },
  }
}
