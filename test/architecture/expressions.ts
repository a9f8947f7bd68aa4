import { type AST, RegExpParser } from '@eslint-community/regexpp'

/**
 * An expression is tried at each character of a line until it fits. What begins with words that a
 * line rarely holds is done with most characters at once; what begins with `.*`, `[a-z]*` or a
 * lookahead for something anywhere behind runs to the line's end from each of them.
 */

/** How far the beginning of an expression is read. */
type Seen =
  /** Something decides here: an anchor, or characters that are rare. */
  | 'decided'
  /** Nothing decided yet: any letter may stand here. */
  | 'open'
  | 'open at a word'
  /** The part that is run through anew from each character. */
  | { readonly retried: string }

/** The part of an expression that is run through anew from each character; undefined where none is. */
export function retriedPart(expression: RegExp): string | undefined {
  const { pattern } = new RegExpParser().parseLiteral(String(expression))
  const seen = alternatives(pattern.alternatives, 'open')
  return typeof seen === 'string' ? undefined : seen.retried
}

function alternatives(all: readonly AST.Alternative[], before: Seen): Seen {
  let whole: Seen = 'decided'
  for (const { elements } of all) {
    let seen = before
    for (const element of elements) {
      if (seen === 'decided') break
      seen = after(element, seen)
      if (typeof seen !== 'string') return seen
    }
    if (seen !== 'decided') whole = seen
  }
  return whole
}

function after(element: AST.Element, before: Seen): Seen {
  const { type } = element
  if (type === 'Assertion') return afterAssertion(element, before)
  if (type === 'Group' || type === 'CapturingGroup')
    return alternatives(element.alternatives, before)
  if (type === 'Quantifier') return afterQuantifier(element, before)
  return isWide(element, before) ? 'open' : 'decided'
}

function afterAssertion(assertion: AST.Assertion, before: Seen): Seen {
  if (assertion.kind === 'word') return 'open at a word'
  if (assertion.kind !== 'lookahead') return 'decided'
  const runs = assertion.alternatives.some(({ elements }) =>
    elements.some((element) => isRun(element, 'open')),
  )
  return runs ? { retried: assertion.raw } : before
}

function afterQuantifier(quantifier: AST.Quantifier, before: Seen): Seen {
  if (isRun(quantifier, before)) return { retried: quantifier.raw }
  const inner = after(quantifier.element, before)
  return quantifier.min === 0 && inner === 'decided' ? before : inner
}

function isRun(element: AST.Element, before: Seen): boolean {
  return (
    element.type === 'Quantifier' &&
    element.max === Number.POSITIVE_INFINITY &&
    isWide(element.element, before)
  )
}

/** Whether an element takes letters; behind the beginning of a word, whether it goes on into the next. */
function isWide(element: AST.Element, before: Seen): boolean {
  if (element.type !== 'CharacterSet' && element.type !== 'CharacterClass') return false
  const set = new RegExp(`^${element.raw}$`)
  return set.test('e') && (before !== 'open at a word' || set.test(' '))
}
