import type { Follower } from './range.ts'

/** As long as characters fit; `pattern` is sticky and may match nothing. */
export function whileFits(pattern: RegExp): Follower {
  return {
    follow(text, from) {
      pattern.lastIndex = from
      return pattern.test(text) ? pattern.lastIndex : from
    },
  }
}

/**
 * To the quote that closes. In JSON within JSON quotes carry backslashes: `level` is how many stand
 * before the opening one, and one with more of them belongs to the value.
 */
export function untilQuote(quote: string, level: number): Follower {
  let slashes = 0
  return {
    follow(text, from) {
      for (let position = from; position < text.length; position++) {
        const character = text[position]
        if (character === '\n') return position
        if (character === '\\') {
          slashes += 1
          continue
        }
        const closes = level === 0 ? slashes % 2 === 0 : slashes <= level
        if (character === quote && closes)
          return Math.max(from, position - (level === 0 ? 0 : slashes))
        slashes = 0
      }
      return text.length
    },
  }
}

/** A line of nothing but base64. */
const encodedLine = /[A-Za-z0-9+/]+={0,2}[ \t]*(?:\r?\n|$)/y

/**
 * Lines of YAML that are indented deeper than `column`, blank ones included. A line of base64 at
 * the left edge is no YAML, but the rest of a value that a terminal broke.
 */
export function deeperThan(column: number): Follower {
  let atLineStart = true
  let indent = 0
  return {
    follow(text, from) {
      let end = from
      for (let position = from; position < text.length; position++) {
        const code = text.charCodeAt(position)
        if (code === 10) {
          atLineStart = true
          indent = 0
          continue
        }
        if (!atLineStart || code === 13) {
          end = position + 1
          continue
        }
        if (code === 32 || code === 9) indent += 1
        else if (indent <= column && !isBrokenOff(text, position, indent)) return end
        else {
          atLineStart = false
          end = position + 1
        }
      }
      return text.length
    },
  }
}

function isBrokenOff(text: string, position: number, indent: number): boolean {
  encodedLine.lastIndex = position
  return indent === 0 && encodedLine.test(text)
}

/** To the bracket that closes an object in JSON; texts in it may hold brackets. */
export function untilBrace(): Follower {
  let depth = 1
  let level: number | undefined
  let inText = false
  let slashes = 0
  const quote = () => {
    level ??= slashes
    if (level === 0 ? slashes % 2 === 0 : slashes <= level) inText = !inText
  }
  return {
    follow(text, from) {
      for (let position = from; position < text.length; position++) {
        const character = text[position]
        if (character === '"') quote()
        else if (!inText && character === '{') depth += 1
        else if (!inText && character === '}') depth -= 1
        if (depth === 0) return position
        slashes = character === '\\' ? slashes + 1 : 0
      }
      return text.length
    },
  }
}
