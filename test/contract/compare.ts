import type { Exchanged } from './converse.ts'
import type { Heard } from './nodes.ts'

/** Something in which the practice cluster is not as the real one. */
export interface Difference {
  /** What was asked, as its case says it. */
  readonly ask: string
  readonly about: string
  /** What the real one has there, and what the practice one has. */
  readonly real: string
  readonly practice: string
}

/** All differences between what a real cluster answered and what the practice cluster answers. */
export function compare(
  recorded: readonly Exchanged[],
  practised: readonly Exchanged[],
): Difference[] {
  return recorded.flatMap((real, index) => {
    const practice = practised[index]
    if (practice?.ask !== real.ask)
      return [{ ask: real.ask, about: 'asked', real: 'yes', practice: 'no' }]
    return differencesOf(real, practice)
  })
}

/** The same for nodes. */
export function compareNodes(recorded: readonly Heard[], heard: readonly Heard[]): Difference[] {
  const asked = new Set([...recorded, ...heard].map((one) => one.asked))
  const toldBy = (answers: readonly Heard[], question: string): Told => {
    const found = answers.find((one) => one.asked === question)
    if (!found) return {}
    const says = (found.says ?? []).map((line) => [`line ${line}`, 'said'] as const)
    return { answers: found.answers, ...Object.fromEntries(says), ...found.fields }
  }
  return [...asked].flatMap((ask) => {
    const [one, other] = [toldBy(recorded, ask), toldBy(heard, ask)]
    if (one['answers'] !== other['answers']) return [differs(ask, 'answers', [one, other])]
    return differing(one, other).map((about) => differs(ask, about, [one, other]))
  })
}

function differs(
  ask: string,
  about: string,
  [one, other]: readonly [real: Told, practice: Told],
): Difference {
  return { ask, about, real: one[about] ?? 'nothing', practice: other[about] ?? 'nothing' }
}

function differing(one: Told, other: Told): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((about) => one[about] !== other[about])
}

type Told = Readonly<Record<string, string | undefined>>

function differencesOf(real: Exchanged, practice: Exchanged): Difference[] {
  const { ask } = real
  // Another answer altogether has other fields as well.
  if (real.answers !== practice.answers)
    return [{ ask, about: 'answers', real: real.answers, practice: practice.answers }]
  const [one, other] = [toldOf(real), toldOf(practice)]
  // Where there are no objects on one side, their fields say nothing of the other.
  const isEmpty = real.items === 'none' || practice.items === 'none'
  const isList = resourceList.test(real.object ?? '')
  return differing(one, other)
    .filter((about) => !(isEmpty && /^(items|rows)\[\]/.test(about)))
    .filter((about) => !isList || (one[about] !== undefined && other[about] !== undefined))
    .map((about) => differs(ask, about, [one, other]))
}

/** Which kinds there are is a cluster's own: only what both have is compared. */
const resourceList = /APIResourceList$/

function toldOf({ answers, contentType, retryAfter, object, ...rest }: Exchanged): Told {
  const { says = [], fields = {}, columns, events } = rest
  const lines = resourceList.test(object ?? '')
    ? says.map((line) => [`resource ${line.split(' ', 1)[0]}`, line] as const)
    : says.map((line) => [`line ${line}`, 'said'] as const)
  return {
    ...{ answers, contentType, retryAfter, object },
    ...(columns && { columns: columns.join('; ') }),
    ...(events && { events: events.join('; ') }),
    ...Object.fromEntries(lines),
    ...fields,
  }
}
