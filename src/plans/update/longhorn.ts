import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { artifacts } from '#src/model/facts/artifacts.ts'
import { helmCharts, nodes } from '#src/model/facts/kubernetes.ts'
import { longhornNodes, longhornSettings } from '#src/model/facts/longhorn.ts'
import type { Left } from '#src/model/plan.ts'
import { compareVersions, parseVersion, type Version } from '#src/rules/versions/version.ts'
import { updateLonghorn } from '#src/steps/update/update-longhorn.ts'
import { waiting } from '../coming-back.ts'
import type { Around, Draft, DraftStep, Planner } from '../draft.ts'
import { seen } from '../seen.ts'
import { longhornManifestOn } from '../up/manifest-steps.ts'
import { oneByOne, skipsMinor } from './minor-versions.ts'

const managerSeconds = 1800
const wholeSeconds = 4 * 3600

/**
 * Longhorn's next minor version, or another patch of the same: by K3s's Helm controller, while
 * every volume is whole. Never backwards, and never over a minor version.
 * https://longhorn.io/docs/1.12.1/deploy/upgrade/
 *
 * @throws usage errors `update-longhorn-…`; cluster error `plan-not-seen`
 */
export const planUpdateLonghorn: Planner = (goal, index, _, around): Draft => {
  const from = seen(index, longhornSettings).find(
    ({ name }) => name === 'current-longhorn-version',
  )?.value
  if (from === undefined)
    throw usageError('longhorn-absent', 'This cluster has no Longhorn that says its version.')
  const to = wantedVersion(goal.target, around)
  const [before, after] = [versionIn(from), versionIn(to)]
  const restsOn = [{ fact: 'Longhorn', is: from }]
  const difference = compareVersions(after, before)
  if (difference < 0) return { steps: [], restsOn, leaves: [stays(from, to)] }
  if (difference === 0) return { steps: [], restsOn }
  refuseSkipped(from, to)
  const update = updateStep({ from, to, index, around })
  return {
    steps: [update, ...waitSteps(index)],
    restsOn,
    leaves: [engines(to, index), ...otherVersionInFile(to, around)],
  }
}

function wantedVersion(target: string, { configuration }: Around): string {
  const wanted = target === '' ? configuration?.longhorn.version : target
  if (wanted === undefined)
    throw usageError('update-longhorn-version', 'bramble.yaml names no version of Longhorn.', {
      next: 'longhorn: { version: 1.12.1 }, or bramble update longhorn 1.12.1',
    })
  return `v${wanted.replace(/^v/, '')}`
}

function versionIn(text: string): Version {
  const version = /^v\d+\.\d+\.\d+$/.test(text) ? parseVersion(text) : undefined
  if (version) return version
  throw usageError('update-longhorn-version', `"${text.slice(0, 40)}" is no release of Longhorn.`, {
    next: 'A whole one is needed: 1.12.1',
  })
}

/** @throws usage error `update-longhorn-skips` with the minor versions between */
function refuseSkipped(from: string, to: string): void {
  const [before, after] = [versionIn(from), versionIn(to)]
  if (!skipsMinor(before, after)) return
  throw usageError('update-longhorn-skips', `From ${from} to ${to} a minor version is skipped.`, {
    next: oneByOne('longhorn', before, after),
  })
}

interface Wanted {
  readonly from: string
  readonly to: string
  readonly index: EvidenceIndex
  readonly around: Around
}

/** @throws usage error `update-longhorn-by-hand` where no HelmChart is there */
function updateStep({ from, to, index, around }: Wanted): DraftStep {
  const chart = seen(index, helmCharts).find(
    (one) => one.chart === 'longhorn' || one.name === 'longhorn',
  )
  if (!chart)
    throw usageError(
      'update-longhorn-by-hand',
      'Longhorn was not installed by a HelmChart of K3s, so it is not updated here.',
      { next: 'https://longhorn.io/docs/1.12.1/deploy/upgrade/longhorn-manager/' },
    )
  const archive = factsOf(index, artifacts).find(
    ({ name }) => name === `longhorn-${to.slice(1)}.tgz`,
  )
  const manifest = longhornManifestOn(to, index, around)
  return {
    step: updateLonghorn,
    input: {
      from,
      to,
      k3s: newestKubernetes(index),
      chart: { namespace: chart.namespace, name: chart.name },
      ...(archive?.contentBase64 !== undefined && { contentBase64: archive.contentBase64 }),
      ...(manifest && { manifest }),
    },
    reason: 'one minor version at a time, while no volume lacks a copy',
  }
}

function newestKubernetes(index: EvidenceIndex): string {
  const versions = seen(index, nodes).flatMap(({ version }) => version ?? [])
  return (
    versions.toSorted((one, other) => {
      const [a, b] = [parseVersion(one), parseVersion(other)]
      return a && b ? compareVersions(b, a) : 0
    })[0] ?? ''
  )
}

/** Managers first, then what they keep running, then volumes. */
function waitSteps(index: EvidenceIndex): readonly DraftStep[] {
  const homes = factsOf(index, longhornNodes).filter(({ allowScheduling }) => allowScheduling)
  return [
    ...homes.map(({ name }) =>
      waiting({
        what: `Longhorn to work on ${name}`,
        checks: ['longhorn-node-is-ready', 'instance-manager-runs'],
        node: name,
        reason: 'engines of the new version start in a new instance manager',
        limitSeconds: managerSeconds,
      }),
    ),
    waiting({
      what: 'whole volumes',
      checks: ['volumes-are-robust'],
      reason: 'every volume was whole before',
      limitSeconds: wholeSeconds,
    }),
  ]
}

function stays(from: string, to: string): Left {
  return {
    kind: 'not-asked',
    what: 'Longhorn',
    reason: `it runs ${from}, and ${to} is older: Longhorn never goes back`,
    instead: ['bramble versions'],
  }
}

function engines(to: string, index: EvidenceIndex): Left {
  const name = 'concurrent-automatic-engine-upgrade-per-node-limit'
  const limit = factsOf(index, longhornSettings).find((setting) => setting.name === name)?.value
  // Since 1.10 a setting may be kept for each data engine: {"v1":"3","v2":"3"}.
  const goesByItself = Number(/"v1": *"?(\d+)/.exec(limit ?? '')?.[1] ?? limit ?? 0) > 0
  return {
    kind: 'not-asked',
    what: 'engines of volumes',
    reason: goesByItself
      ? `${name} is ${limit}: Longhorn exchanges them itself, that many a node at once`
      : `each runs on its old one until somebody exchanges it; ${name} is ${limit ?? 'not set'}`,
    instead: [
      `https://longhorn.io/docs/${to.slice(1)}/deploy/upgrade/upgrade-engine/`,
      `kubectl -n longhorn-system patch settings.longhorn.io ${name} --type merge -p '{"value":"1"}'`,
    ],
  }
}

function otherVersionInFile(to: string, { configuration }: Around): Left[] {
  const version = configuration?.longhorn.version
  if (version === undefined || `v${version.replace(/^v/, '')}` === to) return []
  return [
    {
      kind: 'not-asked',
      what: 'longhorn.version in bramble.yaml',
      reason: `it says ${version}, and up would ask for that`,
      instead: [`longhorn: { version: ${to.slice(1)} }`],
    },
  ]
}
