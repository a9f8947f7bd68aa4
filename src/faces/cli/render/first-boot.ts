import type { FirstBoot } from '#src/model/first-boot.ts'
import { cleanText } from '#src/model/text.ts'
import { labelled, reflow } from './layout.ts'
import type { View } from './view.ts'

/** Each node's folder with its files, then what the files cannot do, then what comes next. */
export function renderFirstBoot({ nodes, notes, next }: FirstBoot, view: View): string {
  const blocks = [
    ...nodes.map(({ name, folder, files }) => [
      `${view.paint.strong(name)}  ${folder}`,
      ...files.map(({ name: file, outcome, kept }) => {
        const before = kept === undefined ? '' : `; what was there: ${kept}`
        return `  ${file}  ${outcome === 'same' ? 'as it was' : 'written'}${before}`
      }),
    ]),
    notes.flatMap((note) => labelled('note', note, view.columns)),
    [reflow(`next: ${next}`, view.columns)],
  ]
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return cleanText(`${text.join('\n\n')}\n`)
}
