import type * as z from 'zod'
import { usageError } from '#src/model/error.ts'
import type { longhornVolumes } from '#src/model/facts/longhorn.ts'

type Volume = z.infer<typeof longhornVolumes.schema>

/**
 * The volume of a name as people know it: Longhorn's own (`pvc-…`), its claim's with the
 * namespace, or its claim's alone where only one has it.
 *
 * @throws usage error `volume-unknown` or `volume-ambiguous`
 */
export function volumeNamed(name: string, volumes: readonly Volume[]): Volume {
  const exact = volumes.find((volume) => volume.name === name || claimOf(volume) === name)
  if (exact) return exact
  const [found, ...others] = volumes.filter(({ claimName }) => claimName === name)
  if (!found)
    throw usageError('volume-unknown', `Longhorn has no volume "${name.slice(0, 80)}".`, {
      next: '`bramble volumes` lists them.',
    })
  if (others.length === 0) return found
  throw usageError('volume-ambiguous', `More than one claim is called ${name}.`, {
    next: `Say which: ${[found, ...others].map(claimOf).join(', ')}.`,
  })
}

function claimOf({ claimNamespace, claimName }: Volume): string {
  return `${claimNamespace ?? ''}/${claimName ?? ''}`
}
