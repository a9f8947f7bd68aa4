import { hang, wrap } from './layout.ts'
import type { View } from './view.ts'

/** Columns beyond which prose is hard to read. */
const widestProse = 100

/** A page for the terminal: headings strong, text wrapped, list items hanging. */
export function renderMarkdown(page: string, { columns, paint }: View): string {
  const room = Number.isFinite(columns) ? Math.min(columns, widestProse) : columns
  const lines = page.split('\n').flatMap((line) => {
    const heading = /^#+ (.*)$/.exec(line)
    if (heading) return [paint.strong(heading[1] ?? '')]
    const item = /^(- |\d+\. )(.*)$/.exec(line)
    if (item) return hang(item[1] ?? '', item[2] ?? '', room)
    if (line.startsWith('    ')) return [line]
    return line === '' ? [''] : wrap(line, room)
  })
  return `${lines.join('\n').trimEnd()}\n`
}
