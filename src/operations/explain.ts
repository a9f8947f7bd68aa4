import { usageError } from '#src/model/error.ts'
import { nodeFileLines } from '#src/model/node-files.ts'
import type { Check } from '#src/rules/define-check.ts'
import type { Pattern } from '#src/rules/define-pattern.ts'
import { remedies } from '#src/rules/remedies.ts'
import { withNames } from './page-names.ts'

/**
 * A pattern's page in Markdown: meaning, impact, diagnosis, mitigation, and its rivals.
 *
 * @param known what its placeholders stand for: of no finding in particular none is known
 */
export function patternPage(
  pattern: Pattern,
  known: Readonly<Record<string, string>> = {},
): string {
  const { docs, rivals } = pattern
  const remedy = remedies[pattern.remedy]
  const page = [
    `# ${pattern.title}`,
    '',
    `\`${pattern.id}\` · ${pattern.kind} · ${pattern.severity} · ${pattern.stage} · since ${pattern.since}`,
    '',
    '## Meaning',
    '',
    docs.meaning,
    '',
    '## Impact',
    '',
    docs.impact,
    '',
    '## Diagnosis',
    '',
    docs.diagnosis,
    ...(pattern.decides === undefined
      ? []
      : ['', `What tells its causes apart: \`${pattern.decides}\``]),
    '',
    '## Mitigation',
    '',
    docs.mitigation,
    ...(remedy && remedy.kind !== 'none' ? ['', `In short: ${remedy.does}`] : []),
    ...(rivals.length > 0 ? ['', '## What else it could be', ''] : []),
    ...rivals.map((rival) => `- \`${rival.cause}\`: ${rival.tell}`),
    '',
    '## References',
    '',
    ...docs.references.map((reference) => `- ${reference}`),
    '',
  ]
  return withNames(page.join('\n'), known)
}

/** A check's page in Markdown. */
export function checkPage(check: Check): string {
  const page = [
    `# ${check.docs.heading}`,
    '',
    `\`${check.id}\` · check of a ${check.scope} · ${check.severity}`,
    '',
    '## Meaning',
    '',
    check.docs.meaning,
    '',
    '## What to do when it fails',
    '',
    check.docs.next,
    ...(check.docs.accepting === undefined
      ? []
      : [
          '',
          '## What it means to accept it',
          '',
          `Last, and with a reason that is kept, where a change asks this and says so. ${check.docs.accepting}`,
        ]),
    '',
    '## References',
    '',
    ...check.docs.references.map((reference) => `- ${reference}`),
    '',
  ]
  return withNames(page.join('\n'))
}

/** What Bramble leaves on nodes, in Markdown. */
function filesPage(): string {
  return [
    '# Files that Bramble writes on nodes',
    '',
    'The first ones say in their first line that Bramble keeps them, and `bramble up` writes them again where they were changed. Each node has the ones that it needs; this list lies there as /usr/local/lib/bramble/files.txt.',
    '',
    ...nodeFileLines().map(([path, reason]) => `- \`${path}\`: ${reason}`),
    '',
  ].join('\n')
}

/** All pages that `explain` knows, by id. */
export async function listPages(): Promise<ListedPage[]> {
  const known = await knownPages()
  return known.map(({ id, title, kind }) => ({ id, title, kind }))
}

/** A page without its text. */
export interface ListedPage {
  readonly id: string
  readonly title: string
  readonly kind: 'cause' | 'symptom' | 'benign' | 'check' | 'other'
}

async function knownPages(): Promise<(ListedPage & { readonly page: () => string })[]> {
  const { patterns } = await import('#src/rules/patterns/index.ts')
  const { checks } = await import('#src/rules/checks/index.ts')
  const pages = [
    ...patterns.map((pattern) => ({
      id: pattern.id,
      title: pattern.title,
      kind: pattern.kind,
      page: () => patternPage(pattern),
    })),
    ...checks.map((check) => ({
      id: check.id,
      title: check.docs.heading,
      kind: 'check' as const,
      page: () => checkPage(check),
    })),
    {
      id: 'files',
      title: 'Files that Bramble writes on nodes',
      kind: 'other' as const,
      page: filesPage,
    },
  ]
  return pages.sort((one, other) => (one.id < other.id ? -1 : 1))
}

/**
 * The page of a pattern or check, for no node in particular: it says what the words it leaves open stand for.
 *
 * @throws usage error `explain-unknown-id`, with pages that speak of it
 */
export async function explain(id: string): Promise<string> {
  const known = await knownPages()
  const found = known.find((candidate) => candidate.id === id)
  if (found) return found.page()
  const [best, ...others] = pagesAbout(id, known)
  const also = others.slice(0, mostNamed).map((page) => page.id)
  const more = also.length > 0 ? `; these speak of it, too: ${also.join(', ')}` : ''
  throw usageError('explain-unknown-id', `nothing is called "${id.slice(0, 80)}"${more}`, {
    next: best === undefined ? 'bramble explain --list' : `bramble explain ${best.id}`,
  })
}

/** Others that an answer names beside the best: the list has them all. */
const mostNamed = 4

type KnownPage = Awaited<ReturnType<typeof knownPages>>[number]

/** Pages that speak of what was typed: by their names, else by their titles, else by their text. */
function pagesAbout(typed: string, pages: readonly KnownPage[]): readonly KnownPage[] {
  const words = typed
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2)
  const by = (score: (page: KnownPage) => number) =>
    pages
      .map((page) => ({ page, score: score(page) }))
      .filter(({ score: points }) => points > 0)
      .toSorted((one, other) => other.score - one.score || rankOf(one.page) - rankOf(other.page))
      .map(({ page }) => page)
  const inText = (text: string) => sum(words.map((word) => text.split(word).length - 1))
  const named = by(({ id }) => sum(words.map((word) => pointsIn(id, word))))
  if (named.length > 0) return named
  const titled = by(({ title }) => inText(title.toLowerCase()))
  if (titled.length > 0) return titled
  return by(({ page }) => inText(page().toLowerCase()))
}

/** A word that is whole counts more than one that only begins so, and most where the name begins. */
function pointsIn(id: string, word: string): number {
  const parts = id.split('-')
  const whole = parts.includes(word) ? 2 : 0
  const begun = parts.some((part) => part.startsWith(word)) ? 2 : 0
  return begun === 0 ? 0 : whole + begun + (id.startsWith(word) ? 1 : 0)
}

/** Who asks for a word asks what is wrong, before what has to be true. */
function rankOf({ kind }: ListedPage): number {
  return ['cause', 'symptom', 'check', 'benign', 'other'].indexOf(kind)
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
