const stamp =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?/

/**
 * Reads an RFC 3339 time, or one of its relatives: `+0000` without a colon (journalctl short-iso),
 * a comma before the fraction (dmesg), a blank for the T, slashes (Go's package log, nginx). Without
 * a zone it is UTC.
 *
 * @returns milliseconds since the epoch; undefined where `text` does not begin with such a time
 */
export function isoMilliseconds(text: string): number | undefined {
  const found = stamp.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction = '0', zone] = found
  if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59)
    return undefined
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  return at + Math.floor(Number(`0.${fraction}`) * 1000) - zoneMilliseconds(zone)
}

/** Length of such a time at the beginning of `text`, 0 where there is none. */
export function isoLength(text: string): number {
  return stamp.exec(text)?.[0].length ?? 0
}

function zoneMilliseconds(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
