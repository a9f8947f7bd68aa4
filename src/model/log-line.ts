/** One line of a node's journal. */
export interface LogLine {
  readonly node: string
  /** ISO 8601, by the node's clock; of several nodes by this machine's, so that they compare. */
  readonly at: string
  /** What wrote it: `kernel`, `k3s`, `sshd-session`; `unknown` where it did not say. */
  readonly program: string
  readonly pid?: number
  readonly unit?: string
  readonly text: string
}
