/** What the practice API says of itself; tests and scenarios change it while it runs. */
export interface PracticeHealth {
  version: string
  /** Parts of /readyz that fail. */
  readonly failing: Set<string>
  /** Seconds that requests to the datastore took, as its histogram counts them. */
  latencies: readonly number[]
}

/** Parts of /readyz of K3s's API server, in its order; a few of the many post-start hooks. */
const checks = [
  'ping',
  'log',
  'etcd',
  'etcd-readiness',
  'informer-sync',
  'poststarthook/generic-apiserver-start-informers',
  'shutdown',
]

/** The upper edges of the real histogram, in seconds (Kubernetes 1.36.3). */
const edges = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]

/** @param name of what is asked: `readyz`, `livez` or `healthz` */
export function healthOf(
  health: PracticeHealth,
  name: string,
  verbose: boolean,
): { status: number; text: string } {
  const failed = checks.some((check) => health.failing.has(check))
  if (!failed && !verbose) return { status: 200, text: 'ok' }
  const lines = checks.map((check) =>
    health.failing.has(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`,
  )
  const last = `${name} check ${failed ? 'failed' : 'passed'}`
  return { status: failed ? 500 : 200, text: [...lines, last, ''].join('\n') }
}

/** Of the program itself; nobody reads more of it than that it is there. */
const build = {
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-07-15T12:00:00Z',
  goVersion: 'go1.25.0',
  compiler: 'gc',
  platform: 'linux/arm64',
}

export function version({ version }: PracticeHealth): object {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? []
  return {
    major,
    minor,
    ...{ emulationMajor: major, emulationMinor: minor },
    ...{ minCompatibilityMajor: major, minCompatibilityMinor: String(Number(minor) - 1) },
    gitVersion: version,
    ...build,
  }
}

export function metrics({ latencies }: PracticeHealth): string {
  const name = 'etcd_request_duration_seconds'
  const labels = 'group="",operation="get",resource="pods"'
  const upTo = (edge: number) => latencies.filter((seconds) => seconds <= edge).length
  return [
    `# HELP ${name} [ALPHA] Etcd request latency in seconds for each operation and object type.`,
    `# TYPE ${name} histogram`,
    ...edges.map((edge) => `${name}_bucket{${labels},le="${edge}"} ${upTo(edge)}`),
    `${name}_bucket{${labels},le="+Inf"} ${latencies.length}`,
    `${name}_sum{${labels}} ${latencies.reduce((sum, seconds) => sum + seconds, 0)}`,
    `${name}_count{${labels}} ${latencies.length}`,
    '',
  ].join('\n')
}
