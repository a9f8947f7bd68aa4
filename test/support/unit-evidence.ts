import type * as z from 'zod'
import type { Evidence } from '#src/model/evidence.ts'
import { units } from '#src/model/facts/node.ts'
import { takenAt } from './drain-cluster.ts'

export type UnitRecord = z.infer<typeof units.schema>

/** What systemd says on a node of K3s's unit: it runs, and starts at boot, where nothing else is said. */
export function unitEvidence(node: string, parts: Partial<UnitRecord> = {}): Evidence {
  return {
    id: `units-${node}`,
    kind: units.kind,
    node,
    source: 'test',
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    records: [
      {
        name: 'k3s-agent.service',
        loadState: 'loaded',
        activeState: 'active',
        subState: 'running',
        unitFileState: 'enabled',
        activeSince: '2026-02-01T00:00:00.000Z',
        ...parts,
      },
    ],
  }
}
