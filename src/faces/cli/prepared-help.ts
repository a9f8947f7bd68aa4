/**
 * What `--help` prints at some widths. Empty in the sources: the build fills it in from the table
 * of commands, so that a reader of the npm package does not wait until all of them are loaded.
 */
export const preparedHelp: readonly PreparedHelp[] = []

export interface PreparedHelp {
  /** Columns that this text is for. */
  readonly from: number
  readonly to: number
  readonly text: string
}
