import { exitCode } from '#src/model/exit-code.ts'
import type { ListedPage } from '#src/operations/explain.ts'
import { defineCommand } from '../define-command.ts'
import { hang } from '../render/layout.ts'
import { renderMarkdown } from '../render/markdown.ts'
import type { View } from '../render/view.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  list?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'explain',
    arguments: '[id]',
    summary: 'show the page of a cause, symptom or check, or the files on nodes',
    examples: [
      'bramble explain slow-datastore-disk',
      'bramble explain --list',
      'bramble explain files',
    ],
  },
  options: [{ flags: '--list', summary: 'list all pages' }],

  async run({ args, options, terminal }) {
    const { explain, listPages } = await import('#src/operations/explain.ts')
    const [id] = args
    if (id === undefined || options.list) {
      const pages = await listPages()
      if (wantsJson(options)) printJson(terminal, { schema: 'bramble/pages/1', pages })
      else terminal.out(renderPages(pages, viewOf(terminal, {})))
      return exitCode.well
    }
    const page = await explain(id)
    if (wantsJson(options)) printJson(terminal, { schema: 'bramble/page/1', id, markdown: page })
    else terminal.out(renderMarkdown(page, viewOf(terminal, {})))
    return exitCode.well
  },
})

const headings: Readonly<Record<ListedPage['kind'], string>> = {
  cause: 'Causes',
  symptom: 'Symptoms, which have a cause',
  benign: 'What looks bad and is not',
  check: 'Checks: what has to be true',
  other: 'Other',
}

function renderPages(pages: readonly ListedPage[], { columns }: View): string {
  const width = Math.max(...pages.map(({ id }) => id.length)) + 2
  const groups = Object.entries(headings).map(([kind, heading]) => {
    const rows = pages
      .filter((page) => page.kind === kind)
      .flatMap(({ id, title }) => hang(`  ${id.padEnd(width)}`, title, columns))
    return [heading, '', ...rows, ''].join('\n')
  })
  return groups.join('\n')
}
