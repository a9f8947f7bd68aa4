const dayMilliseconds = 86_400_000

/** With fewer days left somebody should look: K3s renews at a start only, and may not be started for long. */
export const soonDays = 30

/** Whole days until `notAfter`, an ISO time; negative once it is past. `now` in milliseconds since the epoch. */
export function daysUntil(notAfter: string, now: number): number {
  return Math.floor((Date.parse(notAfter) - now) / dayMilliseconds)
}
