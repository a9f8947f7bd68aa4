import type { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { namedOutlets } from '#src/model/facts/power.ts'
import { outletName } from '#src/model/power.ts'

/** Which nodes' power can be switched, as bramble.yaml says it; asks no switch. */
export function collectNamedOutlets(
  configuration: Configuration | undefined,
  takenAt: string,
): Evidence[] {
  return Object.entries(configuration?.nodes ?? {}).flatMap(([node, { power }]) =>
    power === undefined
      ? []
      : [
          {
            id: `bramble.yaml/${node}/power`,
            kind: namedOutlets.kind,
            node,
            source: 'bramble.yaml',
            takenAt,
            outcome: 'answered' as const,
            records: [{ name: outletName(power) }],
            truncated: false,
            redacted: 0,
          },
        ],
  )
}
