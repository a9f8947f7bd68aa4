import type { NodeUpdates } from '#src/model/facts/node-updates.ts'

/**
 * Why a node has to start again before its updates are in use; empty where it need not. Debian and
 * Raspberry Pi OS write no /run/reboot-required for a kernel, and a Pi has kernels of several
 * flavours installed of which it starts one: only one of the same flavour counts, and only one that
 * came after this boot began, since what was there before was not started on purpose.
 *
 * @param running `uname -r`
 */
export function rebootReasons(
  updates: Pick<NodeUpdates, 'kernels' | 'rebootRequired' | 'rebootPackages' | 'usesOldLibraries'>,
  running: string | undefined,
): readonly string[] {
  const { rebootRequired, rebootPackages, usesOldLibraries } = updates
  const kernel = running === undefined ? undefined : newerKernel(updates, running)
  return [
    ...(kernel?.sinceBoot ? [`kernel ${kernel.release} waits`] : []),
    ...(rebootRequired ? [`a restart is asked for by ${wordsOf(rebootPackages)}`] : []),
    ...(usesOldLibraries.length > 0
      ? [`replaced libraries are still used by ${usesOldLibraries.join(', ')}`]
      : []),
  ]
}

/** A newer kernel of the running one's flavour that was there at the boot, and was not started. */
export function kernelPassedOver(
  updates: Pick<NodeUpdates, 'kernels'>,
  running: string,
): string | undefined {
  const newer = newerKernel(updates, running)
  return newer && !newer.sinceBoot ? newer.release : undefined
}

function newerKernel({ kernels }: Pick<NodeUpdates, 'kernels'>, running: string) {
  const [newest] = kernels
    .filter(({ release }) => flavourOf(release) === flavourOf(running))
    .toSorted((one, other) => compareReleases(other.release, one.release))
  return newest && compareReleases(newest.release, running) > 0 ? newest : undefined
}

/** What stands before the flavour: `6.12.47`, `6.1.0-25`. */
const numbersBefore = /^\d[\d.]*(?:-\d[\d.]*(?=-))?/

/** `+rpt-rpi-2712` of `6.12.47+rpt-rpi-2712`, `-amd64` of `6.1.0-25-amd64`. */
function flavourOf(release: string): string {
  return release.replace(numbersBefore, '')
}

function compareReleases(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Those before the flavour: 6, 12, 47; 6, 1, 0, 25. */
function numbersOf(release: string): number[] {
  const head = numbersBefore.exec(release)?.[0] ?? ''
  return head.split(/[.-]/).map(Number)
}

function wordsOf(names: readonly string[]): string {
  if (names.length === 0) return 'a package'
  const more = names.length > 4 ? ` and ${names.length - 4} more` : ''
  return names.slice(0, 4).join(', ') + more
}
