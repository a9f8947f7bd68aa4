import { type Ending, endings, type Testimony } from '#src/model/autopsy.ts'
import type { Scene } from './scene.ts'

/** What the witnesses together say. */
export interface Agreement {
  readonly ending: Ending | 'unknown'
  readonly confidence: 'suspected' | 'confirmed' | undefined
  readonly agree: number
  readonly of: number
  /** Where it stays unknown: what it can still have been. */
  readonly candidates: readonly Ending[]
}

/** What can have happened at all: a node that answers through its silence did not stop. */
const possible: Readonly<Record<Scene['question'], readonly Ending[]>> = {
  end: ['shutdown', 'panic', 'hang', 'memory', 'power', 'heat', 'disk'],
  silence: ['cut-off', 'ran-on'],
  'silent-now': endings,
}

/** Where several are certain: heat is why the kernel shut down, and an orderly end is no crash. */
const precedence: readonly Ending[] = [
  'heat',
  'shutdown',
  'panic',
  'memory',
  'disk',
  'power',
  'hang',
  'cut-off',
  'ran-on',
]

/**
 * Weighs testimonies by plain rules, without weights:
 *
 * 1. What one witness is sure of is confirmed, unless another is sure of its contrary.
 * 2. A shutdown that anybody noted is never called a crash: at most it stays suspected.
 * 3. Else the ending stands first that most witnesses mean, less those who speak against it. Of
 *    equals the one that somebody saw happen, at a time, comes before what is inferred; then the
 *    one that more do not exclude. A tie stays unknown and names what ties, and so does an ending
 *    that nobody means in particular.
 *
 * A node that ran on through its silence did not stop: then only why it was not heard is asked.
 */
export function verdictOf(
  testimonies: readonly Testimony[],
  question: Scene['question'],
): Agreement {
  const votes = votesOf(testimonies, possible[question])
  if (question === 'silence') return ofSilence(votes, testimonies)
  const certain = precedence.filter((ending) => votes.get(ending)?.isCertain)
  const [first] = certain
  if (first) return confirmed(first, certain, { testimonies, votes })
  const noted = testimonies.some(({ speaksFor }) => speaksFor.join() === 'shutdown')
  if (noted && votes.has('shutdown')) return agreed('shutdown', 'suspected', testimonies)
  return byMostVotes(votes, testimonies)
}

interface Votes {
  /** Who means it, or nearly nothing else. */
  readonly meant: number
  readonly against: number
  /** Of those who mean it, how many saw it at a time. */
  readonly dated: number
  /** Who names it among many. */
  readonly general: number
  readonly isCertain: boolean
}

/** One who speaks for more endings than this means none in particular. */
const fewEndings = 2

function votesOf(
  testimonies: readonly Testimony[],
  candidates: readonly Ending[],
): ReadonlyMap<Ending, Votes> {
  const count = (found: readonly Testimony[]) => new Set(found.map(({ witness }) => witness)).size
  return new Map(
    candidates.map((ending) => {
      const speaks = testimonies.filter(({ speaksFor }) => speaksFor.includes(ending))
      const mean = speaks.filter(({ speaksFor }) => speaksFor.length <= fewEndings)
      return [
        ending,
        {
          meant: count(mean),
          against: count(testimonies.filter(({ speaksAgainst }) => speaksAgainst.includes(ending))),
          dated: count(mean.filter(({ evidence }) => evidence.some(({ at }) => at !== undefined))),
          general: count(speaks.filter((one) => !mean.includes(one))),
          isCertain: speaks.some(({ sure, speaksFor }) => sure && speaksFor.length === 1),
        },
      ]
    }),
  )
}

/** That it ran on is proven, or this would not be the question. */
function ofSilence(
  votes: ReadonlyMap<Ending, Votes>,
  testimonies: readonly Testimony[],
): Agreement {
  const cutOff = votes.get('cut-off')
  if (cutOff?.isCertain) return agreed('cut-off', 'confirmed', testimonies)
  const isMeant = testimonies.some(({ speaksFor }) => speaksFor.join() === 'cut-off')
  if (isMeant && cutOff?.against === 0) return agreed('cut-off', 'suspected', testimonies)
  return agreed('ran-on', 'confirmed', testimonies)
}

function confirmed(
  first: Ending,
  certain: readonly Ending[],
  { testimonies, votes }: { testimonies: readonly Testimony[]; votes: ReadonlyMap<Ending, Votes> },
): Agreement {
  const rivals = certain.filter((ending) => ending !== first && !followsFrom(first, ending))
  const contradicted = rivals.length > 0 && (votes.get(first)?.against ?? 0) > 0
  return agreed(first, contradicted ? 'suspected' : 'confirmed', testimonies)
}

/** The kernel shuts a hot board down in order. */
function followsFrom(first: Ending, other: Ending): boolean {
  return first === 'heat' && other === 'shutdown'
}

function byMostVotes(
  votes: ReadonlyMap<Ending, Votes>,
  testimonies: readonly Testimony[],
): Agreement {
  const named = [...votes].filter(([, { meant, general }]) => meant + general > 0)
  const standing = ([, { meant, against, dated, general }]: (typeof named)[number]) =>
    [meant - against, dated, general] as const
  const ranked = named.toSorted((one, other) => compare(standing(other), standing(one)))
  const [first] = ranked
  if (!first) return { ...agreed('unknown', undefined, testimonies), candidates: [] }
  const best = ranked.filter((one) => compare(standing(one), standing(first)) === 0)
  const [ending, { meant, against }] = first
  if (best.length === 1 && meant > against) return agreed(ending, 'suspected', testimonies)
  return {
    ...agreed('unknown', undefined, testimonies),
    candidates: inOrder(best.map(([one]) => one)),
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [place, value] of one.entries()) {
    const difference = value - (other[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function inOrder(found: readonly Ending[]): Ending[] {
  return endings.filter((ending) => found.includes(ending))
}

function agreed(
  ending: Ending | 'unknown',
  confidence: Agreement['confidence'],
  testimonies: readonly Testimony[],
): Agreement {
  const spoke = testimonies.filter(
    ({ speaksFor, speaksAgainst }) =>
      speaksFor.length > 0 || (ending !== 'unknown' && speaksAgainst.includes(ending)),
  )
  const agree = spoke.filter(({ speaksFor }) => ending !== 'unknown' && speaksFor.includes(ending))
  const witnesses = (found: readonly Testimony[]) =>
    new Set(found.map(({ witness }) => witness)).size
  return {
    ending,
    confidence,
    agree: witnesses(agree),
    of: witnesses(spoke),
    candidates: [],
  }
}
