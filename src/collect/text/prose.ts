import { told } from '#src/model/facts/told.ts'
import type { ScanContext, StatedFact } from './context.ts'
import { type Breaks, isBroken } from './joining.ts'
import type { Line } from './line-groups.ts'

/** Bounds of what is kept: a person tells a fault in fewer words. */
const mostSentences = 120
const mostCharacters = 700

/**
 * Words without which nobody writes a sentence, and that programs rarely print two of: English,
 * German, French, Spanish.
 */
const grammar =
  /(?<![\w-])(?:i|i'm|i've|my|we|our|you|it|it's|its|they|them|the|this|that|these|an|is|was|were|are|be|been|has|have|had|but|and|or|so|if|when|whenever|while|after|before|since|until|because|then|there|every|some|any|all|of|on|to|with|which|what|only|just|also|still|again|never|always|does|did|do|don't|doesn't|didn't|won't|can|can't|could|would|will|seems|than|ich|mein|meine|der|die|das|den|dem|ein|eine|einen|und|oder|aber|nicht|ist|sind|war|hat|habe|wird|nach|mit|bei|waren|wurden?|für|seit|als|dass|sich|wir|uns|im|zum|vom|aus|kann|auf|wenn|dann|nur|auch|noch|immer|je|mon|ma|mes|le|la|les|un|une|et|est|sont|pas|plus|que|qui|dans|avec|après|du|des|ont|sur|depuis|nous|von|keine?|del|por|para|desde|mi|el|los|las|una|y|es|son|pero|con|después|cuando|que|se|en|al)(?![\w-])/giu

/** Scripts in which no program of a cluster writes; their words are not told apart here. */
const otherScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{5,}|(?:\p{Script=Cyrillic}{2,}\P{L}+){2,}/u

/** Words of sentences that programs print as well: beside one of the others, where the line is built like a sentence. */
const lesserGrammar =
  /(?<![\w-])(?:by|for|from|in|at|into|between|already|no|not|never|now|had|them|their|his|her|him|us|me|as|about|after|because|without|too|more|than|pass|bei|von|zu|für|im|am|par|pour|sur|por|para)(?![\w-])/iu
/** It begins with a capital letter, and holds none of the marks that programs write. */
const likeSentence = /^\s*(?:[-*•]\s+)?\p{Lu}[\p{L}'’]*\s[^=<>{}[\]|"\\]*$/u

/** A program's output: stamps, levels, assignments, code. */
const machine =
  /^\s*(?:[${}|+]|#(?!\d+ [a-z])|\[\s*\d|\[(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\s*\]|[EWIF]\d{4} |\d{4}-\d\d-\d\d[T ]\d\d:|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d|at \w+\.|---|===|[\w-]+ [\da-f]{4}:[\da-f:.]+: |(?:Mounting (?:command|arguments)|Output|u?mount|e?2?fsck\S*|mkfs\S*|modprobe|iscsiadm|[Ee]rror|ERROR|[Ww]arning|[Ff]atal|FATAL): )|\blevel=\w|\bmsg="|"\w+":\s|\w+\(\)|::|<\/?\w+>|^\s*[\w.-]+\s*[:=]\s*\S+$/

const bullet = /^\s*(?:[-*•·–]|\d{1,2}[.)]|[a-z]\))\s+/
/** Words that have a capital only where a sentence begins: what stands above is a title, or was cut. */
const beginsSentence =
  /^(?:The|This|That|These|Those|There|It|Its|If|When|Whenever|While|After|Before|Since|Because|Although|My|We|Our|You|They|He|She|But|And|Or|So|What|Why|How|Which|Where|Is|Are|Was|Does|Do|Did|Has|Have|Can|Could|In|On|At|For|From|With|Without|Now|Then|Also|Every|Some|Any|All|No|Not|Only|Just|Der|Das|Ein|Eine|Ich|Wir|Es|Wenn|Nach|Seit|Aber|Und)\s/
const letters = /\p{L}/gu

/** What a person tells in the lines of a text: sentences, put together where lines were broken. */
export function toldFacts(
  lines: readonly Line[],
  breaks: Breaks,
  { redact }: ScanContext,
): StatedFact[] {
  return passagesOf(withoutRests(lines, breaks), breaks).map((sentences) => ({
    kind: told.kind,
    record: { sentences: redact ? sentences.map(redact) : sentences },
  }))
}

/** Without what is likely the rest of a log's broken line: no person wrote it. */
function withoutRests(lines: readonly Line[], { width }: Breaks): readonly Line[] {
  let isOfRecord = false
  return lines.filter((line, place) => {
    const before = lines[place - 1]
    isOfRecord =
      before !== undefined &&
      !line.begins &&
      (before.begins || isOfRecord) &&
      isBroken(before.text, line.text, width)
    return !isOfRecord
  })
}

function passagesOf(lines: readonly Line[], breaks: Breaks): string[][] {
  if (!lines.some((line) => isProse(line))) return []
  const sentences = paragraphsOf(lines, breaks).flatMap(sentencesOf).slice(0, mostSentences)
  return sentences.length > 0 && isAccount(sentences) ? [sentences] : []
}

/** What stands together between other lines, each point of a list by itself. */
function paragraphsOf(lines: readonly Line[], { isTerminal, width }: Breaks): string[] {
  const parts: string[] = []
  let goesOn = false
  let gap = ''
  for (const line of lines) {
    const text = line.text.trim()
    if (!mayBelong(line)) {
      goesOn = false
      continue
    }
    if (bullet.test(line.text) || beginsSentence.test(text)) goesOn = false
    const own = text.replace(bullet, '')
    parts.push(goesOn ? `${parts.pop()}${gap}${own}` : own)
    gap = isTerminal && line.text.length >= width ? '' : ' '
    goesOn = true
  }
  return parts
}

/** Nobody tells so much of what happened to them without a word of themselves: it is a manual. */
const mostWithoutTeller = 12
const teller =
  /(?<![\w./-])(?:I|i|[Ii]['’](?:m|ve|d|ll)|my|me|we|our|us|ich|wir|mein\w*|unser\w*|mir|mich|je|j['’]ai|mon|ma|mes|nous|notre|yo|mi|mis|nos|nuestr\w+)(?![\w./-])/iu

function isAccount(sentences: readonly string[]): boolean {
  return sentences.length <= mostWithoutTeller || sentences.some((one) => teller.test(one))
}

/** Whether a text is a whole sentence or most of one, and no line of a log. */
export function isSentence(text: string): boolean {
  return isProse({ text, number: 0, head: undefined, isEvent: false, begins: false })
}

/** A whole sentence or most of one. */
function isProse(line: Line): boolean {
  if (!mayBelong(line)) return false
  if (otherScript.test(line.text)) return true
  const words = line.text.match(grammar)?.length ?? 0
  if (words >= 2) return true
  const hasMore = lesserGrammar.test(line.text) || isWhole(line.text)
  return words === 1 && hasMore && isBuiltAsSentence(line.text)
}

/** `The server's address changed overnight.`: from its first word to its full stop. */
function isWhole(text: string): boolean {
  return beginsSentence.test(text.trim()) && /[a-z]{3}[.!]\s*$/.test(text)
}

/** `Port 80 is taken by nginx.` is told; a program ends its line with a value, not with a full stop. */
function isBuiltAsSentence(text: string): boolean {
  return likeSentence.test(text) && !/[:/]\s|\S[:=]\S|_\w/.test(text)
}

/** Beside a sentence, a few words that no program wrote are a person's as well. */
function mayBelong({ text, head, isEvent, begins }: Line): boolean {
  if (head !== undefined || isEvent || begins || machine.test(text)) return false
  const written = text.match(letters)?.length ?? 0
  return written >= 3 && written >= text.trim().length * 0.55
}

/** Behind these a point ends no sentence. */
const abbreviation =
  /\b(?:e\.g|i\.e|etc|vs|approx|ca|min|sec|incl|resp|no|z\.B|bzw|d\.h|usw|ggf)\.$/i

function sentencesOf(text: string): string[] {
  const found: string[] = []
  let open = ''
  for (const part of text.split(/(?<=[.!?…](?:["'”)]|\s?:[()D])?)\s+|(?<=[。！？])/u)) {
    open = open === '' ? part : `${open} ${part}`
    if (abbreviation.test(open)) continue
    found.push(open.slice(0, mostCharacters))
    open = ''
  }
  if (open !== '') found.push(open.slice(0, mostCharacters))
  return found.filter((sentence) => /\p{L}{2}/u.test(sentence))
}
