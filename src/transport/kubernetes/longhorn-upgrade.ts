import type { CallOptions, KubernetesDoor } from './door.ts'
import { textAt, truthAt } from './fields.ts'
import { orAbsent } from './or-absent.ts'
import { type Resource, resources } from './resources.ts'

/**
 * What goes on in Longhorn that an upgrade would cut off: backups, restores, and engine images that
 * are not on every node. A kind that this Longhorn does not have goes on nowhere.
 */
export async function busyInLonghorn(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<readonly string[]> {
  const ask = (resource: Resource, busy: (object: unknown) => string | undefined) =>
    namesOf(door, resource, { ...options, busy })
  const found = await Promise.all([
    ask(resources.longhornBackups, (backup) => {
      const state = textAt(backup, 'status.state')
      return state === 'InProgress' || state === 'Pending' ? `backup is ${state}` : undefined
    }),
    ask(resources.longhornVolumes, (volume) =>
      truthAt(volume, 'status.restoreRequired') ? 'volume is being restored' : undefined,
    ),
    ask(resources.longhornEngineImages, (image) => {
      const state = textAt(image, 'status.state')
      return state === 'deployed' ? undefined : `engine image is ${state ?? 'in no known state'}`
    }),
  ])
  return found.flat()
}

interface Asked extends CallOptions {
  readonly busy: (object: unknown) => string | undefined
}

async function namesOf(
  door: KubernetesDoor,
  resource: Resource,
  { busy, ...options }: Asked,
): Promise<readonly string[]> {
  const asked = door.list(resource, {
    ...options,
    project: (object) => ({ name: textAt(object, 'metadata.name') ?? '', why: busy(object) }),
  })
  const listed = await orAbsent(asked, undefined)
  return (listed?.items ?? []).flatMap(({ name, why }) =>
    why === undefined ? [] : [`${name}: ${why}`],
  )
}
