import { spawnSync } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Draws what the demo prints on a terminal as docs/diagnose.svg. usage: npm run picture */
const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('examples/incident/*', { cwd: root }).sort()
const { stdout } = spawnSync(join(root, 'bin/bramble'), ['diagnose', ...files], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', COLUMNS: '88', TZ: 'UTC' },
})

const cell = { width: 8.4, height: 19 }
const margin = 18
const palette: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  36: '#79c0ff',
}

interface Span {
  readonly text: string
  readonly color?: string | undefined
  readonly bold: boolean
  readonly faint: boolean
}

/** Splits a line at its colour codes; only those that picocolors writes occur. */
function spans(line: string): Span[] {
  const found: Span[] = []
  let style: Omit<Span, 'text'> = { bold: false, faint: false }
  // oxlint-disable-next-line no-control-regex
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    // oxlint-disable-next-line no-control-regex
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1]
    if (code === undefined) {
      if (part !== '') found.push({ text: part, ...style })
    } else if (code === '1') style = { ...style, bold: true }
    else if (code === '2') style = { ...style, faint: true }
    else if (code === '22') style = { ...style, bold: false, faint: false }
    else if (code === '39') style = { bold: style.bold, faint: style.faint }
    else style = { ...style, color: palette[code] }
  }
  return found
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const lines = ['$ bramble diagnose examples/incident/*', '', ...stdout.trimEnd().split('\n')]
const rows = lines.map((line, row) => {
  let column = 0
  const parts = spans(line).map(({ text, color, bold, faint }) => {
    const x = margin + column * cell.width
    column += text.length
    const style = `${color ? ` fill="${color}"` : ''}${bold ? ' font-weight="bold"' : ''}${faint ? ' opacity="0.65"' : ''}`
    return `<tspan x="${x.toFixed(1)}"${style}>${escape(text)}</tspan>`
  })
  return `<text y="${margin + 14 + row * cell.height}" xml:space="preserve">${parts.join('')}</text>`
})
const width = Math.round(margin * 2 + 88 * cell.width)
const height = margin * 2 + lines.length * cell.height
writeFileSync(
  join(root, 'docs/diagnose.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="bramble diagnose on a terminal">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`,
)
