import type { VersionAnswer, Versions } from '#src/model/versions.ts'
import { labelled, spread, wrap } from './layout.ts'
import { count } from './text.ts'
import type { View } from './view.ts'

const names = {
  k3s: 'K3s',
  longhorn: 'Longhorn',
  containerd: 'containerd',
  kernel: 'Linux',
  bootloader: 'Bootloader of',
} as const
/** A table that is older has probably missed a release or two. */
const oldTableDays = 120

/** Each version with its line's end, what is known of it, and the way up. */
export function renderVersions({ cluster, table, components }: Versions, view: View): string {
  const { paint, columns } = view
  const age = `table of ${table.checkedOn}, ${count(table.ageDays, 'day')} old`
  const old =
    table.ageDays > oldTableDays
      ? ['', 'The table is old: update Bramble to know what came since.']
      : []
  return [
    ...spread(paint.strong(cluster), paint.faint(age), columns),
    ...components.flatMap((answer) => ['', ...linesOf(answer, view)]),
    ...(components.length === 0 ? ['', '  nobody told a version'] : []),
    ...old,
    '',
    ...wrap(
      `Of ${count(table.defects, 'defect')} that are known, a diagnosis names those that show here.`,
      columns,
    ),
    'next: bramble diagnose',
    '',
  ].join('\n')
}

function linesOf(answer: VersionAnswer, { paint, columns }: View): string[] {
  const { component, version, nodes, state, reason, untested, defects, next } = answer
  const where = nodes.length > 0 ? `  ${nodes.join(' ')}` : ''
  const isFollowed = component === 'k3s' || component === 'longhorn'
  const word = { maintained: 'maintained', ended: 'ENDED', unknown: 'not known' }[state]
  const shown = state === 'ended' ? paint.severity('warning', word) : word
  return [
    ...spread(
      `${names[component]} ${version}${paint.faint(where)}`,
      isFollowed ? shown : '',
      columns,
    ),
    ...(isFollowed ? labelled('why', reason, columns) : []),
    ...(untested === undefined ? [] : labelled('beware', untested, columns)),
    ...defects.flatMap(({ title, fixedIn, report, workaround }) => [
      ...labelled(
        'known',
        `${title}${fixedIn.length > 0 ? `; fixed in ${fixedIn.join(', ')}` : ''}`,
        columns,
      ),
      ...(isFollowed ? [] : labelled('do', workaround, columns)),
      ...labelled('', report, columns),
    ]),
    ...(next === undefined ? [] : labelled('do', next, columns)),
  ]
}
