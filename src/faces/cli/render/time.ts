/** Times as the reader's clock shows them. */
export interface Zone {
  readonly timeZone: string
}

/** 13:38:55; with the day before it where that is another day than `relativeTo`'s. */
export function clockTime(at: string | undefined, relativeTo: string, zone: Zone): string {
  if (at === undefined) return ''
  const date = new Date(at)
  const time = format(date, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const day = (value: Date) =>
    format(value, zone, { year: 'numeric', month: '2-digit', day: '2-digit' })
  const sameDay = day(date) === day(new Date(relativeTo))
  return sameDay ? time : `${format(date, zone, { month: 'short', day: '2-digit' })} ${time}`
}

/** A moment as our own sentences and Kubernetes write it; not one that a quoted log holds. */
const stamp = /(?<!["\w.:+-])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z(?!["\w])/g

/** The same sentence with its moments as the reader's clock shows them. */
export function inZone(text: string, relativeTo: string, zone: Zone): string {
  return text.replace(stamp, (at) => clockTime(at, relativeTo, zone))
}

/** A format takes a hundred times as long to make as to use, and a page has hundreds of moments. */
const formats = new Map<string, Intl.DateTimeFormat>()

function format(date: Date, { timeZone }: Zone, options: Intl.DateTimeFormatOptions): string {
  const name = `${timeZone} ${Object.entries(options).join()}`
  let made = formats.get(name)
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone, hour12: false })
    formats.set(name, made)
  }
  return made.format(date)
}

/** 41 d, 7 m 12 s, 0.9 s: the two largest units that matter. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${Math.round(seconds % 60)} s`
  if (seconds < 86_400)
    return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} m`
  return `${Math.floor(seconds / 86_400)} d`
}
