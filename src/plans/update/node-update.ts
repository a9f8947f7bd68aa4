import type { Upgrade } from '#src/model/facts/node-updates.ts'
import type { Left, RestsOn } from '#src/model/plan.ts'
import { installUpdates } from '#src/steps/update/install-updates.ts'
import { rebootIfNeeded } from '#src/steps/update/reboot-if-needed.ts'
import { comingBack } from '../coming-back.ts'
import type { DraftStep } from '../draft.ts'
import type { Packages } from './packages.ts'
import { type Rolling, rollingDrain } from './rolling-drain.ts'

/** Debian's sections of packages that nothing which runs is made of. */
const harmlessSections = new Set(['doc', 'editors', 'fonts', 'games', 'localization', 'text'])

/** What a kernel, its initramfs and the firmware of a Pi take on the boot partition while both are there. */
const bootPackage = /^(?:linux-image|linux-modules|raspi-firmware|initramfs|rpi-eeprom)/
const bootBytes = 120_000_000
const leastRootBytes = 500_000_000
/** Packages are packed; old files stay until the new ones are there. */
const unpackedFactor = 4

export interface NodeUpdate {
  readonly steps: readonly DraftStep[]
  readonly drains: boolean
  readonly restsOn: readonly RestsOn[]
  readonly leaves: readonly Left[]
}

const nothing: NodeUpdate = { steps: [], drains: false, restsOn: [], leaves: [] }

/** How one node gets its packages; no steps where it has them. */
export function nodeUpdate(packages: Packages, rolling: Rolling): NodeUpdate {
  const { node, selected, rebootReasons, updates } = packages
  const half = updates?.halfInstalled ?? []
  const installs = selected.length > 0 || half.length > 0
  if (!installs && rebootReasons.length === 0) return nothing
  const why = whyDrain(packages)
  const install = installs ? [installStep(packages, why)] : []
  if (why === undefined) return { ...nothing, steps: install }
  const { steps: empty, cordons, restsOn } = rollingDrain(node.name, rolling)
  const { steps: back, leaves } = comingBack(node.name, rolling.index, {
    cordons,
    ownNode: rolling.ownNode,
  })
  const reboot: DraftStep = {
    step: rebootIfNeeded,
    input: {
      node: node.name,
      bootId: node.bootId,
      ...(node.name === rolling.ownNode && { isOwn: true }),
    },
    reason:
      rebootReasons.length > 0
        ? `it waits for a restart already: ${rebootReasons.join('; ')}`
        : 'only the node knows, once its packages are there, whether it has to start again',
  }
  return {
    steps: [...empty, ...install, reboot, ...back],
    drains: true,
    restsOn,
    leaves,
  }
}

/** Undefined where nothing that pods stand on changes. */
function whyDrain({ selected, rebootReasons, updates }: Packages): string | undefined {
  const half = updates?.halfInstalled ?? []
  if (half.length > 0) return `dpkg was interrupted: ${half.slice(0, 3).join(', ')}`
  const touching = selected.filter(({ section }) => !harmlessSections.has(section ?? ''))
  const [first] = touching
  if (first) {
    const more = touching.length > 1 ? ` and ${touching.length - 1} more` : ''
    return `${first.name}${more} may restart what pods stand on`
  }
  return rebootReasons.length > 0 ? rebootReasons.join('; ') : undefined
}

function installStep({ node, scope, selected, updates }: Packages, why?: string): DraftStep {
  const boots = selected.some(({ name }) => bootPackage.test(name))
  return {
    step: installUpdates,
    input: {
      node: node.name,
      drained: why !== undefined,
      scope,
      packages: selected.map(versions),
      removals: scope === 'all' ? [...(updates?.removals ?? [])] : [],
      rootBytes: leastRootBytes + unpackedFactor * (updates?.downloadBytes ?? 0),
      bootBytes: boots ? bootBytes : 0,
    },
    reason:
      why === undefined
        ? 'no drain: documents, fonts and editors are nothing that pods stand on'
        : `drained before: ${why}`,
  }
}

function versions({ name, from, to }: Upgrade) {
  return { name, ...(from !== undefined && { from }), to }
}
