import { fillWords } from '#src/rules/judge.ts'

/** Words that a page leaves open, and where a reader finds what belongs there. */
const sources: Readonly<Record<string, string>> = {
  NODE: 'the name of a node, as `bramble nodes` lists it',
  SERVER: 'the address of a server, as `bramble nodes` lists it',
  NAMESPACE: 'the namespace of the pod or claim, as `kubectl get pods -A` lists it',
  POD: 'the name of the pod, as `kubectl get pods -A` lists it',
  VOLUME: 'the name of the volume, as `bramble volumes` lists it',
  CLAIM: 'the name of the claim, as `kubectl get pvc -A` lists it',
  NAME: 'the name of what the sentence speaks of',
  COUNT: 'a number',
  FILE: 'a path on your machine',
  PATH: 'a path there',
}

/** Placeholders that patterns may use: each becomes a word of which a page says what it stands for. */
export const placeholders: readonly string[] = Object.keys(sources).map((name) =>
  name.toLowerCase(),
)

/** A page with what is known filled in; what stays open reads as such, and the page says whence it comes. */
export function withNames(page: string, known: Readonly<Record<string, string>> = {}): string {
  const filled = fillWords(page, known)
  const names = [...page.matchAll(/\{([a-z]+)\}/gi)].map(([, name = '']) => name)
  const left = names.filter((name) => known[name] === undefined).map((name) => name.toUpperCase())
  const open = Object.entries(sources).filter(
    ([word]) => left.includes(word) || isInCommand(word, filled),
  )
  if (open.length === 0) return filled
  const legend = open.map(([word, source]) => `- ${word}: ${source}`).join('\n')
  const section = `## What stands for a name of yours\n\n${legend}\n\n## References`
  return filled.replace('## References', () => section)
}

/** Between back-ticks, where a program's own words in capitals are columns: `lsblk -o NAME,TRAN`. */
function isInCommand(word: string, page: string): boolean {
  const own = new RegExp(`(?<![\\w,-])${word}(?![\\w,-])`)
  return page
    .split('\n')
    .some((line) => line.split('`').some((part, place) => place % 2 === 1 && own.test(part)))
}
