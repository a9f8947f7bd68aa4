import { spawnSync } from 'node:child_process'

export interface Row {
  readonly what: string
  readonly figure: string
  readonly budget: string
  /** Undefined where the figure has no budget of its own. */
  readonly met?: boolean
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export interface Timed {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakBytes: number
  readonly status: number | null
  readonly out: string
}

/** Runs a command to its end, with the operating system's own accounting of it. */
export function timed(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Timed {
  const format = 'time %e %U %S %M'
  const startedAt = performance.now()
  const { stdout, stderr, status, error } = spawnSync(
    '/usr/bin/time',
    ['-f', format, command, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 512 * 1024 * 1024,
      env: { ...process.env, ...env },
      ...(input !== undefined && { input }),
    },
  )
  if (error) throw error
  const seconds = (performance.now() - startedAt) / 1000
  const [, , user = '0', system = '0', peak = '0'] =
    /time (\S+) (\S+) (\S+) (\d+)\s*$/.exec(stderr) ?? []
  return {
    seconds,
    cpuSeconds: Number(user) + Number(system),
    peakBytes: Number(peak) * 1024,
    status,
    out: stdout,
  }
}

/** The two in turn, after one of each that does not count; their medians and the ratio pair by pair. */
export function paired(
  rounds: number,
  one: () => number,
  other: () => number,
): { one: number; other: number; ratio: number } {
  one()
  other()
  const pairs = Array.from({ length: rounds }, () => [one(), other()] as const)
  return {
    one: median(pairs.map(([value]) => value)),
    other: median(pairs.map(([, value]) => value)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  }
}

export function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`
}
