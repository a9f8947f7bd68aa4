const eachLine = (change: (line: string, place: number) => string) => (lines: readonly string[]) =>
  lines.map(change).join('\n')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const asHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** How a page, an editor, a chat or a log's keeper gives lines back that are read through it. */
export const forms: readonly (readonly [string, (lines: readonly string[]) => string])[] = [
  ['the numbers of `grep -n`', eachLine((line, place) => `${place + 41}:${line}`)],
  ['the numbers of `nl`', eachLine((line, place) => `${String(place + 1).padStart(6)}\t${line}`)],
  ['the numbers of an editor', eachLine((line, place) => ` ${place + 98} ${line}`)],
  ['bullets', eachLine((line) => `- ${line}`)],
  ['code in bullets', eachLine((line) => `* \`${line}\``)],
  ['bold code', eachLine((line) => `**${line}**`)],
  ['one cell', eachLine((line) => `| ${line} |`)],
  ['HTML', (lines) => `<pre><code class="log">${asHtml(lines.join('\n'))}</code></pre>`],
  ['line breaks of HTML', eachLine((line) => `${asHtml(line)}<br>`)],
  ['a string of JSON', (lines) => JSON.stringify(lines.join('\n'))],
  [
    'a string of Go\u2019s JSON',
    (lines) => JSON.stringify(lines.join('\n')).replace(/</g, '\\u003c').replace(/&/g, '\\u0026'),
  ],
  ['blanks that do not break', (lines) => lines.join('\n').replaceAll(' ', '\u00a0')],
  [
    'typographic quotes',
    (lines) =>
      lines
        .join('\n')
        .replace(/"(.*?)"/g, '“$1”')
        .replaceAll("'", '’'),
  ],
  ['colours whose escape was lost', eachLine((line) => `[1;31m${line}[0m`)],
  ['colours that rsyslog wrote out', eachLine((line) => `#033[33m${line}#033[0m`)],
  ['Markdown\u2019s backslashes', (lines) => lines.join('\n').replace(/[_*[\]<>#]/g, '\\$&')],
]
