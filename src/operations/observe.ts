import type { Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { LineQuery } from '#src/model/line.ts'

/** How looking goes on, for a reader who waits. */
export interface Progress {
  readonly parts: readonly {
    readonly name: string
    readonly state: 'waiting' | 'ok' | 'failed'
    readonly seconds: number
  }[]
  readonly done: boolean
}

/** Which cluster to look at, and how long that may take. */
export interface LookOptions {
  readonly config?: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly timeoutMilliseconds: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

export interface Seen {
  readonly observation: Observation
  readonly index: EvidenceIndex
}

export async function observe(
  _options: LookOptions,
  _queries: readonly LineQuery[],
): Promise<Seen> {
  throw new Error('not yet')
}
