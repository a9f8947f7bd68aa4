import type { Init, InitNode } from '#src/model/init.ts'
import { cleanText } from '#src/model/text.ts'
import { labelled, reflow, table } from './layout.ts'
import { count } from './text.ts'
import type { View } from './view.ts'

const outcomes = {
  written: 'was written',
  same: 'says what was found; it was left as it is',
  differs: 'says something else than was found; it was left as it is',
  declined: 'was not written: the host keys were not accepted',
} as const

/** What was decided first; then every node; then what is left to do by hand. */
export function renderInit(answer: Init, view: View): string {
  const blocks = [
    headLines(answer, view),
    table(
      answer.nodes.map((node) => rowOf(node, view)),
      { columns: view.columns, indent: 2 },
    ),
    answer.nodes.flatMap((node) => problemLines(node, view)),
    answer.differences.flatMap(({ place, message }) =>
      labelled('differs', `${place}  ${message}`, view.columns),
    ),
    answer.notes.flatMap((note) => labelled('note', note, view.columns)),
    rootLines(answer, view),
    [reflow(`next: ${answer.next}`, view.columns)],
  ]
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return cleanText(`${text.join('\n\n')}\n`)
}

function headLines({ outcome, file, pinned, knownHostsFile }: Init, view: View): string[] {
  const isGood = outcome === 'written' || outcome === 'same'
  const head = `${file} ${outcomes[outcome]}.`
  const pins =
    pinned.length > 0 ? [`${count(pinned.length, 'host key')} pinned in ${knownHostsFile}.`] : []
  return [isGood ? view.paint.strong(head) : view.paint.severity('warning', head), ...pins]
}

const roots = {
  self: 'root by login',
  sudo: 'sudo without a password',
  reading: 'sudo for reading',
  password: 'sudo wants a password',
  absent: 'no sudo',
} as const

/** The address stays short of the port where that is the usual one. */
function rowOf({ name, address, port, role, hostKey, root, problem }: InitNode, { paint }: View) {
  const where = port === undefined || port === 22 ? address : `${address}:${port}`
  const key = hostKey ? `key ${hostKey.state}` : 'no host key'
  const seen =
    problem === undefined ? (root ? roots[root] : '') : paint.severity('warning', 'not seen')
  return [name, where, role, key, seen]
}

function problemLines({ name, problem, next }: InitNode, { columns }: View): string[] {
  if (problem === undefined) return []
  const plain = next?.replaceAll('`', '')
  return [
    ...labelled(name, problem, columns),
    ...(plain === undefined ? [] : labelled('', plain, columns)),
  ]
}

/** Shown, and put in place by the reader: it needs their password once. */
function rootLines({ sudoers }: Init, { columns }: View): string[] {
  return sudoers.flatMap(({ user, nodes, text }) => [
    ...labelled(
      'root',
      `On ${nodes.join(', ')} sudo wants ${user}’s password, so certificate dates, datastore size and crash records stay unknown. This sudoers file allows reading them, and nothing else:`,
      columns,
    ),
    '',
    ...text.trimEnd().split('\n'),
    '',
    ...labelled(
      '',
      'Put it on each of them as /etc/sudoers.d/bramble, owned by root, mode 0440: sudo visudo -f /etc/sudoers.d/bramble',
      columns,
    ),
  ])
}
