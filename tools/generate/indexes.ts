const note = '// Written by `npm run generate`; do not edit.\n'

/** A static list of all patterns, so that a bundle holds them and no folder is read at start. */
export function patternIndex(files: readonly string[]): string {
  const rows = files.map((file, place) => ({
    name: `pattern${place}`,
    from: file.replace(/^src\/rules\/patterns\//, './'),
  }))
  return [
    note,
    "import type { Pattern } from '../define-pattern.ts'\n",
    ...rows.map(({ name, from }) => `import ${name} from '${from}'\n`),
    '\n',
    'export const patterns: readonly Pattern[] = [\n',
    ...rows.map(({ name }) => `  ${name},\n`),
    ']\n',
  ].join('')
}

/** Checks export one constant each, named as its file in camel case. */
export function checkIndex(files: readonly string[]): string {
  const rows = files
    .map((file) => file.replace(/^src\/rules\/checks\//, ''))
    .filter((file) => file !== 'index.ts' && !file.endsWith('.test.ts'))
    .map((file) => ({
      name: file
        .replace(/\.ts$/, '')
        .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      from: `./${file}`,
    }))
  return [
    note,
    "import type { Check } from '../define-check.ts'\n",
    ...rows.map(({ name, from }) => `import { ${name} } from '${from}'\n`),
    '\n',
    'export const checks: readonly Check[] = [\n',
    ...rows.map(({ name }) => `  ${name},\n`),
    ']\n',
  ].join('')
}
