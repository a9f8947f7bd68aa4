/**
 * When a certificate ends, as a person says it.
 *
 * @param daysLeft whole days, rounded down: -1 is within the last day
 */
export function certificateEnd(daysLeft: number): string {
  if (daysLeft < 0)
    return daysLeft === -1 ? 'expired within the last day' : `expired ${-daysLeft} days ago`
  if (daysLeft === 0) return 'expires within a day'
  return `expires in ${daysLeft === 1 ? 'a day' : `${daysLeft} days`}`
}
