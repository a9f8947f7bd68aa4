import type { Evidence } from '#src/model/evidence.ts'
import type { Fact } from '#src/model/facts/define.ts'
import { takenAt } from './drain-cluster.ts'

/** What one node said of one kind of fact. */
export function nodeEvidence<T extends object>(
  fact: Fact<T>,
  node: string,
  ...records: T[]
): Evidence {
  return {
    id: `${fact.kind}-${node}`,
    kind: fact.kind,
    node,
    source: 'test',
    takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    records: records.map((record) => fact.schema.parse(record) as Record<string, unknown>),
  }
}
