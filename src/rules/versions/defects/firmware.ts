/** A bootloader that is too old for the kernel it starts. */
export interface FirmwareDefect {
  /** Page on which the maintainers tie the two together. */
  readonly report: string
  /** Fits the model that the device tree names. */
  readonly models: RegExp
  /** Series of Linux from which on it counts. */
  readonly kernelSince: readonly [number, number]
  /** First day (ISO 8601, UTC) whose builds are well. */
  readonly wellSince: string
  readonly title: string
  readonly cure: string
}

/** A Pi 5, and what has its parts: Compute Module 5, Pi 500. */
export const pi5Models: RegExp = /^Raspberry Pi (?:5|500|Compute Module 5)\b/

/** Bootloaders in the EEPROM of Raspberry Pis: they have no version but the time of their build. */
export const firmwareDefects: readonly FirmwareDefect[] = [
  {
    report: 'https://github.com/raspberrypi/linux/pull/7405',
    models: pi5Models,
    kernelSince: [6, 18],
    wellSince: '2025-02-01',
    title: 'Linux 6.18 wants a bootloader of February 2025 or later on a Pi 5',
    cure: 'sudo rpi-eeprom-update -a, then restart the node, and keep its power on meanwhile',
  },
]

/** What a bootloader starts, as far as it counts here. */
export interface Started {
  readonly model: string
  /** As `uname -r` prints it. */
  readonly kernelRelease: string
}

/**
 * The rows that speak of a bootloader. One whose kernel names no series has none.
 *
 * @param builtOn day of its build, ISO 8601 in UTC
 */
export function firmwareDefectsOf(
  builtOn: string,
  { model, kernelRelease }: Started,
): readonly FirmwareDefect[] {
  const series = kernelSeries(kernelRelease)
  return firmwareDefects.filter(
    ({ models, kernelSince: [major, minor], wellSince }) =>
      series !== undefined &&
      (series[0] - major || series[1] - minor) >= 0 &&
      models.test(model) &&
      builtOn < wellSince,
  )
}

/** `[6, 18]` of `6.18.39+rpt-rpi-2712`; undefined where it is none. */
export function kernelSeries(release: string): readonly [number, number] | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})[.+-]/.exec(release)
  return found ? [Number(found[1]), Number(found[2])] : undefined
}

/** Day of a build, ISO 8601 in UTC, from seconds since the epoch. */
export function dayOfBuild(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
