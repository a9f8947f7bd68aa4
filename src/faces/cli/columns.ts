/**
 * How wide standard output is. What goes into a file or a pipe is not broken, so that a line
 * there is found by grep whole; COLUMNS says otherwise.
 */
export function columnsOfOutput(): number {
  return process.stdout.columns ?? columnsWished()
}

/** How wide standard error is, which may be a terminal where standard output is none. */
export function columnsOfErrors(): number {
  return process.stderr.columns ?? columnsWished()
}

/** Help is laid out for a page everywhere. */
export function columnsOfHelp(columns: number): number {
  return Number.isFinite(columns) ? columns : 80
}

function columnsWished(): number {
  return Number(process.env['COLUMNS']) || Number.POSITIVE_INFINITY
}
