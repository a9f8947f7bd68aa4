const units = { s: 1, m: 60, h: 3600, d: 86_400, y: 365 * 86_400 } as const
type Unit = keyof typeof units

/** Below so many seconds, which units are told: the smaller one goes where it is zero. */
const spans: readonly (readonly [belowSeconds: number, big: Unit, small?: Unit])[] = [
  [2 * units.m, 's'],
  [10 * units.m, 'm', 's'],
  [3 * units.h, 'm'],
  [8 * units.h, 'h', 'm'],
  [48 * units.h, 'h'],
  [8 * units.d, 'd', 'h'],
  [2 * units.y, 'd'],
  [8 * units.y, 'y', 'd'],
  [Number.POSITIVE_INFINITY, 'y'],
]

/** How long ago, as kubectl tells it: HumanDuration in k8s.io/apimachinery/pkg/util/duration. */
export function ageOf(time: unknown, now: number): string {
  const since = typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (Number.isNaN(since)) return '<unknown>'
  const seconds = Math.trunc((now - since) / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  const [, big, small] = spans.find(([below]) => seconds < below) ?? [0, 'y' as const]
  const rest = small ? Math.floor((seconds % units[big]) / units[small]) : 0
  return `${Math.floor(seconds / units[big])}${big}${rest > 0 ? `${rest}${small}` : ''}`
}
