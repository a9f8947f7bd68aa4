import type { NotSeen } from '#src/model/fix.ts'
import { labelled } from './layout.ts'
import { notSeenLines } from './seen.ts'
import { shortNames } from './text.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

const mostSubjects = 5

/** Nothing to do, and when what was asked for was there last. */
export function renderNotSeen(notSeen: NotSeen, view: View): string {
  const { title, seen, takenAt, coverage } = notSeen
  const isWas = seen.length > 0
  const gaps = notSeenLines(coverage, view, 'names')
  const last = seen
    .slice(0, mostSubjects)
    .map(
      ({ subject, lastSeenAt }) => `${subjectOf(subject)} ${clockTime(lastSeenAt, takenAt, view)}`,
    )
  const lines = [
    view.paint.strong(headline(isWas, gaps.length > 0)),
    '',
    ...labelled('finding', shortNames(title), view.columns, margin),
    ...labelled(
      'last seen',
      isWas ? last.join(' · ') : 'never, as far as looks before noted it',
      view.columns,
      margin,
    ),
    ...(gaps.length > 0 ? ['', ...gaps] : []),
    '',
    'next: bramble diagnose',
  ]
  return `${lines.join('\n')}\n`
}

/** What was not seen on a node that was not seen may be there all the same. */
function headline(isWas: boolean, hasGaps: boolean): string {
  const words = isWas ? 'it is no longer seen' : 'it is not seen'
  return hasGaps
    ? `Not known: ${words}, and not everything could be seen.`
    : `Nothing to do: ${words}.`
}

const margin = 13

function subjectOf(subject: string): string {
  return shortNames(subject.replace(/^node\//, ''))
}
