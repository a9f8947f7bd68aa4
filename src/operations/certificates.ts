import type { Certificates } from '#src/model/certificates.ts'
import type { Observation } from '#src/model/evidence.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { certificates } from '#src/model/facts/node.ts'
import { type LookOptions, observe } from './observe.ts'

const dayMilliseconds = 86_400_000

/** How long the certificates of K3s last on each node. */
export async function certificatesLeft(options: LookOptions): Promise<Certificates> {
  const { observation, index } = await observe(options, 'no logs')
  return certificatesIn(observation, index)
}

export function certificatesIn(observation: Observation, index: EvidenceIndex): Certificates {
  const { cluster, takenAt, coverage, evidence } = observation
  const told = factsOf(index, certificates)
  const asked = evidence.filter(
    ({ node, kind }) => node !== undefined && kind === certificates.kind,
  )
  const silent = evidence.filter(
    ({ kind, outcome }) => kind === 'ssh-session' && outcome !== 'answered',
  )
  const names = [...new Set([...asked, ...silent].flatMap(({ node }) => node ?? []))].sort()
  return {
    schema: 'bramble/certificates/1',
    cluster,
    takenAt,
    nodes: names.map((node) => {
      const own = told.filter((one) => one.node === node)
      const gap = [...asked, ...silent].find(
        (one) => one.node === node && one.outcome !== 'answered',
      )
      return {
        node,
        certificates: own
          .map(({ path, notAfter }) => ({
            path,
            notAfter,
            daysLeft: Math.floor((Date.parse(notAfter) - index.takenAt) / dayMilliseconds),
          }))
          .sort((one, other) => one.daysLeft - other.daysLeft || (one.path < other.path ? -1 : 1)),
        ...(own.length === 0 && {
          reason: gap?.reason ?? gap?.outcome ?? 'no certificate is there',
        }),
      }
    }),
    coverage: [...coverage],
  }
}
