/** What a board is made of and how it fares, as plain values that scenarios may set. */
export interface Hardware {
  celsius: number
  /** Bits 0 to 3 of `vcgencmd get_throttled`; what was once so since the boot is kept beside it. */
  throttledNow: number
  throttledSinceBoot: number
  /** What the supply and the board agreed on; only a Pi 5 tells. */
  maxCurrentMilliamps: number
  /** `power_reset` of the Pi 5's device tree: why the power chip reset the board last. */
  powerReset: number
  /** What its kubelet evicts for. K3s gives it two limits, both for disks, and so no other counts. */
  evictsBelow: { memoryBytes: number; diskPercent: number }
  /** Since when containerd has not answered, by the board's own clock. */
  runtimeHungAt: number | undefined
  /** PM_RSTS as the bootloader found it. */
  resetRegister: number
}

/** One, five and fifteen minutes. */
export type Load = readonly [number, number, number]

/** Shares of wall time in percent over 10, 60 and 300 seconds: https://docs.kernel.org/accounting/psi.html */
export interface Pressure {
  readonly some: readonly [number, number, number]
  readonly full: readonly [number, number, number]
}

/** A process that shows in /proc: those that sleep in the kernel are what Bramble looks for. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
  readonly state: 'D' | 'S'
  /** Seconds after the boot. */
  readonly startedAt: number
  /** The kernel's function it waits in. */
  readonly waitsIn: string
  readonly environment: Readonly<Record<string, string>>
}

/** The card or drive that a board boots from. */
export interface Disk {
  readonly device: 'mmcblk0' | 'nvme0n1'
  readonly model: string
  readonly inodes: number
  usedInodes: number
  readOnly: boolean
  /** Nothing that has to be read from it returns. */
  hangs: boolean
}

/** A file that somebody wrote, or that belongs to this one board. */
export interface BoardFile {
  readonly bytes: Uint8Array
  readonly mode: number
  readonly owner: 'root' | 'user'
  /** Milliseconds since the Unix epoch, by the board's own clock. */
  readonly changedAt: number
}

/** What a boot begins with empty: /tmp is in memory since Debian 13. */
const inMemory = /^\/(?:run|tmp)\//

export function forgetMemory(kept: Pick<Set<string>, 'keys' | 'delete'>): void {
  for (const path of [...kept.keys()]) if (inMemory.test(path)) kept.delete(path)
}

export const calm: Pressure = { some: [0, 0, 0], full: [0, 0, 0] }

/** PM_RSTS after power came on, and after the chip was reset by its watchdog, as a reboot does. */
export const resetRegisters = { powerOn: 0x1000, chip: 0x20 } as const

export function newHardware(): Hardware {
  return {
    celsius: 48.3,
    throttledNow: 0,
    throttledSinceBoot: 0,
    maxCurrentMilliamps: 5000,
    powerReset: 0,
    evictsBelow: { memoryBytes: 0, diskPercent: 5 },
    runtimeHungAt: undefined,
    resetRegister: resetRegisters.powerOn,
  }
}
