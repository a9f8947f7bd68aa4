import type { Certificates } from '#src/model/certificates.ts'
import type { Observation } from '#src/model/evidence.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { certificates } from '#src/model/facts/node.ts'
import { daysUntil, soonDays } from '#src/rules/certificate-days.ts'
import type { LookOptions } from './look-options.ts'
import { observe } from './observe.ts'

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
            daysLeft: daysUntil(notAfter, index.takenAt),
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

/** Whether all of them last for a while; a node that told of none leaves that open. */
export function certificatesVerdict({ nodes }: Certificates): 'pass' | 'fail' | 'unknown' {
  const soon = nodes.some(({ certificates }) =>
    certificates.some(({ daysLeft }) => daysLeft < soonDays),
  )
  if (soon) return 'fail'
  const isUnseen = nodes.length === 0 || nodes.some(({ reason }) => reason !== undefined)
  return isUnseen ? 'unknown' : 'pass'
}
