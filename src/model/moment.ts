const units: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
}

/**
 * Reads a moment in the forms that journalctl takes for --since and --until (systemd.time(7)):
 * `2026-11-24 03:00`, `03:00:10`, `2026-11-24`, `now`, `today`, `yesterday`, `tomorrow`,
 * `2h ago`, `-2h`, `+5min`, `1h 30min ago`, `@1764000000`; also ISO 8601 with its zone, and `2h`
 * for `2h ago`, as kubectl's --since means it. Without a zone it is the reader's own time, as it is
 * on a terminal.
 *
 * @param now milliseconds since the Unix epoch
 * @returns whole seconds since the Unix epoch; undefined for anything else
 */
export function secondsOfMoment(text: string, now: number): number | undefined {
  const words = text.trim()
  const milliseconds =
    ofEpoch(words) ?? ofDay(words, now) ?? ofSpan(words, now) ?? ofDate(words, now)
  return milliseconds === undefined || Number.isNaN(milliseconds)
    ? undefined
    : Math.floor(milliseconds / 1000)
}

function ofEpoch(text: string): number | undefined {
  const seconds = /^@(\d{1,11})(?:\.\d+)?$/.exec(text)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

function ofDay(text: string, now: number): number | undefined {
  if (text === 'now') return now
  const days = { yesterday: -1, today: 0, tomorrow: 1 }[text]
  if (days === undefined) return undefined
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime()
}

/** A span before or after now: each amount with its unit. Without a sign it is before. */
function ofSpan(text: string, now: number): number | undefined {
  const [, sign, amounts = ''] =
    /^([+-](?!.*\sago$))?((?:\s*\d{1,9}(?:\.\d{1,6})?\s*[a-z]+)+?)(?:\s+ago)?$/.exec(text) ?? []
  if (amounts === '') return undefined
  let seconds = 0
  for (const [, amount, unit = ''] of amounts.matchAll(/([\d.]+)\s*([a-z]+)/g)) {
    const each = units[unit]
    if (each === undefined) return undefined
    seconds += Number(amount) * each
  }
  return now + (sign === '+' ? seconds : -seconds) * 1000
}

const written =
  /^(\d{4}-\d\d-\d\d)?(?:(?:^|[ T])(\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/

/** A day, a time of it, or both; a time alone is today's. */
function ofDate(text: string, now: number): number | undefined {
  const [, day = dayOf(now), clock = '00:00', zone = ''] = written.exec(text) ?? []
  if (!/\d/.test(text) || !written.test(text)) return undefined
  const iso = zone.replace('UTC', 'Z').replace(/^(...)(\d\d)$/, '$1:$2')
  // Without a zone this is the reader's own time (ECMA-262, Date Time String Format).
  return Date.parse(`${day}T${clock}${iso}`)
}

function dayOf(now: number): string {
  const date = new Date(now)
  const two = (number: number) => `${number}`.padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
