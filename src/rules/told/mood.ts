/**
 * How a person means what stands in a sentence. Only what is stated is evidence: not what somebody
 * denies, supposes, asks, wishes, has read of others, or was cured of.
 */

/** Where in a sentence something is said. */
export interface Place {
  readonly sentence: string
  /** The clause, and where it begins in the sentence. */
  readonly clause: string
  readonly from: number
  /** Where in the clause what is said begins and ends. */
  readonly begin: number
  readonly end: number
}

const denies =
  /(?<![\w-])(?:not?|never|without|none|neither|nor|nothing|hardly|cannot|rather than|instead of|ruled? out|rules out|excluded?|no longer|kein\w*|nicht|ohne|nie|weder|pas|sans|jamais|aucune?|sin|ning[uú]n\w*|nunca)(?![\w-])|n['’]t\b/gi
/** What lets a denial behind it count for something else. */
const resets =
  /\b(?:only|even if|even when|even with|matter|sure|idea|more than|later than|without (?:an?y )?(?:issues?|problems?|trouble|troubles|hiccups?))\b/i

const supposes =
  /\b(?:maybe|perhaps|might|possibl[ey]|probabl[ey]|presumably|likely|unlikely|whether|suspect(?:ed|ing|s)?|suspicion|assum(?:e|ed|ing|ption)|guess(?:ed|ing)?|suppos(?:e|ed)|think|thought|thinking|believed?|figured|wonder(?:ed|ing)?|theory|hypothesis|blam(?:e|ed|ing)|could (?:be|have|also)|may (?:be|have|also)|must (?:be|have)|can (?:be|get|cause|fail|die|wear|happen|also|lead)|should (?:be|not|have)|as if|in case|unless|imagine|afraid|worried|concerned|tends? to|commonly|typically|generally|known (?:to|for)|vielleicht|vermut\w+|wahrscheinlich|eventuell|peut-être|quiz[aá]s?|tal vez)\b/i
const others =
  /\b(?:some(?:one|body)(?:['’]s| (?:else|on|in|at|from|here|there|said|says|wrote|writes|reported|mentioned|suggested|told|claim\w*|with|who|has|had|have|found)\b)|others|other (?:people|users|owners)|people|(?:have|'ve|had) (?:read|heard)|I (?:read|heard)|according to|another (?:thread|issue|post|forum)|a friend|he|she|his|her)\b/i
const wishes =
  /\b(?:want(?:ed|s)?|need(?:s|ed)?|hop(?:e|ed|ing)|wish|please|in order to|make sure|would like|plan(?:ned|ning)? to|(?:to|which|that) (?:prevent|avoid|simulate|survive|protect)s?|prevents?|preventing|avoid(?:s|ing)?|protect(?:s|ed|ing)?|minimi[sz]e|reduce the (?:risk|chance))\b/i
/** `Without a UPS, a power cut stops all nodes`: what would be. */
const without = /^\W*without\b[^,]{3,60},/i
const conditional = /^\W*(?:so |and |but |or |even |only |just )?(?:if|unless|falls|should)\b/i
const presupposes =
  /\b(?:why|how come|how (?:do|can|to)\b.*\b(?:stop|fix|prevent|solve|debug)|any (?:idea|clue)s?|the (?:problem|issue|trouble) is that)\b/i

const supposedAfter =
  /^\W*(?:I(?:'d)? (?:think|guess|suspect|assume|suppose|believe)|maybe|perhaps|probably|possibly|right)\b/i
const deniedAfter =
  /^\W*(?:errors?|warnings?|problems?|issues?)?\W*(?:(?:is|was|are|were|has been|have been|can be|could be|looks?|seems?|am|be)\s+)?(?:(?:completely|now|also|all|clearly)\s+)?(?:ruled out|excluded|fine\b|ok\b|okay|good\b|normal\b|healthy|not (?:the|an?|to blame|it)\b|no longer|gone\b|fixed\b|solved\b|resolved\b|unlikely|none\b|went away|disabled|is not\b|isn't|aren't|wasn't|no$|0\b)/i
/** What is long over and not said to last. */
const longAgo =
  /(?<!\b(?:since|from|seit) )\b(?:last year|(?:a|\w+) years? ago|years ago|back in (?:19|20)\d\d|in the past|letztes Jahr|l['’]année dernière)\b/i
/** A guess that is owned up to at the very end counts for all before it. */
const supposedAtLast = /,\s*I(?:['’]d)? (?:think|guess|suspect|assume|suppose|believe)\W*$/i
const ended = /\b(?:used to|was fixed|is fixed|got fixed)\b/i
const noMore = /\b(?:no longer|any ?more)\b/i
/** `… and I cannot reach it any more`: what is no more is said behind. */
const ofSomethingElse =
  /\b(?:(?:I|we|nobody)\b.{0,16}|and (?:\w+ )?(?:can|could|does|do|did|would|is|are) ?)(?:\b(?:not|never|cannot|could)\b|not\b|n['’]t\b).*\bany ?more\b/i
const isNegative = /\b(?:not?|never|no longer|cannot|refus\w+)\b|n['’]t\b/i

/** Words in front of it in its clause that may turn it round. */
const reach = 48

/** `It never gets ready due to …`, `… cannot start since …`: what is named as the reason is no less stated. */
const asReason =
  /(?<!(?:\b(?:not|never|neither|nor|hardly|without)|n['’]t) (?:\w+ )?)\b(?:due to|because of|owing to|thanks to)\b|(?<!\b(?:not|that|ever) )\b(?:since|as (?=(?:it|its|the|they|there)\b))\b/i

/** Said of a whole statement, its reason with it. */
const deniesAll =
  /\b(?:rul\w+ out|exclud\w+|doubt\w*|den(?:y|ied)|not (?:true|the case|so)) that\b/i

/** `0 per-pod OOMKills`, which is no exit code. */
const none = /(?<!code |exit |[\w.:/=-])(?:0|zero) (?:[\w-]+[ -]){0,2}$/i

/** Whether the person states it as what is so. */
export function isStated(place: Place, mayBePast = false): boolean {
  const { sentence, clause, from, begin, end } = place
  const here = before(clause, begin)
  const after = clause.slice(end)
  return (
    isMeant(place) &&
    !deniedAfter.test(after) &&
    (mayBePast || !longAgo.test(clause)) &&
    !ended.test(`${clause.slice(0, begin)} ${after}`) &&
    // `does not boot any more` is the fault, `disconnects no longer` its end.
    (isNegative.test(clause.slice(begin, end)) ||
      !noMore.test(`${here} ${after.replace(ofSomethingElse, '')}`)) &&
    !supposedAfter.test(`${after} ${sentence.slice(from + clause.length + 1)}`.trim())
  )
}

/** Whether the person speaks of what was or is, and not of what may be, or of others. */
export function isMeant({ sentence, clause, from, begin }: Place): boolean {
  const earlier = sinceTurn(sentence.slice(0, from + begin))
  const here = before(clause, begin)
  return (
    !isAsked(sentence) &&
    !supposedAtLast.test(sentence) &&
    !isDeniedIn(here) &&
    !(/^\W*because\b/i.test(clause) && /\bnot\W*$/i.test(sentence.slice(0, from))) &&
    !conditional.test(clause) &&
    !without.test(sentence) &&
    !supposes.test(earlier) &&
    !others.test(earlier) &&
    !wishes.test(here)
  )
}

function before(clause: string, begin: number): string {
  const reached = clause.slice(Math.max(0, begin - reach), begin)
  return deniesAll.test(reached) ? reached : (reached.split(asReason).at(-1) ?? '')
}

function isAsked(sentence: string): boolean {
  return /\?\W*$/.test(sentence) && !presupposes.test(sentence)
}

function isDeniedIn(text: string): boolean {
  if (none.test(text)) return true
  return [...text.matchAll(denies)].some(
    ({ index, 0: word }) => !resets.test(text.slice(index, index + word.length + 16)),
  )
}

const turns =
  /\b(?:(?:but|however|turns out|turned out|actually|in fact|although|aber|mais|pero)\b|because (?=(?:I|we) (?:used?|have|had|run|ran|set|chose|installed)\b))/i

/** What a `but` turns round is no longer supposed behind it, and what somebody did is not either: `maybe because I used …`. */
function sinceTurn(text: string): string {
  return text.split(turns).at(-1) ?? text
}
