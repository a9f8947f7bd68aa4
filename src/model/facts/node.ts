import * as z from 'zod'
import { defineFact } from './define.ts'

export { boardState } from './board-state.ts'
export { k3sKept } from './k3s-kept.ts'
export { nodeUpdates } from './node-updates.ts'
export { storedPieces } from './stored-pieces.ts'

/** Facts that the node program reads on one node. Bytes, seconds, percent and degrees Celsius. */

const bytes = z.number().nonnegative()
const percent = z.number()

export const nodeIdentity = defineFact(
  'node-identity',
  z.object({
    hostname: z.string(),
    /** From the device tree; absent where there is none (x86, containers). */
    model: z.string().optional(),
    architecture: z.string().optional(),
    kernelRelease: z.string().optional(),
    operatingSystem: z.string().optional(),
    bootId: z.string().optional(),
    uptimeSeconds: z.number().optional(),
    cpuCount: z.number().int().positive().optional(),
    pageSizeBytes: z.number().int().optional(),
    addresses: z.array(z.string()).optional(),
    /** `k3s --version`, for example v1.36.3+k3s1. */
    k3sVersion: z.string().optional(),
  }),
)

export const memory = defineFact(
  'memory',
  z.object({
    totalBytes: bytes,
    availableBytes: bytes.optional(),
    swapTotalBytes: bytes.optional(),
    swapFreeBytes: bytes.optional(),
    committedBytes: bytes.optional(),
  }),
)

/** /proc/pressure, one record a resource; `some` and `full` are shares of wall time in percent. */
export const pressure = defineFact(
  'pressure',
  z.object({
    resource: z.enum(['cpu', 'memory', 'io']),
    someAvg10: percent,
    someAvg60: percent,
    someAvg300: percent,
    fullAvg10: percent.optional(),
    fullAvg60: percent.optional(),
    fullAvg300: percent.optional(),
  }),
)

export const load = defineFact(
  'load',
  z.object({
    one: z.number(),
    five: z.number(),
    fifteen: z.number(),
    cpuCount: z.number().int().positive().optional(),
    /** `procs_blocked` of /proc/stat, one reading each time it was looked at. */
    blockedProcesses: z.array(z.number().int()).optional(),
  }),
)

export const filesystems = defineFact(
  'filesystems',
  z.object({
    source: z.string(),
    target: z.string(),
    type: z.string().optional(),
    sizeBytes: bytes.optional(),
    usedBytes: bytes.optional(),
    availableBytes: bytes.optional(),
    usedPercent: percent,
    inodesUsedPercent: percent.optional(),
  }),
)

export const mounts = defineFact(
  'mounts',
  z.object({
    source: z.string(),
    target: z.string(),
    type: z.string(),
    options: z.array(z.string()),
  }),
)

export const blockDevices = defineFact(
  'block-devices',
  z.object({
    name: z.string(),
    /** lsblk TYPE: disk, part, lvm, rom… */
    kind: z.string().optional(),
    /** lsblk TRAN: usb, nvme, mmc, sata, iscsi (a Longhorn volume)… */
    transport: z.string().optional(),
    sizeBytes: bytes.optional(),
    /** Name of the disk that a partition lies on. */
    parent: z.string().optional(),
    mountpoints: z.array(z.string()),
    model: z.string().optional(),
  }),
)

export const timeSync = defineFact(
  'time-sync',
  z.object({
    synchronized: z.boolean().optional(),
    ntpEnabled: z.boolean().optional(),
    /** The node's own clock when it was read, ISO 8601 UTC. */
    clockAt: z.string().optional(),
    /** Node minus Bramble's machine, in seconds, and how far that figure can be off. */
    offsetSeconds: z.number().optional(),
    uncertaintySeconds: z.number().optional(),
  }),
)

export const journalStorage = defineFact(
  'journal-storage',
  z.object({
    /** True where /var/log/journal is used, so that a reboot keeps the log. */
    persistent: z.boolean(),
    setting: z.string().optional(),
    boots: z.array(
      z.object({
        /** 0 is the running boot, -1 the one before. */
        index: z.number().int(),
        id: z.string(),
        firstAt: z.string().optional(),
        lastAt: z.string().optional(),
      }),
    ),
  }),
)

export const units = defineFact(
  'units',
  z.object({
    name: z.string(),
    /** systemctl's own words: loaded, not-found, masked… */
    loadState: z.string().optional(),
    activeState: z.string(),
    subState: z.string().optional(),
    unitFileState: z.string().optional(),
    restarts: z.number().int().optional(),
    result: z.string().optional(),
    mainExitStatus: z.number().int().optional(),
    activeSince: z.string().optional(),
    inactiveSince: z.string().optional(),
  }),
)

/** `vcgencmd get_throttled`: what is now, and what was at least once since the boot. */
export const throttling = defineFact(
  'throttling',
  z.object({
    bits: z.number().int().nonnegative(),
    underVoltageNow: z.boolean(),
    frequencyCappedNow: z.boolean(),
    throttledNow: z.boolean(),
    softTemperatureLimitNow: z.boolean(),
    underVoltageSinceBoot: z.boolean(),
    frequencyCappedSinceBoot: z.boolean(),
    throttledSinceBoot: z.boolean(),
    softTemperatureLimitSinceBoot: z.boolean(),
  }),
)

/** What the Pi 5's device tree says of the supply; it outlives a lost journal. */
export const powerSupply = defineFact(
  'power-supply',
  z.object({
    maxCurrentMilliamps: z.number().int().optional(),
    usbMaxCurrentEnabled: z.boolean().optional(),
    usbOverCurrentDetected: z.boolean().optional(),
    /** over-voltage, under-voltage, over-temperature, enable, watchdog. Corroborates only. */
    lastResetReasons: z.array(z.string()).optional(),
  }),
)

export const temperatures = defineFact(
  'temperatures',
  z.object({ zone: z.string(), celsius: z.number() }),
)

export const kernelSettings = defineFact(
  'kernel-settings',
  z.object({
    /** /proc/cmdline, split at blanks. */
    commandLine: z.array(z.string()).optional(),
    /** /sys/fs/cgroup/cgroup.controllers, or the enabled rows of /proc/cgroups. */
    cgroupControllers: z.array(z.string()).optional(),
    cgroupVersion: z.number().int().optional(),
    watchdogUsec: z.number().optional(),
  }),
)

/**
 * How a node is prepared: what Bramble keeps on it and what K3s has left there. Only looks before a
 * change ask for it.
 */
export const nodePreparation = defineFact(
  'node-preparation',
  z.object({
    /** False where sudo wants a password: what only root reads is then not known. */
    root: z.boolean(),
    machineId: z.string().optional(),
    /** Files that Bramble may keep, as far as they are there. */
    files: z.array(
      z.object({
        path: z.string(),
        sha256: z.string(),
        /** `644` */
        mode: z.string(),
        /** `root:root` */
        owner: z.string(),
        /** Whether its first line says that Bramble keeps it. */
        ours: z.boolean(),
      }),
    ),
    /** The kernel's command line as the firmware reads it; absent where no file of that name is. */
    cmdline: z.object({ path: z.string(), line: z.string() }).optional(),
    /** SHA-256 of the authority that this node's K3s belongs to. */
    clusterAuthority: z.string().optional(),
    /** Which authority a node's token to join by, and a server's own one, were made for. */
    tokenFor: z.string().optional(),
    ownTokenFor: z.string().optional(),
    /** `https://10.0.0.11:6443`: whom an agent joins. */
    joins: z.string().optional(),
    k3sBytes: bytes.optional(),
    k3sVersion: z.string().optional(),
    /** Programs of `wantedPrograms` that it has. */
    programs: z.array(z.string()),
    /** Modules of `wantedModules` that are loaded. */
    modules: z.array(z.string()),
  }),
)

/** What of K3s runs on a node whether its unit does or not. Only looks before a change ask for it. */
export const nodeContainers = defineFact(
  'node-containers',
  z.object({
    /** Containers that run: each has a shim of K3s's containerd. */
    running: z.number().int().nonnegative(),
  }),
)

export const certificates = defineFact(
  'certificates',
  z.object({
    path: z.string(),
    subject: z.string().optional(),
    notBefore: z.string().optional(),
    notAfter: z.string(),
  }),
)

export const datastore = defineFact(
  'datastore',
  z.object({
    kind: z.enum(['sqlite', 'etcd', 'external', 'none']),
    path: z.string().optional(),
    /** Block device below that path, for example /dev/mmcblk0p2. */
    source: z.string().optional(),
    sizeBytes: bytes.optional(),
  }),
)

/** Processes in uninterruptible sleep (state D) in two readings some time apart. */
export const hungProcesses = defineFact(
  'hung-processes',
  z.object({
    pid: z.number().int(),
    command: z.string(),
    waitChannel: z.string().optional(),
    seconds: z.number().optional(),
  }),
)

/** How a boot ended, as far as its log tells. */
export const bootEnds = defineFact(
  'boot-ends',
  z.object({
    /** -1 is the boot before the running one. */
    index: z.number().int(),
    bootId: z.string().optional(),
    firstAt: z.string().optional(),
    lastAt: z.string().optional(),
    /** `shutdown`: orderly words at the end; `panic`: the kernel said so; `cut`: neither. */
    ending: z.enum(['shutdown', 'panic', 'cut']),
    /** False where the text may be an excerpt, so that its end is not the boot's end. */
    complete: z.boolean(),
    lastLines: z.array(z.string()),
  }),
)
