/** How wide standard output is; 80 where it is no terminal and nobody says otherwise. */
export function columnsOfOutput(): number {
  return process.stdout.columns ?? (Number(process.env['COLUMNS']) || 80)
}
