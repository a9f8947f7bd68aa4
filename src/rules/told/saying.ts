import type { Passage } from '#src/model/facts/told.ts'
import { clausesOf } from './clauses.ts'
import { type Cure, isCure } from './cure.ts'
import { isStated } from './mood.ts'

/** What a person says of a thing: the thing and the words stand in one clause, or a pronoun links them. */
interface Saying {
  /** The thing that it is about. */
  readonly about: RegExp
  /** What is said of it. */
  readonly says: RegExp
  /** A sentence with this speaks of something else. */
  readonly not?: RegExp
  /** What the passage has to speak of somewhere. */
  readonly given?: RegExp
  /** A passage that speaks of this somewhere has another cause, or leaves it open. */
  readonly unless?: RegExp
  /** Most characters between the thing and what is said of it. */
  readonly within?: number
  /** No pronoun stands for the thing: `it hangs` is said of a board as well. */
  readonly named?: true
  /** What is said is of something else, while the thing is in use: `when I mount the drive, the board freezes`. */
  readonly inUse?: true
  /** Long over is what it is about: `a year ago I set it up`. */
  readonly past?: true
  /** No fault by itself: it counts where the pattern's lines left its own question open. */
  readonly ifOpen?: true
  /** The thing may stand as many sentences before: `I updated. I rebooted. It is dead.` */
  readonly sentencesBefore?: number
}

/** How a cause is told: by what is said of a thing, or by what ended the fault. */
export interface Told {
  readonly sayings?: readonly Saying[]
  readonly cures?: readonly Cure[]
}

/** The sentences of a passage that tell it, in their order. */
export function toldIn(
  { sentences }: Passage,
  { sayings = [], cures = [] }: Told,
  isOpen = false,
): string[] {
  const whole = sentences.join(' ')
  const open = sayings.filter(
    ({ given, unless, ifOpen }) =>
      (isOpen || !ifOpen) && (given?.test(whole) ?? true) && !(unless?.test(whole) ?? false),
  )
  const tried = cures.filter(({ unless }) => !(unless?.test(whole) ?? false))
  return sentences.filter(
    (_, index) =>
      !isCalledFalse(sentences, index) &&
      (open.some((saying) => says(saying, sentences, index)) ||
        tried.some((cure) => isCure(cure, sentences, index))),
  )
}

/** Who calls an alert false tells what it is about, and that nothing is wrong with it. */
const falseAlert =
  /(?<!\b(?:no|not|not an?|n['’]t an?) )\bfalse[- ](?:positives?|alarms?|alerts?)\b|\balerts?\b.{0,60}\b(?:not applicable|(?:does|do)(?: not|n['’]t) apply|meaningless|harmless|benign|irrelevant)\b/i

function isCalledFalse(sentences: readonly string[], index: number): boolean {
  return sentences.slice(Math.max(0, index - 1), index + 2).some((one) => falseAlert.test(one))
}

/** Words that stand for a thing named before, and what may stand between them and the verb. */
const standsFor =
  /^\W*(?:(?:and|but|however|so|indicating|meaning|being|then|it|it['’]s|they|this|that|which|also|always|randomly|sometimes|suddenly|just|keeps?|kept|would|will|has|have|had|is|was|were|are|be|been|gets?|got|getting|starts?|started|begins?|began|after|within|for|about|once|only|from|at|every|each|now|then|again|still|the|a|an|few|some|any|of|or|in|on|time|times|while|random|seconds?|minutes?|hours?|days?|weeks?|months?|nights?|moments?|use|usage|load|heavy|under|simply|completely|finally|eventually|often|usually|\w+ly|\d+)\b\W*){0,9}$/i

/** A clause that tells when it happens. */
const whenever =
  /^\W*(?:(?:and|but|so|only) )?(?:.{0,60}\b(?:found|notice[ds]?|saw|see|discovered|realized) (?:out )?(?:that )?)?(?:when(?:ever)?|once|as soon as|every ?time|each time|after|while|during|if I|the moment|sobald|immer wenn)\b/i

const farthest = 70

function says(saying: Saying, sentences: readonly string[], index: number): boolean {
  const { says: said, not } = saying
  const sentence = sentences[index] ?? ''
  if (not?.test(sentence)) return false
  const clauses = clausesOf(sentence)
  return clauses.some(({ text, from }, place) =>
    // The first may be of another time: `before certificates expired I … until the old ones expired`.
    placesOf(said, text).some((found) => {
      const clause = { text, begin: found.index, end: found.index + found[0].length }
      const earlier = clauses.slice(0, place).map((one) => one.text)
      const about = thingIn(saying, clause, { earlier, before: beforeOf(saying, sentences, index) })
      if (!about) return false
      const begin = Math.min(clause.begin, about.begin ?? clause.begin)
      const spot = { sentence, clause: text, from, begin, end: clause.end }
      return isStated(spot, saying.past)
    }),
  )
}

const everywhere = new WeakMap<RegExp, RegExp>()

/** All places where it stands. */
function placesOf(said: RegExp, text: string): RegExpExecArray[] {
  const known = everywhere.get(said) ?? new RegExp(said.source, `${said.flags}g`)
  everywhere.set(said, known)
  return [...text.matchAll(known)]
}

interface Spoken {
  readonly text: string
  readonly begin: number
  readonly end: number
}

interface Around {
  readonly earlier: readonly string[]
  readonly before: readonly string[]
}

/** Where the thing stands that something is said of; without a place where it stands elsewhere. */
function thingIn(saying: Saying, clause: Spoken, around: Around): { begin?: number } | undefined {
  const here = saying.inUse ? [] : placesOf(saying.about, clause.text)
  const near = here.find((one) => isNear(saying, clause, one))
  if (here.length > 0) return near && { begin: near.index }
  return standsElsewhere(saying, clause, around) ? {} : undefined
}

function standsElsewhere(
  { about, inUse, named, sentencesBefore }: Saying,
  { text, begin }: Spoken,
  { earlier, before }: Around,
): boolean {
  const isIn = (texts: readonly string[]) => texts.some((one) => about.test(one))
  if (inUse) return isIn(earlier.filter((one) => whenever.test(one)))
  if (named) return false
  if (sentencesBefore !== undefined) return isIn([...earlier, ...before])
  return standsFor.test(text.slice(0, begin)) && isIn(earlier.length === 0 ? before : earlier)
}

/** What stands between the two may deny the second: `the card has not failed`. */
function isNear(
  { within = farthest }: Saying,
  { text, begin, end }: Spoken,
  { index, 0: thing }: RegExpExecArray,
): boolean {
  const gap = index < begin ? text.slice(index + thing.length, begin) : text.slice(end, index)
  return gap.length <= within && !/\b(?:not|never|no|nothing)\b|n['’]t\b/i.test(gap)
}

function beforeOf(
  { sentencesBefore = 1 }: Saying,
  sentences: readonly string[],
  index: number,
): readonly string[] {
  return sentences.slice(Math.max(0, index - sentencesBefore), index)
}
