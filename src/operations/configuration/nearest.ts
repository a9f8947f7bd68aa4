const longest = 64

/** The name that was most likely meant; undefined where none is close. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > longest) return undefined
  const most = Math.max(1, Math.floor(word.length / 3))
  const [best] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= most)
    .sort((one, other) => one.distance - other.distance)
  return best?.name
}

/** Edits from one word to another; two letters in the wrong order count as two. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of one.split('').entries()) {
    const next = [i + 1]
    for (let j = 1; j <= other.length; j++) {
      const replaced = at(row, j - 1) + (letter === other[j - 1] ? 0 : 1)
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced))
    }
    row = next
  }
  return at(row, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
