import type * as z from 'zod'
import type { Coverage, Evidence, Outcome } from '#src/model/evidence.ts'
import type { apiHealth } from '#src/model/facts/kubernetes.ts'

type ApiHealth = z.infer<typeof apiHealth.schema>
type Missing = Coverage['missing'][number]

/**
 * Who answered, address by address. What lists left out is told once, at the first address that
 * answers: the lists came from the cluster, not from one server of it.
 */
export function coverageOf(
  health: readonly Evidence[],
  answers: readonly Evidence[],
  leases?: Missing,
): Coverage[] {
  const servers = health.flatMap(({ records }) => (records ?? []) as ApiHealth[])
  const inUse = servers.find((server) => server.errorCode === undefined) ?? servers[0]
  const missing = [...answers.flatMap(missingOf), ...(leases ? [leases] : [])]
  return servers.map((server) => ({
    door: 'api',
    target: server.address,
    ...endedAs(server),
    milliseconds: server.milliseconds,
    missing: server === inUse ? missing : [],
  }))
}

function missingOf({ kind, outcome, reason = '' }: Evidence): Missing[] {
  return outcome === 'answered' || outcome === 'not-applicable' ? [] : [{ kind, outcome, reason }]
}

function endedAs({ address, errorCode, errorMessage = '' }: ApiHealth): {
  outcome: Outcome
  reason?: string
  next?: string
} {
  if (errorCode === undefined) return { outcome: 'answered' }
  return {
    outcome: outcomeOfCode(errorCode),
    reason: errorMessage,
    next: `curl --insecure ${address}/readyz`,
  }
}

function outcomeOfCode(code: string): Outcome {
  if (code === 'ECONNREFUSED' || code === 'HTTP_401') return 'refused'
  if (code === 'HTTP_403') return 'no-permission'
  return /^(HTTP_|CERT_|.*CERT|ERR_TLS|ERR_SSL|UNABLE_TO_)/.test(code) ? 'failed' : 'silent'
}
