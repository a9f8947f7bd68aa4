import type { Check } from '#src/rules/define-check.ts'
import type { Pattern } from '#src/rules/define-pattern.ts'

export interface Written {
  readonly folder: string
  /** Path from the root to content. */
  readonly files: ReadonlyMap<string, string>
}

const folder = 'docs/reference'

/** One page a pattern and check, from their own words, and a list of all. */
export async function pages(): Promise<Written> {
  const { patterns } = await import('#src/rules/patterns/index.ts')
  const { checks } = await import('#src/rules/checks/index.ts')
  const { patternPage, checkPage } = await import('#src/operations/explain.ts')
  const files = new Map<string, string>()
  for (const pattern of patterns) files.set(`${folder}/${pattern.id}.md`, patternPage(pattern))
  for (const check of checks) files.set(`${folder}/check-${check.id}.md`, checkPage(check))
  files.set(`${folder}/commands.md`, await commandsPage())
  files.set(`${folder}/index.md`, indexPage(patterns, checks))
  return { folder, files }
}

function indexPage(patterns: readonly Pattern[], checks: readonly Check[]): string {
  const rows = (kind: string) =>
    patterns
      .filter((pattern) => pattern.kind === kind)
      .map((pattern) => `- [${pattern.id}](${pattern.id}.md): ${pattern.title}`)
  return [
    '# What Bramble knows',
    '',
    'Written by `npm run generate` from the patterns and checks themselves. `bramble explain ID` shows the same pages.',
    '',
    '## Causes',
    '',
    ...rows('cause'),
    '',
    '## Symptoms',
    '',
    ...rows('symptom'),
    '',
    '## Harmless',
    '',
    ...rows('benign'),
    '',
    '## Checks',
    '',
    ...checks.map((check) => `- [${check.id}](check-${check.id}.md): ${check.docs.heading}`),
    '',
  ].join('\n')
}

/** The reference of the command line: what --help prints, for every command. */
async function commandsPage(): Promise<string> {
  const { commands } = await import('#src/faces/cli/commands.ts')
  const { helpOf } = await import('#src/faces/cli/program.ts')
  const blocks = [undefined, ...commands.map((command) => command.meta.name)].map((name) => {
    const title = name === undefined ? '# Commands' : `## ${name}`
    return `${title}\n\n\`\`\`text\n${helpOf(commands, name).trimEnd()}\n\`\`\`\n`
  })
  return blocks.join('\n')
}
