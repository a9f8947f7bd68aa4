/**
 * Follows a secret to its end. It keeps what it has to know between two texts, because a secret
 * may be longer than what is in memory.
 */
export interface Follower {
  /** Where the secret ends in this text; the text's length where it goes on in the next. */
  follow(text: string, from: number): number
}

/** A secret in a text. */
export interface SecretRange {
  readonly start: number
  readonly end: number
  /** What it is, for the marker: `bearer token`. */
  readonly name: string
  /** Finds the rest where the range reaches the text's end. */
  readonly follower?: Follower
}

/**
 * Looks at one hit of the literals' search. `isHurried` where many hits of this text were for
 * nothing: then it looks no further than its own line, and calls doubtful things secret.
 */
export type Detector = (
  text: string,
  at: number,
  end: number,
  isHurried: boolean,
) => SecretRange | readonly SecretRange[] | undefined

/** What a secret is replaced by. */
export function marker(name: string): string {
  return `[redacted: ${name}]`
}

/** A range from `start` to wherever the follower ends; undefined where it is empty. */
export function followed(
  text: string,
  start: number,
  name: string,
  follower: Follower,
): SecretRange | undefined {
  const end = follower.follow(text, start)
  return end > start ? { start, end, name, follower } : undefined
}

/** How far a detector looks back and ahead for its own line: bounded, whatever the line's length. */
const mostLine = 1024

export function lineStart(text: string, at: number): number {
  const least = Math.max(0, at - mostLine)
  for (let position = at; position > least; position--)
    if (text.charCodeAt(position - 1) === 10) return position
  return least
}

export function lineEnd(text: string, at: number): number {
  const most = Math.min(text.length, at + mostLine)
  for (let position = at; position < most; position++)
    if (text.charCodeAt(position) === 10) return position
  return most
}
