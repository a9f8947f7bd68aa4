import type { Calendar } from './calendar.ts'
import type { Head } from './form.ts'
import { readHead } from './head.ts'
import { innerTimeText } from './program-head.ts'

/** Learns year and zone from the first line that shows a short stamp and a full time. */
export function learnCalendar(lines: readonly string[], calendar: Calendar): void {
  for (const line of lines) {
    const head: Head | undefined = readHead(line, calendar)
    if (!head?.short) continue
    const full = innerTimeText(line.slice(head.messageStart))
    if (full !== undefined && calendar.learn(head.short, full)) return
  }
}
