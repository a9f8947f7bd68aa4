import { type Clause, clausesOf } from './clauses.ts'
import { isMeant } from './mood.ts'

/** What ended the fault: a part that was changed, and that all is well since. */
export interface Cure {
  /** The part, or the setting, that was changed. */
  readonly part: RegExp
  /** A sentence with this speaks of another part. */
  readonly not?: RegExp
  /** What the passage has to speak of somewhere: `1.5.2` is a release of many programs. */
  readonly given?: RegExp
  /** A passage that speaks of this somewhere is about something else. */
  readonly unless?: RegExp
}

const changed =
  /\b(?:replac\w+|swap(?:p\w+|s)?|chang(?:ed|ing)|switch(?:ed|ing)|exchang\w+|upgrad(?:ed|ing)|updat(?:ed|ing)|mov(?:ed|ing)|us(?:ed|ing)|tried|bought|got|install(?:ed|ing)|add(?:ed|ing)|put(?:ting)?|set(?:ting)?|clon(?:ed|ing)|plugg(?:ed|ing)|rigged|connect(?:ed|ing)|disabl(?:ed|ing)|turn(?:ed|ing) off|remov(?:ed|ing)|reseat(?:ed|ing)?|re-?plugg(?:ed|ing)?|configur(?:ed|ing)|assign(?:ed|ing)|reserv(?:ed|ing)|gave|giv(?:en|ing)|stopp(?:ed|ing)|open(?:ed|ing)|allow(?:ed|ing)|flush(?:ed|ing)|delet(?:ed|ing)|renew(?:ed|ing)|rotat(?:ed|ing)|regenerat(?:ed|ing)|correct(?:ed|ing)|lower(?:ed|ing)|pinn(?:ed|ing)|reduc(?:ed|ing)|decreas(?:ed|ing)|increas(?:ed|ing)|rais(?:ed|ing)|bump(?:ed|ing)|doubl(?:ed|ing)|clean(?:ed|ing)(?: up)?|prun(?:ed|ing)|freed|freeing|uncordon(?:ed|ing)|downgrad\w+|revert(?:ed|ing)|roll(?:ed|ing) back|went back|getauscht|ersetzt|gewechselt)\b/i
/** The part is another one than before. */
const isOther =
  /\b(?:new|another|different|other|second|official|better|proper|bigger|beefier|stronger|powered|shorter|neue[snrm]?|anderes?[nrm]?)\b(?:\W+[\w.-]+){0,3}\W*$/i

const well =
  /\b(?:fix(?:ed|es)|solv(?:ed|es)|resolv(?:ed|es)|cur(?:ed|es)|did the trick|works? (?:fine|perfect(?:ly)?|great|again|well|flawless\w*|now|without)|work(?:s|ed|ing)? (?:just )?(?:fine|perfect(?:ly)?|great|again|well|flawless\w*|now)\b|(?:it|that|one|all|everything) (?:works?|(?:started|starts|began) (?:to work|working))\b|brought (?:\w+ ){1,4}back\b|stopped the (?:restarts?|crash\w*|kills|evictions|freez\w*)\b|(?:rock[- ])?(?:stable|solid)\b|runs? (?:fine|well|smooth\w*|for)|running (?:fine|well|smooth\w*|for)|no (?:more|further|longer an?y?) |(?:has|have|had|did|does|is)(?:n['’]t| not| never) (?:\w+ )?(?:froze|frozen|crash\w*|hang|hung|happen\w*|occur\w*|drop\w*|fail\w*|reboot\w*|disconnect\w*|return\w*|come back|had|the issue)|(?:is|are|was|were|be|been|problem|issue|errors?|warnings?) gone|went away|(?:problem|issue|error|crash|warning|freeze)s? (?:have|has) (?:disappeared|vanished|stopped)|now (?:it['’]?s|everything is|all is) (?:all )?(?:ok|okay|fine|good|working)\b|disappear(?:s|ed) (?:completely|since|after)|(?:problem|issue|error|crash|warning|freeze)s? disappeared|no (?:issues?|problems?|errors?|crash\w*|freez\w*|disconnects?|drops?)\b|\b(?:volumes?|pods?|shares?|they|everything) (?:can |could |now )?(?:be )?(?:mount|attach|start)(?:s|es|ed)? (?:again(?! and)|fine|normally|now)|(?:can|could|are able to) (?:\w+ ){0,2}(?:reach|talk|connect|resolve|ping|pull|mount)\w*(?: \w+){0,3} again\b|(?:connected|reachable|online|ready) again\b|(?:elections?|time-?outs?|restarts?) (?:have |has |are )?(?:stopped|ceased|gone)\b|back to normal|\b(?:stopped|ended|stops|ends|eliminat(?:ed|es)|got rid of) (?:(?:the|these|those|all|my|our) ){1,2}(?:\w+ )?(?:crash\w*|freez\w*|hangs?|reboots?|errors?|drop\w*|disconnects?|resets?|problems?|issues?|warnings?)\b|\b(?:nodes?|boards?|it|they) (?:has |have )?(?:stay(?:s|ed)|remain(?:s|ed)) (?:Ready|up|online|connected)\b|(?:am|is|are|was) back (?:at|to)|no (?:[\w-]+ ){0,3}(?:corruption|failures?|dropouts?|reboots?|hangs?|lock-?ups?)\b|without (?:an?y? )?(?:issue|problem|error|crash|freez|drop|disconnect)|läuft (?:es|alles|er|sie)?\s?(?:wieder|stabil|nun|jetzt|seitdem|seither)|keine (?:probleme|fehler|abstürze) mehr)/i

const ill =
  /\b(?:still\b|(?:the )?same (?:problem|issue|error|thing|result|here|behaviou?r)|no (?:difference|change|luck|effect|improvement|avail)|(?:did|does|has|would)(?:n['’]t| not) (?:help|work|fix|solve|change|resolve|make)|without (?:success|effect|improvement)|not help|persists?|again (?:after|within)|came back|comes back|returned|nothing (?:helped|changed|helps|works)|but it (?:fails|failed)|reduces? (?:it |the )?(?:slightly|a bit|a little)|neither\b|happens? (?:with|on) (?:both|all|any|every)|no matter|regardless)/i

const notYet =
  /\b(?:on (?:the|its) way|ordered|will (?:try|test|report|get|buy)|going to|plan(?:ning)? to|should I|need to|have to|want to|next I|can you|could you|try (?:a|an|another|using|with)|may try|shall)\b/i

/** Whether the sentence, with the next one, tells that changing the part ended the fault. */
export function isCure(
  { part, not, given }: Cure,
  sentences: readonly string[],
  index: number,
): boolean {
  const sentence = sentences[index] ?? ''
  if (!part.test(sentence) || not?.test(sentence) || notYet.test(sentence)) return false
  if (given && !sentences.some((one) => given.test(one))) return false
  return isCulprit(part, sentence) || hasHelped(part, sentences, index)
}

function hasHelped(part: RegExp, sentences: readonly string[], index: number): boolean {
  const sentence = sentences[index] ?? ''
  const found = changeIn(part, sentence)
  if (!found) return false
  const [rest, next] = [sentence.slice(found.from), sentences[index + 1] ?? '']
  const hadFault = presupposes.test(`${rest} ${next}`) || sentences.some((one) => trouble.test(one))
  return hadFault && isWellSince(rest, next)
}

/** Who says so had a fault before; `works great` is said of what was never broken as well. */
const presupposes =
  /\b(?:fix\w*|solv\w*|resolv\w*|cur(?:ed|es)|did the trick|again|stayed|(?:stopped|ended) (?:the|these|those|all)|no (?:more|further|longer)|gone|went away|disappear\w*|stable|solid|seitdem|seither|wieder|mehr)\b|n['’]t\b|\bnot\b|\bnever\b|\b(?:started|starts|began) (?:to work|working)\b|\bbrought\b.{0,30}\bback\b/i
const trouble =
  /\b(?:crash\w*|fr[eo]e?z\w*|hang(?:s|ing)?|hung|reboot\w*|restart\w*|errors?|fail\w*|faults?|problems?|issues?|trouble\w*|drop\w*|disconnect\w*|unstable|unreliable|lost|corrupt\w*|warn\w*|slow\w*|dead|died|dies|stuck|broken?|NotReady|(?:leader )?elections?|throttl\w*|under-?volt\w*|brown-?outs?|time-?outs?|panics?|unresponsive|vanish\w*|disappear\w*|refus\w*|won['’]t|cannot|can['’]t|not|never|Fehler|Probleme?|h[äa]ng\w*|abst[üu]rz\w*|probl[eè]m\w*|errores)\b|n['’]t\b/i

/** What stands between the verb and the part, with marks of a text around its name. */
const thatWas =
  /\b(?:(?:problem|issue|culprit|cause|reason|fault)\s+(?:was|is|has been|turned out to be)|(?:was|were|is) caused by|(?:tracked|narrowed|traced|pinned|nailed|boil(?:s|ed)|c(?:omes|ame)) (?:(?:it|this|that|the \w+) )?(?:all )?down to|(?:traced|tracked) (?:(?:it|this|that|(?:the|these|those|our|my) \w+) )?(?:all )?(?:back )?to|(?:after all|in the end|turns out|turned out|finally|found it)\b.{0,20}\bit was)\s+(?:[\w-]+ ){0,4}[[`'"(*]{0,3}$/i
const wasThat =
  /^\W*(?:was|is|turned out to be) (?:the|to) (?:real |actual |only )?(?:problem|issue|culprit|cause|reason|blame)\b/i

/** `The problem was the cable`: what somebody found in the end. */
function isCulprit(part: RegExp, sentence: string): boolean {
  return clausesOf(sentence).some(({ text, from }) => {
    const named = part.exec(text)
    if (!named) return false
    const [begin, end] = [named.index, named.index + named[0].length]
    // `After all that, it was the cable` has a comma between.
    const before = thatWas.exec(sentence.slice(0, from + begin))
    if (!before && !wasThat.test(text.slice(end))) return false
    return (
      isMeant({
        sentence,
        clause: text,
        from,
        begin: before ? Math.max(0, before.index - from) : begin,
        end,
      }) && !/\bnot\b/i.test(before?.[0] ?? '')
    )
  })
}

/** How far into the next sentence a `but it came back` may take the cure back. */
const turn = 80

function isWellSince(rest: string, next: string): boolean {
  if (ill.test(rest)) return false
  if (well.test(rest)) return !ill.test(next.slice(0, turn))
  return well.test(next) && !notYet.test(next) && !ill.test(next)
}

/** `The dnsConfig solved it`: the part is named for what was done to it. */
const hasSolved =
  /^[`'"*)\]]*\s(?:(?:really|finally|completely|indeed|actually|has|have)\s)*(?:fix(?:ed|es)|solv(?:ed|es)|resolv(?:ed|es)|cur(?:ed|es))\s(?:it|this|that|the|my|our|all|everything)\b/i

/** `With the other interface all pods can be reached again`. */
const withIt = /^\W*(?:(?:and|but|so|only) )?with (?:(?:the|an?|my|this) )?(?:[\w-]+ )?\W*$/i

/** `… the old one, which did so too, by a new card`: the verb stands before. */
const completes = /^\W*(?:by|with|for|to|against|durch|par|por)\b/i

/** Where the change stands that is about this part. */
function changeIn(part: RegExp, sentence: string): { from: number } | undefined {
  const clauses = clausesOf(sentence)
  for (const [place, { text, from }] of clauses.entries()) {
    const named = part.exec(text)
    if (!named) continue
    const change = changed.exec(text) ?? isOther.exec(text.slice(0, named.index))
    if (!change && !isCredited(clauses, place, named)) continue
    const begin = Math.min(named.index, change?.index ?? named.index)
    if (isMeant({ sentence, clause: text, from, begin, end: named.index + named[0].length }))
      return { from }
  }
  return undefined
}

/** The verb stands before, or none says what was done with the part: it did it. */
function isCredited(
  clauses: readonly Clause[],
  place: number,
  { index, 0: name }: RegExpExecArray,
): boolean {
  const text = clauses[place]?.text ?? ''
  const isDoneBefore =
    completes.test(text) && clauses.slice(0, place).some((clause) => changed.test(clause.text))
  return (
    isDoneBefore ||
    hasSolved.test(text.slice(index + name.length)) ||
    withIt.test(text.slice(0, index))
  )
}
