import { filesystems } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedNumber } from '../wished-words.ts'

export const disksHaveRoomForUpdates = defineCheck({
  id: 'disks-have-room-for-updates',
  title: 'disks to have room for packages',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { filesystems },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Disks have room for package updates',
    meaning:
      'dpkg on a full disk leaves packages half installed, and whatever else writes there fails with it: the datastore, replicas. A kernel that does not fit into the boot partition leaves a board that does not start.',
    next: 'Make room on the node: `sudo apt-get clean`, `sudo apt-get autoremove`, `df -h`.',
    references: ['https://manpages.debian.org/apt-get'],
  },

  ask({ filesystems }, { node, wish }) {
    const own = filesystems.filter((one) => one.node === node)
    const rootNeeds = wishedNumber(wish, 'rootBytes')
    const bootNeeds = wishedNumber(wish, 'bootBytes')
    const root = placeOf(own, ['/usr', '/'])
    const packages = placeOf(own, ['/var/cache', '/var', '/'])
    const boot = placeOf(own, ['/boot/firmware', '/boot', '/'])
    if (!root || !packages || !boot) return unknown('the node did not say how full its disks are')
    return [
      ...new Set([roomOn(root, rootNeeds), roomOn(packages, rootNeeds), roomOn(boot, bootNeeds)]),
    ]
  },
})

interface Disk {
  readonly target: string
  readonly availableBytes?: number | undefined
}

function placeOf<T extends Disk>(disks: readonly T[], places: readonly string[]): T | undefined {
  return places
    .map((place) => disks.find(({ target }) => target === place))
    .find((found) => found !== undefined)
}

function roomOn(disk: Disk & Parameters<typeof because>[0], needs: number): Verdict {
  const { target, availableBytes } = disk
  if (availableBytes === undefined) return unknown(`how full ${target} is, is not known`)
  if (availableBytes >= needs) return pass()
  const reason = `${target} has ${megabytes(availableBytes)} MB free; ${megabytes(needs)} MB are needed`
  return fail(reason, { evidence: [because(disk, reason)] })
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 1e6)
}
