/** One clause of a sentence, with where in the sentence it stands. */
export interface Clause {
  readonly text: string
  readonly from: number
}

/** What ends a clause; a comma between figures or a point in a version does not. */
const ends =
  /[,;:](?=\s)|[()]|\s(?:[-–—]+|\/+(?!\s(?:is|was|at|has|got|ran|became|partition)\b))\s|\s(?=(?:but|however|although|though|whereas|because|and then|so that|even though|except|aber|obwohl|mais|pero)\s)/g

/** A sentence parted into its clauses. */
export function clausesOf(sentence: string): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  for (const { index, 0: end } of sentence.matchAll(ends)) {
    clauses.push({ text: sentence.slice(from, index), from })
    from = index + end.length
  }
  clauses.push({ text: sentence.slice(from), from })
  return clauses.filter(({ text }) => text.trim() !== '')
}
