import type * as z from 'zod'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { persistentVolumes } from '#src/model/facts/kubernetes.ts'
import { longhornSettings, longhornVolumes } from '#src/model/facts/longhorn.ts'
import type { Goal, Left } from '#src/model/plan.ts'
import { asksFor } from '#src/rules/longhorn-setting.ts'
import { volumeName } from '#src/rules/replica-health.ts'
import { setReplicaSetting } from '#src/steps/set-replica-setting.ts'
import { setVolumeReplicas } from '#src/steps/set-volume-replicas.ts'
import { longhornClassDraft, longhornsClass, otherClassDraft } from './class-replicas.ts'
import type { Draft, Planner } from './draft.ts'
import { seen } from './seen.ts'
import { volumeNamed } from './volume-named.ts'

type Volume = z.infer<typeof longhornVolumes.schema>

const settingName = 'default-replica-count'

/**
 * The number of replicas where it counts. New volumes: the StorageClass, and the setting for those
 * that are made without one. Existing volumes: one by one, where they were asked for.
 *
 * @throws usage error `replicas-count`, `longhorn-absent`, `class-unknown`, `volume-unknown`,
 *   `volume-ambiguous` or `volume-strict-local`; cluster error `plan-not-seen`
 */
export const planReplicas: Planner = (goal, index) => {
  const count = countOf(goal)
  if (seen(index, longhornSettings).length === 0)
    throw usageError('longhorn-absent', 'This cluster has no Longhorn: there is no count to set.')
  const { volume, class: className = longhornsClass } = goal.options
  if (volume !== undefined) {
    const named = namedVolumes(String(volume).split(','), count, index)
    return goal.options['new'] === true ? merged(...newVolumes(count, index), named) : named
  }
  const future =
    className === longhornsClass
      ? newVolumes(count, index)
      : [otherClassDraft(String(className), count, index)]
  return merged(...future, volumesDraft(goal, count, index))
}

function newVolumes(count: number, index: EvidenceIndex): Draft[] {
  return [settingDraft(count, index), longhornClassDraft(count, index)]
}

function merged(...drafts: readonly Draft[]): Draft {
  return {
    steps: drafts.flatMap(({ steps }) => steps),
    restsOn: drafts.flatMap(({ restsOn }) => restsOn),
    leaves: drafts.flatMap(({ leaves = [] }) => leaves),
  }
}

const most = 20

function countOf({ target }: Goal): number {
  const count = Number(target)
  if (/^\d{1,2}$/.test(target) && count >= 1 && count <= most) return count
  throw usageError(
    'replicas-count',
    `"${target.slice(0, 40)}" is no number of replicas; expected 1 to ${most}.`,
    {
      next: 'For most small clusters: `bramble replicas 2`.',
    },
  )
}

function settingDraft(count: number, index: EvidenceIndex): Draft {
  const value = seen(index, longhornSettings).find(({ name }) => name === settingName)?.value
  if (value === undefined) return { steps: [], restsOn: [] }
  const reason = "for volumes that are made in Longhorn's page or name no number"
  return {
    steps: asksFor(value, count) ? [] : [{ step: setReplicaSetting, input: { count }, reason }],
    restsOn: [{ fact: `setting/${settingName}`, is: value }],
  }
}

function namedVolumes(names: readonly string[], count: number, index: EvidenceIndex): Draft {
  const all = seen(index, longhornVolumes)
  const volumes = [...new Set(names.map((name) => volumeNamed(name.trim(), all)))]
  const strict = volumes.find((volume) => isStrict(volume) && count > 1)
  if (strict)
    throw usageError(
      'volume-strict-local',
      `${volumeName(strict)} is strict-local: it has one replica, beside its pod.`,
      { next: 'Set its dataLocality to best-effort first, in Longhorn.' },
    )
  return ofVolumes(volumes, count)
}

function volumesDraft({ options }: Goal, count: number, index: EvidenceIndex): Draft {
  const living = seen(index, longhornVolumes).filter(({ deletedAt }) => deletedAt === undefined)
  const volumes =
    options['class'] === undefined ? living : ofClass(living, String(options['class']), index)
  if (options['all'] === true) return ofVolumes(volumes, count)
  const others = volumes.filter(({ wantedReplicas }) => wantedReplicas !== count)
  if (others.length === 0) return { steps: [], restsOn: [] }
  const left: Left = {
    kind: 'not-asked',
    what: others.length === 1 ? '1 existing volume' : `${others.length} existing volumes`,
    reason: 'existing volumes keep their own number unless they are asked for',
    instead: [
      `bramble replicas ${count} --all${options['class'] === undefined ? '' : ` --class ${String(options['class'])}`}`,
    ],
  }
  return { steps: [], restsOn: [], leaves: [left] }
}

function ofClass(
  volumes: readonly Volume[],
  name: string,
  index: EvidenceIndex,
): readonly Volume[] {
  const handles = new Set(
    seen(index, persistentVolumes)
      .filter(({ storageClass }) => storageClass === name)
      .map(({ handle }) => handle),
  )
  return volumes.filter((volume) => handles.has(volume.name))
}

function ofVolumes(volumes: readonly Volume[], count: number): Draft {
  const strict = volumes.filter((volume) => isStrict(volume) && count > 1)
  const changing = volumes
    .filter((volume) => volume.wantedReplicas !== count && !strict.includes(volume))
    .map(({ name }) => name)
    .sort()
  const reason =
    changing.length === 1 ? 'it wants another number' : `${changing.length} want another number`
  const input = { count, volumes: changing }
  return {
    steps: changing.length > 0 ? [{ step: setVolumeReplicas, input, reason }] : [],
    restsOn: volumes.map(({ name, wantedReplicas }) => ({
      fact: `volume/${name} replicas`,
      is: String(wantedReplicas ?? 'none'),
    })),
    leaves: strict.map((volume) => ({
      kind: 'not-asked',
      what: volumeName(volume),
      reason: 'it is strict-local: it has one replica, beside its pod',
      instead: [],
    })),
  }
}

function isStrict({ dataLocality }: Volume): boolean {
  return dataLocality === 'strict-local'
}
