import { usageError } from '#src/model/error.ts'
import type { Check } from '#src/rules/define-check.ts'
import type { Pattern } from '#src/rules/define-pattern.ts'
import { remedies } from '#src/rules/remedies.ts'

/** A pattern's page in Markdown: meaning, impact, diagnosis, mitigation, and its rivals. */
export function patternPage(pattern: Pattern): string {
  const { docs, rivals } = pattern
  const remedy = remedies[pattern.remedy]
  return [
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
  ].join('\n')
}

/** A check's page in Markdown. */
export function checkPage(check: Check): string {
  return [
    `# Waiting for ${check.title}`,
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
    '',
    '## References',
    '',
    ...check.docs.references.map((reference) => `- ${reference}`),
    '',
  ].join('\n')
}

/**
 * The page of a pattern or check.
 *
 * @throws usage error `explain-unknown-id`, with the nearest ids
 */
export async function explain(id: string): Promise<string> {
  const { patterns } = await import('#src/rules/patterns/index.ts')
  const { checks } = await import('#src/rules/checks/index.ts')
  const pattern = patterns.find((candidate) => candidate.id === id)
  if (pattern) return patternPage(pattern)
  const check = checks.find((candidate) => candidate.id === id)
  if (check) return checkPage(check)
  const near = nearest(
    id,
    [...patterns, ...checks].map((known) => known.id),
  )
  throw usageError('explain-unknown-id', `nothing is called "${id.slice(0, 80)}"`, {
    next: near.length > 0 ? `bramble explain ${near[0]}` : 'bramble explain --list',
  })
}

/** Ids that share the most words with what was typed. */
function nearest(typed: string, ids: readonly string[]): string[] {
  const words = typed
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2)
  const score = (id: string) => words.filter((word) => id.includes(word)).length
  return ids
    .filter((id) => score(id) > 0)
    .sort((one, other) => score(other) - score(one))
    .slice(0, 3)
}
