import type { View } from './diagnosis.ts'
import { wrap } from './text.ts'

/** A page for the terminal: headings strong, text wrapped, list items hanging. */
export function renderMarkdown(page: string, { columns, paint }: View): string {
  const lines = page.split('\n').flatMap((line) => {
    const heading = /^#+ (.*)$/.exec(line)
    if (heading) return [paint.strong(heading[1] ?? '')]
    const item = /^(- |\d+\. )(.*)$/.exec(line)
    if (item) return hanging(item[1] ?? '', item[2] ?? '', columns)
    if (line.startsWith('    ')) return [line]
    return line === '' ? [''] : wrap(line, Math.min(columns, 100))
  })
  return `${lines.join('\n').trimEnd()}\n`
}

function hanging(mark: string, text: string, columns: number): string[] {
  return wrap(text, Math.min(columns, 100) - mark.length).map(
    (line, place) => (place === 0 ? mark : ' '.repeat(mark.length)) + line,
  )
}
