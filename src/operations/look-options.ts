import type { Progress } from './progress.ts'

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
  /** Something that the reader should know and that changes no answer. */
  readonly onNote?: (text: string) => void
}
